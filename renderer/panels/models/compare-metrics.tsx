import { useMemo } from 'react';
import type { Comparison, Metric, MetricComparison } from '../../../engine/contract/models.ts';
import { useColumns } from '../../app/columns.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, decimal, decimalsOf, pValue, signed } from '../../ui/format.ts';
import { IntervalBar } from '../../ui/interval-bar.tsx';
import { outcome } from './compare.ts';
import styles from './metric-cell.module.css';
import { inOrder, metricName, metricsOf, readMetric, wordsOf } from './metrics.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { usePair } from './use-pair.ts';

/** Every metric of both runs with its difference, interval, p and what that comes to. */
export function CompareMetrics({ comparison }: { comparison: Comparison }) {
  const { pair, setPair } = usePair();
  const { showRight } = useColumns('models');
  const k = comparison.a.protocol.k;
  const columns = useMemo(() => comparedColumns(k), [k]);
  const rows = useMemo(() => inOrder(comparison.metrics, ({ metric }) => metric), [comparison.metrics]);
  const apart = useMemo(() => apartRows(comparison), [comparison]);
  if (comparison.problem !== null)
    return (
      <DataTable
        label="Figures of both runs"
        remember="models.metrics"
        columns={apartColumns(comparison)}
        rows={apart}
        rowId={({ id }) => id}
        chosen={pair.metric}
        onChoose={({ id }) => setPair({ metric: id })}
        keys={{ group: 'Compare', row: 'metric' }}
      />
    );
  return (
    <DataTable
      label="Metrics of both runs"
      remember="models.metrics"
      columns={columns}
      rows={rows}
      rowId={({ metric }) => metric}
      rowHeight={36}
      wraps={false}
      minWidth={850}
      chosen={pair.metric}
      onChoose={({ metric }) => setPair({ metric })}
      onOpen={() => showRight(true)}
      keys={{ group: 'Compare', row: 'metric', open: 'Show what it means' }}
    />
  );
}

function comparedColumns(k: number): readonly Column<MetricComparison>[] {
  const value = (row: MetricComparison, of: number) => decimal(of, decimalsOf(row.low, row.high));
  return [
    {
      id: 'metric',
      name: 'Metric',
      width: 'minmax(110px, 1fr)',
      cell: ({ metric }) => <span title={wordsOf(metric).means}>{metricName(metric, k)}</span>,
      value: ({ metric }) => metricName(metric, k),
    },
    { id: 'a', name: 'A', width: '76px', isNumber: true, cell: (row) => value(row, row.a), value: (row) => row.a },
    { id: 'b', name: 'B', width: '76px', isNumber: true, cell: (row) => value(row, row.b), value: (row) => row.b },
    {
      id: 'difference',
      name: 'B − A',
      width: '220px',
      isNumber: true,
      about: 'Mean difference over the users that both runs measured, with its 95 % paired bootstrap interval.',
      cell: (row) => <Difference row={row} />,
      value: (row) => row.difference,
    },
    {
      id: 'p',
      name: 'p',
      width: '64px',
      isNumber: true,
      about: 'How often chance alone gives a difference of this size: paired bootstrap.',
      cell: ({ p }) => pValue(p),
      value: ({ p }) => p,
    },
    {
      id: 'corrected',
      name: 'Corrected p',
      width: '84px',
      isNumber: true,
      about: 'p corrected by Holm for looking at all of these metrics at once; the verdict goes by it.',
      cell: ({ corrected }) => pValue(corrected),
      value: ({ corrected }) => corrected,
    },
    {
      id: 'users',
      name: 'n',
      width: '64px',
      isNumber: true,
      about: 'Users that both runs measured.',
      cell: ({ users }) => count(users),
      value: ({ users }) => users,
    },
    {
      id: 'outcome',
      name: 'Verdict',
      width: '128px',
      cell: (row) => <OutcomeMark outcome={outcome(row)} />,
      value: (row) => outcome(row),
    },
  ];
}

/** A difference on a scale of its own that has zero in its middle. */
function Difference({ row: { difference, low, high } }: { row: MetricComparison }) {
  const decimals = decimalsOf(low, high);
  const most = Math.max(Math.abs(low), Math.abs(high), Math.abs(difference), 1e-12) * 1.1;
  return (
    <span className={styles.cell}>
      <span className={styles.numbers}>
        <span>{signed(difference, decimals)}</span>
        <span className={styles.interval}>{`${signed(low, decimals)} to ${signed(high, decimals)}`}</span>
      </span>
      <IntervalBar mean={difference} low={low} high={high} from={-most} to={most} zero />
    </span>
  );
}

interface ApartRow {
  id: string;
  a: Metric | undefined;
  b: Metric | undefined;
}

function apartRows({ a, b }: Comparison): readonly ApartRow[] {
  return metricsOf([a, b]).map((id) => ({ id, a: a.metrics[id], b: b.metrics[id] }));
}

function apartColumns({ a, b }: Comparison): readonly Column<ApartRow>[] {
  const own = (id: 'a' | 'b', name: string): Column<ApartRow> => ({
    id,
    name,
    width: '220px',
    isNumber: true,
    cell: (row) => {
      const metric = row[id];
      if (!metric) return '–';
      const { mean, interval: range } = readMetric(metric);
      return (
        <>
          {mean} {range && <span className="dim">{range}</span>}
        </>
      );
    },
    value: (row) => row[id]?.mean ?? null,
  });
  const k = a.protocol.k === b.protocol.k ? a.protocol.k : null;
  return [
    { id: 'metric', name: 'Metric', width: 'minmax(110px, 1fr)', cell: ({ id }) => metricName(id, k) },
    own('a', 'A'),
    own('b', 'B'),
  ];
}
