import { Button, Tabs } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import type { Comparison } from '../../../engine/contract/models.ts';
import { useKeys } from '../../app/workbench.tsx';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { markLetters } from './compare.ts';
import { CompareMetrics } from './compare-metrics.tsx';
import { CompareSettings } from './compare-settings.tsx';
import { CompareUsers } from './compare-users.tsx';
import { RunCurves } from './curves.tsx';
import { useRuns } from './data.ts';
import { NoRuns } from './empty.tsx';
import { Mark } from './mark.tsx';
import { type Pair, usePlace, useTab } from './place.ts';
import styles from './recommender.module.css';
import { protocolText } from './run-words.ts';
import { usePair } from './use-pair.ts';

const views = [
  { id: 'metrics', key: 'm', name: 'Metrics' },
  { id: 'users', key: 'u', name: 'Point by point' },
  { id: 'settings', key: 'p', name: 'Parameters' },
  { id: 'curves', key: 'l', name: 'Learning curves' },
] as const satisfies readonly { id: Pair['view']; key: string; name: string }[];

/** Middle: two runs face to face, from four sides. */
export function CompareWork() {
  const { data, rows } = useRuns();
  const { isReady, comparison, setPair } = usePair();
  const [, go] = useTab();
  // Also while the comparison is on its way: a key that comes early is not lost.
  const keys = views.map(({ id, key, name }) => ({
    key,
    does: name,
    group: 'Compare',
    run: () => setPair({ view: id }),
  }));
  useKeys(isReady ? keys : []);
  return (
    <section className={styles.work} aria-label="Compare">
      {data && rows.length === 0 && <NoRuns />}
      {!isReady && rows.length > 0 && (
        <Empty
          title="Two runs, face to face"
          action={
            <Button variant="filled" leftSection={<IconChartBar size={15} aria-hidden />} onClick={() => go('runs')}>
              Mark runs
            </Button>
          }
        >
          Pick A and B on the left, or mark two runs with c. They are compared user by user where they saw the same data
          and split.
        </Empty>
      )}
      {isReady && comparison.error && (
        <ProblemNote error={comparison.error} onRetry={() => void comparison.refetch()} />
      )}
      {isReady && !comparison.data && !comparison.error && <Waiting lines={8} />}
      {isReady && comparison.data && <Faces comparison={comparison.data} />}
    </section>
  );
}

function Faces({ comparison }: { comparison: Comparison }) {
  const { a, b, problem } = comparison;
  const { pair, setPair } = usePair();
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.face}>
          <Mark letter="A" /> {a.name} <span className="dim">and</span> <Mark letter="B" /> {b.name}
        </h1>
        <span className="dim">
          {protocolText(a.protocol)}
          {protocolText(a.protocol) !== protocolText(b.protocol) && ` and ${protocolText(b.protocol)}`}
        </span>
      </header>
      {problem && (
        <div className={styles.note} role="note">
          <p>
            <b>These two cannot be compared user by user.</b> {problem}
          </p>
          <p className="dim">
            {[a, b].some(({ kind }) => kind === 'trial')
              ? 'Their own figures stand below. Train the trial again from its details, and the run that this makes can be compared.'
              : 'Their own figures stand below with their own intervals; a difference between them may come from the data or the split as well as from the model. Train one of them again with the protocol, seed and data of the other.'}
          </p>
        </div>
      )}
      <Tabs
        value={pair.view}
        onChange={(view) => setPair({ view: (view ?? 'metrics') as Pair['view'] })}
        className={styles.tabs}
        classNames={{ tab: styles.tab }}
      >
        <Tabs.List aria-label="Sides of the comparison">
          {views.map(({ id, key, name }) => (
            <Tabs.Tab key={id} value={id} aria-keyshortcuts={key}>
              {name} <kbd aria-hidden>{key}</kbd>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="metrics" className={styles.panel}>
          <CompareMetrics comparison={comparison} />
        </Tabs.Panel>
        <Tabs.Panel value="users" className={styles.panel}>
          <CompareUsers comparison={comparison} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" className={styles.panel}>
          <CompareSettings comparison={comparison} />
        </Tabs.Panel>
        <Tabs.Panel value="curves" className={styles.scrolling} tabIndex={0}>
          <Curves comparison={comparison} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** The curves of both runs and of all that are marked; runs that count other units are named, not drawn. */
function Curves({ comparison: { a, b } }: { comparison: Comparison }) {
  const [marks] = usePlace('marks');
  const withCurve = [a, b].filter(({ curve }) => curve.length > 1);
  if (withCurve.length === 0)
    return (
      <Empty title="No learning curves">
        {a.algorithm} and {b.algorithm} are fitted in one step: there is nothing to watch.
      </Empty>
    );
  const others = marks.filter((id) => id !== a.id && id !== b.id).slice(0, markLetters.length - 2);
  const left = [a, b].filter(({ curve, curveUnit }) => curve.length < 2 || curveUnit !== withCurve[0]?.curveUnit);
  return (
    <>
      <RunCurves runs={withCurve} others={others} />
      {left.length > 0 && (
        <p className="dim">
          Not drawn:{' '}
          {left.map(({ name, curveUnit }) => `${name} (${curveUnit ? `counts ${curveUnit}` : 'no curve'})`).join(', ')}.
        </p>
      )}
    </>
  );
}
