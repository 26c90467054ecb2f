import { Select } from '@mantine/core';
import { useMemo } from 'react';
import type { ComparedUser, Comparison } from '../../../engine/contract/models.ts';
import { useColumns } from '../../app/columns.tsx';
import { useSize } from '../../ui/axes.tsx';
import { ChartFrame } from '../../ui/chart.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, decimal, signed } from '../../ui/format.ts';
import { Scatter } from '../../ui/scatter.tsx';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { tally } from './compare.ts';
import styles from './compare-users.module.css';
import { metricName } from './metrics.ts';
import { useComparedUsers, usePair } from './use-pair.ts';

/** Without the digits that only binary fractions have. */
function tidy(value: number): number {
  return Number(value.toPrecision(6));
}

/** Height in px of what stands over and under the points. */
const beside = 52;

const columns: readonly Column<ComparedUser>[] = [
  {
    id: 'user',
    name: 'User',
    width: 'minmax(60px, 1fr)',
    cell: ({ user }) => <span title={user}>{user}</span>,
    value: ({ user }) => user,
  },
  {
    id: 'history',
    name: 'History',
    width: '60px',
    isNumber: true,
    about: 'How many items the user has in the part that is learnt from.',
    cell: ({ history }) => (history === null ? '–' : count(history)),
    value: ({ history }) => history,
  },
  { id: 'a', name: 'A', width: '56px', isNumber: true, cell: ({ a }) => decimal(a, 3), value: ({ a }) => a },
  { id: 'b', name: 'B', width: '56px', isNumber: true, cell: ({ b }) => decimal(b, 3), value: ({ b }) => b },
  {
    id: 'difference',
    name: 'B − A',
    width: '64px',
    isNumber: true,
    cell: ({ a, b }) => signed(b - a, 3),
    value: ({ a, b }) => b - a,
  },
];

/** Every user that both runs measured: as a point, and in a list that begins with the largest difference. */
export function CompareUsers({ comparison }: { comparison: Comparison }) {
  const { pair, setPair } = usePair();
  const { data, error, refetch } = useComparedUsers();
  const { showRight } = useColumns('models');
  const [chart, { height }] = useSize();
  const rows = data?.rows ?? [];
  const points = useMemo(() => (data?.rows ?? []).map(({ a, b }) => ({ x: a, y: b })), [data]);
  const at = rows.findIndex(({ user }) => user === pair.user);
  if (comparison.problem !== null) return <Empty title="Nothing to set side by side">{comparison.problem}</Empty>;
  const name = metricName(pair.metric, comparison.a.protocol.k);
  const { a, b, equal } = tally(rows, pair.metric);
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        <Select
          aria-label="Metric"
          allowDeselect={false}
          data={comparison.metrics.map(({ metric }) => ({
            value: metric,
            label: metricName(metric, comparison.a.protocol.k),
          }))}
          value={pair.metric}
          onChange={(metric) => metric && setPair({ metric })}
        />
        {data && (
          <span role="status">
            B better for {counted(b, 'user')}, A for {count(a)}, equal for {count(equal)}; n = {count(rows.length)}
            {data.total > rows.length && ` of ${count(data.total)}, the largest differences`}
          </span>
        )}
      </div>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting lines={8} />}
      {data && (
        <div className={styles.split}>
          <div ref={chart} className={styles.chart}>
            <ChartFrame
              title={`${name}, user by user`}
              definition="Each circle is one user, or as many as its area says: to the right the value in A, upwards the value in B. On the dashed line both are equal; above it B is larger."
              extra={<span className="dim">n = {count(rows.length)}</span>}
              data={{
                columns: ['user', 'A', 'B', 'B − A'],
                rows: rows.map(({ user, a: inA, b: inB }) => [user, tidy(inA), tidy(inB), tidy(inB - inA)]),
              }}
            >
              <Scatter
                points={points}
                xName={`A ${comparison.a.name}`}
                yName={`B ${comparison.b.name}`}
                height={Math.min(720, Math.max(260, height - beside))}
                unit="user"
                chosen={at >= 0 ? at : null}
                onChoose={(place) => setPair({ user: rows[place]?.user ?? null })}
              />
            </ChartFrame>
          </div>
          <div className={styles.list}>
            <DataTable
              label="Users by difference"
              columns={columns}
              rows={rows}
              rowId={({ user }) => user}
              minWidth={360}
              chosen={pair.user}
              onChoose={({ user }) => setPair({ user })}
              onOpen={() => showRight(true)}
              keys={{ group: 'Compare', row: 'user', open: 'Show the user' }}
            />
          </div>
        </div>
      )}
    </div>
  );
}
