import { NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { KindSummary, Signal } from '../../../engine/contract/catalog.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, moment } from '../../ui/format.ts';
import styles from './catalog.module.css';
import { meanOf, rangeOf } from './catalog-words.ts';

/** The kinds of interactions, and for each whether it is what people said or what they did. */
export function KindsTable({ kinds }: { kinds: readonly KindSummary[] }) {
  const { queries, cache } = useWorkbench();
  const change = useMutation(
    queries.catalog.setSignal.mutationOptions({
      onSuccess: (summary) => cache.setQueryData(queries.catalog.summary.queryKey(), summary),
      onError: tellProblem,
    }),
  );
  const columns: readonly Column<KindSummary>[] = [
    { id: 'name', name: 'Kind', width: 'minmax(80px, 1fr)', cell: (row) => row.name, value: (row) => row.name },
    {
      id: 'signal',
      name: 'Signal',
      width: '104px',
      cell: ({ name, signal }) => (
        <NativeSelect
          size="xs"
          aria-label={`Signal of ${name}`}
          classNames={{ input: styles.signal }}
          // Not disabled while it is saved: that would take the focus away. What was asked for shows at once.
          value={change.isPending && change.variables.kind === name ? change.variables.signal : signal}
          data={['explicit', 'implicit']}
          onChange={(event) => change.mutate({ kind: name, signal: event.currentTarget.value as Signal })}
        />
      ),
      value: (row) => row.signal,
    },
    ...(['interactions', 'users', 'items'] as const).map((id) => ({
      id,
      name: id[0]!.toUpperCase() + id.slice(1),
      width: id === 'interactions' ? '88px' : '68px',
      isNumber: true,
      cell: (row: KindSummary) => count(row[id]),
      value: (row: KindSummary) => row[id],
    })),
    ...(['first', 'last'] as const).map((id) => ({
      id,
      name: id[0]!.toUpperCase() + id.slice(1),
      width: '140px',
      isNumber: true,
      cell: (row: KindSummary) => when(row[id]),
      value: (row: KindSummary) => row[id] ?? -1,
    })),
    { id: 'range', name: 'Values', width: '88px', isNumber: true, cell: rangeOf, value: (row) => row.highest },
    {
      id: 'mean',
      name: 'Mean',
      width: '56px',
      isNumber: true,
      cell: (row) => (
        <Figure means={`The mean of the values of “${row.name}”.`} n={count(row.interactions)}>
          {meanOf(row)}
        </Figure>
      ),
      value: (row) => row.mean,
    },
  ];
  return (
    <>
      <div className={styles.table} style={{ blockSize: tableHeight(kinds.length) }}>
        <DataTable
          label="Kinds of interactions"
          minWidth={876}
          columns={columns}
          rows={kinds}
          rowId={({ name }) => name}
        />
      </div>
      <p role="status" className={styles.note}>
        {change.data
          ? `“${change.variables.kind}” is ${change.variables.signal} now; change it back in the same place.`
          : 'Explicit is what people said, implicit what they did; rules that name no kinds go by it.'}
      </p>
    </>
  );
}

function when(at: number | null) {
  return at === null ? <span className="dim">not known</span> : moment(at);
}

/** The height in px of a table that shows all its rows, up to ten. */
export function tableHeight(rows: number): number {
  return 33 + 32 * Math.min(10, Math.max(1, rows));
}
