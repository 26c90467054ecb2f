import { useQuery } from '@tanstack/react-query';
import type { Audit, WorstSlice } from '../../../engine/contract/fairness.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, pValue, signed } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { wordsOf } from '../models/metrics.ts';
import styles from './crosses-view.module.css';
import { useMetricName } from './use-metric-name.ts';
import { figure, pClause } from './words.ts';

const columns: readonly Column<WorstSlice>[] = [
  {
    id: 'group',
    name: 'Group',
    width: 'minmax(140px, 2fr)',
    cell: ({ group }) => <span title={group}>{group}</span>,
    value: ({ group }) => group,
  },
  {
    id: 'grouping',
    name: 'Of',
    width: 'minmax(110px, 1fr)',
    cell: ({ grouping }) => <span title={grouping}>{grouping}</span>,
    value: ({ grouping }) => grouping,
  },
  { id: 'n', name: 'n', width: '64px', isNumber: true, cell: ({ n }) => count(n), value: ({ n }) => n },
  {
    id: 'mean',
    name: 'Mean',
    width: '70px',
    isNumber: true,
    cell: ({ mean }) => figure(mean),
    value: ({ mean }) => mean,
  },
  {
    id: 'difference',
    name: 'Less overall',
    width: '96px',
    isNumber: true,
    cell: ({ difference }) => signed(difference, 3),
    value: ({ difference }) => difference,
  },
  {
    id: 'z',
    name: 'z',
    width: '60px',
    isNumber: true,
    about: 'Standard errors on the worse side of the overall mean.',
    cell: ({ z }) => figure(z, 2),
    value: ({ z }) => z,
  },
  {
    id: 'p',
    name: 'Adjusted p',
    width: '92px',
    isNumber: true,
    about: 'The chance that the worst of all these groups lies as far out where groups mean nothing.',
    cell: ({ p }) => pValue(p),
    value: ({ p }) => p,
  },
];

/** Of all groups of all attributes and their crosses, those that a run serves worst, as the data stands now. */
export function WorstSlices({ audit, run, metric }: { audit: Audit; run: number; metric: string }) {
  const { queries } = useWorkbench();
  const name = useMetricName()(metric, run);
  const worse = wordsOf(metric).better === 'lower' ? 'high' : 'low';
  const depth = Math.max(2, audit.spec.intersections);
  const { data, error, refetch } = useQuery(
    queries.fairness.worstSlices.queryOptions({ input: { audit: audit.id, run, metric, worse, depth } }),
  );
  const worst = data?.slices[0];
  return (
    <section className={styles.slices} aria-label="Served worst">
      <h2>Served worst by {name}</h2>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting lines={4} />}
      {data && worst && (
        <>
          <p>
            {worst.p <= audit.spec.alpha
              ? `“${worst.group}” (n = ${count(worst.n)}) lies ${figure(Math.abs(worst.difference))} ${worse === 'low' ? 'below' : 'above'} the overall mean of ${figure(data.overall)}: more than the worst of ${counted(data.tested, 'group')} would by chance, ${pClause(worst.p)}.`
              : `No group lies farther out than the worst of ${counted(data.tested, 'group')} would by chance; the farthest is “${worst.group}”, ${pClause(worst.p)}.`}
          </p>
          <p className="dim">
            All attributes of the audit and their crosses of up to {depth}, {counted(data.left, 'group')} left out below{' '}
            {count(audit.spec.hideBelow)} users. p is adjusted for the search by {count(data.draws)} permutations, seed{' '}
            {data.seed}.
          </p>
          <div className={styles.table}>
            <DataTable
              label="Groups served worst"
              columns={columns}
              rows={data.slices}
              rowId={({ grouping, group }) => `${grouping}\t${group}`}
              minWidth={640}
            />
          </div>
        </>
      )}
      {data && !worst && <p>No group is large enough to be looked at.</p>}
    </section>
  );
}
