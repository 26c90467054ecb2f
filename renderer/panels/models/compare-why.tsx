import type { Comparison, MetricComparison } from '../../../engine/contract/models.ts';
import { count, decimal, decimalsOf, pValue, signed } from '../../ui/format.ts';
import { outcome, significance } from './compare.ts';
import { metricName, wordsOf } from './metrics.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import styles from './recommender.module.css';
import { useComparedUsers, usePair } from './use-pair.ts';

/** Right: what the chosen metric says about the two runs, in words, and the user that is looked at. */
export function CompareWhy() {
  const { pair, isReady, comparison } = usePair();
  const data = isReady ? comparison.data : undefined;
  const row = data?.metrics.find(({ metric }) => metric === pair.metric);
  return (
    <div className={styles.why}>
      {data && row ? <Verdict comparison={data} row={row} /> : <AboutComparing />}
      {data && pair.view === 'users' && pair.user !== null && <ChosenUser user={pair.user} metric={pair.metric} />}
    </div>
  );
}

function Verdict({ comparison: { a, b }, row }: { comparison: Comparison; row: MetricComparison }) {
  const { means, better } = wordsOf(row.metric);
  const name = metricName(row.metric, a.protocol.k);
  const decimals = decimalsOf(row.low, row.high);
  const found = outcome(row);
  const reading = {
    a: `${a.name} is better by ${name}, and chance would hardly do that.`,
    b: `${b.name} is better by ${name}, and chance would hardly do that.`,
    differs: `The two differ by ${name}; neither direction is better in itself.`,
    none: `The data does not tell the two apart by ${name}. That is no proof that they are equal.`,
  }[found];
  return (
    <>
      <h2>{name}</h2>
      <OutcomeMark outcome={found} />
      <p>{reading}</p>
      <dl className={styles.facts}>
        <dt>A {a.name}</dt>
        <dd>{decimal(row.a, decimals)}</dd>
        <dt>B {b.name}</dt>
        <dd>{decimal(row.b, decimals)}</dd>
        <dt>B − A</dt>
        <dd>
          {signed(row.difference, decimals)}, 95 % interval {signed(row.low, decimals)} to {signed(row.high, decimals)}
        </dd>
        <dt>p</dt>
        <dd>
          {pValue(row.p)}, corrected {pValue(row.corrected)}
        </dd>
        <dt>n</dt>
        <dd>{count(row.users)} users</dd>
      </dl>
      <h3>What it means</h3>
      <p>
        {means} {better !== 'neither' && `${better === 'higher' ? 'Higher' : 'Lower'} is better.`}
      </p>
      <h3>How the verdict is found</h3>
      <p>
        Each user is measured in both runs and the differences are drawn again 1,000 times. A run is called better where
        the corrected p is under {significance} and the interval leaves out zero. p is corrected by Holm, because
        looking at many metrics finds a difference by chance sooner or later.
      </p>
    </>
  );
}

function ChosenUser({ user, metric }: { user: string; metric: string }) {
  const { data } = useComparedUsers();
  const at = data?.rows.findIndex((row) => row.user === user) ?? -1;
  const row = data?.rows[at];
  if (!row) return null;
  return (
    <>
      <h3>User {user}</h3>
      <dl className={styles.facts}>
        <dt>{metricName(metric, null).replace('@k', '')} in A</dt>
        <dd>{decimal(row.a, 3)}</dd>
        <dt>in B</dt>
        <dd>{decimal(row.b, 3)}</dd>
        <dt>B − A</dt>
        <dd>
          {signed(row.b - row.a, 3)}, number {count(at + 1)} of {count(data?.rows.length ?? 0)} by size
        </dd>
        <dt>History</dt>
        <dd>{row.history === null ? 'not known' : `${count(row.history)} items to learn from`}</dd>
      </dl>
    </>
  );
}

function AboutComparing() {
  return (
    <>
      <h2>Two runs, user by user</h2>
      <p>
        Two runs on the same data and split measure the same users. Their differences, user by user, tell the models
        apart far better than two intervals side by side do.
      </p>
      <p className="dim">Choose a metric to read what it says.</p>
    </>
  );
}
