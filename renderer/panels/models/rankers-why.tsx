import { Button } from '@mantine/core';
import { IconArchive, IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Ranker } from '../../../engine/contract/rankers.ts';
import { ChartFrame, ReliabilityCurve } from '../../ui/chart.tsx';
import { Hash } from '../../ui/copy-text.tsx';
import { Figure } from '../../ui/figure.tsx';
import { bytes, count, interval, moment, rate, took } from '../../ui/format.ts';
import { wilson } from '../../ui/wilson.ts';
import { usePlace } from './place.ts';
import { correctedFor, kindWords, rankerName } from './rankers.ts';
import styles from './recommender.module.css';
import { RemoveRanker } from './remove-ranker.tsx';
import { useChosenRanker, useRankerStates } from './use-rankers.ts';
import { VersionMark } from './version-mark.tsx';
import own from './versions.module.css';

/** Right: the card of the chosen ranker; beside the form, what a ranker is. */
export function RankersWhy() {
  const ranker = useChosenRanker();
  const [view] = usePlace('rankerView');
  return (
    <div className={styles.why}>
      {ranker && view !== 'form' ? (
        <RankerCard key={ranker.id} ranker={ranker} />
      ) : (
        <>
          <h2>What a ranker is</h2>
          <p>
            The first pass of a feed brings some hundred candidates. A ranker gives each of them the chance that the
            person wants it, from what is known of the person, the item and the moment, and says why.
          </p>
          <p>
            The earliest 80% of the rows are learnt from, the next 10% end the training and calibrate, and the latest
            10% measure.
          </p>
        </>
      )}
    </div>
  );
}

function RankerCard({ ranker }: { ranker: Ranker }) {
  const { activate, retire } = useRankerStates();
  const [isRemoving, setRemoving] = useState(false);
  const { card, state, problem } = ranker;
  const isActive = state === 'active';
  return (
    <>
      <h2>{rankerName(ranker)}</h2>
      <VersionMark state={state} />
      <div className={styles.actions}>
        {isActive ? (
          <Button size="compact-xs" leftSection={<IconArchive size={14} aria-hidden />} onClick={() => retire(ranker)}>
            Retire
          </Button>
        ) : (
          <Button
            size="compact-xs"
            disabled={problem !== null}
            leftSection={<IconCircleCheck size={14} aria-hidden />}
            onClick={() => activate(ranker)}
          >
            Make active
          </Button>
        )}
        <Button
          size="compact-xs"
          disabled={isActive}
          title={isActive ? 'Retire it first' : undefined}
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => setRemoving(true)}
        >
          Remove…
        </Button>
      </div>
      {problem && (
        <p className={own.problem} role="alert">
          {problem}
        </p>
      )}
      {ranker.isBehind && (
        <p className={own.behind}>The data changed since. Its features follow; what it learnt does not.</p>
      )}
      <Figures card={card} />
      <Calibration card={card} />
      <h3>Where it comes from</h3>
      <dl className={styles.facts}>
        <dt>Kind</dt>
        <dd>{kindWords[ranker.kind].name}</dd>
        <dt>Slot</dt>
        <dd>{ranker.slot}</dd>
        <dt>Trained</dt>
        <dd>
          {moment(ranker.createdAt)}, in {took(ranker.fitSeconds)}
        </dd>
        <dt>Learnt from</dt>
        <dd>{card.source}</dd>
        <dt>Corrected for</dt>
        <dd>{correctedFor(ranker)}</dd>
        <dt>Rows</dt>
        <dd>
          {count(card.rows.train)} to learn, {count(card.rows.validation)} to stop and calibrate,{' '}
          {count(card.rows.test)} to measure
        </dd>
        <dt>Passes</dt>
        <dd>
          {card.epochs.length}, best {card.best + 1}
        </dd>
        <dt>Data</dt>
        <dd>
          <Hash value={ranker.dataHash} what="the hash of the data" />
        </dd>
        <dt>File</dt>
        <dd>
          {bytes(ranker.bytes)} <Hash value={ranker.sha256} what="the hash of the file" />
        </dd>
      </dl>
      <Settings card={card} />
      {isRemoving && <RemoveRanker ranker={ranker} onClose={() => setRemoving(false)} />}
    </>
  );
}

const metrics = [
  ['auc', 'AUC'],
  ['gauc', 'GAUC'],
  ['logLoss', 'Log loss'],
] as const;

function Figures({ card }: { card: Ranker['card'] }) {
  if (!card.metrics) return <p>Not measured: the latest rows have but one outcome.</p>;
  const { rows, positives } = card.metrics;
  const { error, interval: between } = card.calibration;
  return (
    <>
      <table className={styles.figures}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Value</th>
            <th scope="col">95% interval</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(([id, name]) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{rate(card.metrics![id].mean)}</td>
              <td>{interval(card.metrics![id].low, card.metrics![id].high, 3)}</td>
            </tr>
          ))}
          {error !== null && (
            <tr>
              <th scope="row">
                <Figure
                  means="Expected calibration error: how far, on average, chances lie from observed shares, over tenths of the chance."
                  n={`${count(rows)} rows`}
                  source="The latest tenth of the rows; interval by the jackknife over users"
                >
                  ECE
                </Figure>
              </th>
              <td>{rate(error)}</td>
              <td>{between ? interval(between.low, between.high, 3) : '–'}</td>
            </tr>
          )}
        </tbody>
      </table>
      <p className="dim">
        On the latest {count(rows)} rows, {count(positives)} of them wanted.
      </p>
    </>
  );
}

function Calibration({ card: { calibration, source } }: { card: Ranker['card'] }) {
  if (calibration.points.length === 0) return null;
  const points = calibration.points.map((point) => ({ ...point, interval: wilson(point.observed, point.count) }));
  const among = source === 'impressions' ? 'what was shown' : 'wanted items and those drawn beside them';
  return (
    <ChartFrame
      title="Calibration"
      definition={`For rows with about the same chance, the share that was wanted, among ${among}, with 95% Wilson intervals. On the dashed line, chances are right on average.`}
      extra={
        <span className="dim">
          {calibration.method === 'platt' ? 'Platt' : 'isotonic'}, ECE {rate(calibration.error)}
        </span>
      }
      data={{
        columns: ['predicted', 'observed', 'low', 'high', 'n'],
        rows: points.map(({ predicted, observed, interval: [low, high], count: n }) => [
          predicted.toFixed(3),
          observed.toFixed(3),
          low.toFixed(3),
          high.toFixed(3),
          n,
        ]),
      }}
    >
      <ReliabilityCurve points={points} />
    </ChartFrame>
  );
}

function Settings({ card: { settings, source } }: { card: Ranker['card'] }) {
  const { positives, leastValue, negatives, factors, epochs, rate: step, l2, seed, popularity } = settings;
  const facts: readonly (readonly [string, string | number])[] = [
    ['wanted', positives.join(', ') || 'all kinds'],
    ...(leastValue === null ? [] : ([['least value', leastValue]] as const)),
    ...(source === 'interactions' ? ([['negatives', negatives]] as const) : []),
    ...(popularity ? ([['clip', popularity.clip]] as const) : []),
    ['factors', factors],
    ['passes at most', epochs],
    ['rate', step],
    ['l2', l2],
    ['seed', seed],
  ];
  return (
    <>
      <h3>Settings</h3>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={styles.contents}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
