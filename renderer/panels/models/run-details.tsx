import { Button } from '@mantine/core';
import { IconArrowsDiff, IconRefresh, IconTrash, IconVersions } from '@tabler/icons-react';
import { useState } from 'react';
import type { RunDetail } from '../../../engine/contract/models.ts';
import { Hash } from '../../ui/copy-text.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, moment, took } from '../../ui/format.ts';
import { RunCurves } from './curves.tsx';
import { useAlgorithms, useData } from './data.ts';
import { metricName, metricsOf, readMetric, unitOf, wordsOf } from './metrics.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { RemoveRun } from './remove-run.tsx';
import { useRunActions } from './run-actions.ts';
import { paramText } from './run-words.ts';
import { splitWords } from './train.ts';

/** The first figure of the details, which `i` goes to. */
export const firstFigureId = 'run-first-figure';

/** One run: what can be done with it, what it measured, how it learnt, and everything that made it. */
export function RunDetails({ run }: { run: RunDetail }) {
  const { compareWith, trainAgain, fitAsVersion } = useRunActions();
  const [marks] = usePlace('marks');
  const [isRemoving, setRemoving] = useState(false);
  const overlaid = marks.filter((id) => id !== run.id);
  return (
    <>
      <h2>{run.name}</h2>
      <p className="dim">
        {run.algorithm}, {run.kind}, {moment(run.createdAt)}, run {run.id}
      </p>
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          leftSection={<IconArrowsDiff size={14} aria-hidden />}
          onClick={() => compareWith(run)}
        >
          Compare with…
        </Button>
        <Button size="compact-xs" leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => trainAgain(run)}>
          Train again
        </Button>
        <Button
          size="compact-xs"
          leftSection={<IconVersions size={14} aria-hidden />}
          onClick={() => fitAsVersion(run)}
        >
          Fit as a version
        </Button>
        <Button size="compact-xs" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setRemoving(true)}>
          Remove…
        </Button>
      </div>
      <Figures run={run} />
      {run.curve.length > 1 && <RunCurves runs={[run]} others={overlaid} />}
      <Parameters run={run} />
      <Circumstances run={run} />
      {isRemoving && <RemoveRun run={run} next={null} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Figures({ run }: { run: RunDetail }) {
  return (
    <table className={styles.figures} aria-label="Figures">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Mean</th>
          <th scope="col">95 % interval</th>
          <th scope="col">n</th>
        </tr>
      </thead>
      <tbody>
        {metricsOf([run]).map((id, index) => {
          const metric = run.metrics[id];
          if (!metric) return null;
          const { mean, interval } = readMetric(metric);
          const { means, better } = wordsOf(id);
          return (
            <tr key={id}>
              <th scope="row">
                <Figure
                  id={index === 0 ? firstFigureId : undefined}
                  means={
                    better === 'neither' ? means : `${means} ${better === 'higher' ? 'Higher' : 'Lower'} is better.`
                  }
                  n={`${count(metric.n)} ${unitOf(id)}`}
                  source={
                    interval ? 'Interval: 95 % percentile bootstrap over users' : 'Of all lists together; no interval'
                  }
                >
                  {metricName(id, run.protocol.k)}
                </Figure>
              </th>
              <td>{mean}</td>
              <td>{interval ?? <span className="dim">none</span>}</td>
              <td>{count(metric.n)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Parameters({ run }: { run: RunDetail }) {
  const { data: algorithms } = useAlgorithms();
  const infos = algorithms?.find(({ id }) => id === run.algorithm)?.params ?? [];
  const names = Object.keys(run.params);
  return (
    <>
      <h3>Parameters</h3>
      {names.length === 0 && <p className="dim">It has none.</p>}
      <dl className={styles.facts}>
        {names.map((name) => {
          const info = infos.find((known) => known.name === name);
          const isUsual = info !== undefined && info.default === run.params[name];
          return (
            <div key={name} className={styles.contents}>
              <dt>{info ? <Figure means={info.about}>{name}</Figure> : name}</dt>
              <dd>
                {paramText(run.params[name])} {isUsual && <span className="dim">default</span>}
              </dd>
            </div>
          );
        })}
        <dt>seed</dt>
        <dd>{run.seed}</dd>
      </dl>
    </>
  );
}

function Circumstances({ run }: { run: RunDetail }) {
  const { data } = useData();
  const { split, share, k, relevantFrom } = run.protocol;
  return (
    <>
      <h3>How it was measured</h3>
      <dl className={styles.facts}>
        <dt>Held out</dt>
        <dd>
          {splitWords[split]}
          {split !== 'loo' && `, ${Math.round(100 * share)} %`}
        </dd>
        <dt>List length k</dt>
        <dd>{k}</dd>
        <dt>Relevant</dt>
        <dd>{relevantFrom === null ? 'all that was held out' : `held out with a value of at least ${relevantFrom}`}</dd>
        <dt>Time</dt>
        <dd>
          {took(run.fitSeconds)} to fit, {took(run.evaluateSeconds)} to measure
        </dd>
      </dl>
      <h3>Data</h3>
      <dl className={styles.facts}>
        <dt>Rule</dt>
        <dd>
          {run.rule}, version {run.ruleVersion}
        </dd>
        <dt>Data</dt>
        <dd>
          <Hash value={run.dataHash} what="the hash of the data" />
          {data && data.hash !== run.dataHash && <span className="dim"> the data changed since</span>}
        </dd>
        <dt>Users</dt>
        <dd>{count(run.users)}</dd>
        <dt>Items</dt>
        <dd>{count(run.items)}</dd>
        <dt>Pairs</dt>
        <dd>
          {count(run.trainPairs)} to learn from, {count(run.testPairs)} to measure on
        </dd>
      </dl>
    </>
  );
}
