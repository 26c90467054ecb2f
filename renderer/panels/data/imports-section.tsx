import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BadRow, ImportRecord } from '../../../engine/contract/content.ts';
import { useColumns } from '../../app/columns.tsx';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, duration, moment } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';

const columns: readonly Column<ImportRecord>[] = [
  { id: 'name', name: 'File', width: 'minmax(120px, 1fr)', cell: (row) => row.name, value: (row) => row.name },
  { id: 'kind', name: 'What', width: '56px', cell: (row) => (row.kind === 'content' ? 'posts' : 'reports') },
  { id: 'state', name: 'State', width: '76px', cell: (row) => row.state, value: (row) => row.state },
  { id: 'at', name: 'Started', width: '140px', cell: (row) => moment(row.startedAt), value: (row) => row.startedAt },
  ...(['rows', 'added', 'updated', 'unchanged', 'bad'] as const).map((id) => ({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    width: '70px',
    isNumber: true,
    cell: (row: ImportRecord) => count(row[id]),
    value: (row: ImportRecord) => row[id],
  })),
];

/** Every file that came in, and how many of its rows did what. */
export function ImportsSection({
  onImport,
  chosen,
  onChoose,
}: {
  onImport: () => void;
  chosen: ImportRecord | null;
  onChoose: (record: ImportRecord) => void;
}) {
  const { queries } = useWorkbench();
  const { showRight } = useColumns('data');
  const { data, error, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery(
    queries.content.imports.infiniteOptions({
      input: (offset: number) => ({ offset, limit: 100 }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const known = pages.reduce((sum, { rows }) => sum + rows.length, 0);
        return known < last.total && last.rows.length > 0 ? known : null;
      },
    }),
  );
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const fresh = rows.find(({ id }) => id === chosen?.id);
  useEffect(() => {
    if (fresh && fresh !== chosen) onChoose(fresh);
  }, [fresh, chosen, onChoose]);
  return (
    <>
      <header className={styles.head}>
        <h1>Imports</h1>
        <span className="dim">{counted(total, 'file')}</span>
        <Button variant="filled" leftSection={<IconFileImport size={15} aria-hidden />} onClick={onImport}>
          Import a file
        </Button>
      </header>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && total === 0 && (
        <Empty
          title="Nothing imported yet"
          action={
            <Button variant="filled" onClick={onImport}>
              Import a file
            </Button>
          }
        >
          A CSV, TSV or JSONL file, plain or gzip, for example one post a line with a column “text”.
        </Empty>
      )}
      {total > 0 && (
        <DataTable
          label="Imports"
          minWidth={808}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          chosen={chosen?.id ?? null}
          onChoose={(record) => {
            onChoose(record);
            showRight(true);
          }}
          onEnd={() => {
            if (hasNextPage) void fetchNextPage();
          }}
        />
      )}
    </>
  );
}

const badColumns: readonly Column<BadRow>[] = [
  { id: 'line', name: 'Line', width: '48px', isNumber: true, cell: (row) => count(row.line), value: (row) => row.line },
  { id: 'column', name: 'Column', width: '80px', cell: (row) => row.column ?? '–', value: (row) => row.column ?? '' },
  {
    id: 'reason',
    name: 'Reason',
    width: 'minmax(0, 1fr)',
    cell: (row) => <span title={row.reason}>{row.reason}</span>,
    value: (row) => row.reason,
  },
];

/** One import: what became of its rows, and the ones that could not be used. */
export function ImportDetails({ record }: { record: ImportRecord }) {
  const { queries } = useWorkbench();
  const { data, error } = useQuery({
    ...queries.content.badRows.queryOptions({ input: { import: record.id, offset: 0, limit: 500 } }),
    enabled: record.bad > 0,
  });
  return (
    <div className={styles.details}>
      <h2>{record.name}</h2>
      <dl className={styles.facts}>
        <dt>State</dt>
        <dd>{record.state}</dd>
        <dt>Started</dt>
        <dd>{moment(record.startedAt)}</dd>
        {record.finishedAt !== null && (
          <>
            <dt>Took</dt>
            <dd>{duration((record.finishedAt - record.startedAt) / 1000)}</dd>
          </>
        )}
        <dt>Rows</dt>
        <dd>
          {count(record.rows)}: {count(record.added)} added, {count(record.updated)} updated, {count(record.unchanged)}{' '}
          unchanged, {count(record.bad)} bad
        </dd>
        {record.badRowsFile && (
          <>
            <dt>Bad rows in</dt>
            <dd>{record.badRowsFile}</dd>
          </>
        )}
      </dl>
      {error && <ProblemNote error={error} />}
      {record.bad === 0 && <p className="dim">Every row could be used.</p>}
      {data && data.total > 0 && (
        <>
          <h3>
            Bad rows <span className="dim">{count(data.total)}</span>
          </h3>
          <DataTable
            label="Bad rows"
            rowHeight={60}
            columns={badColumns}
            rows={data.rows}
            rowId={(row) => `${row.line}:${row.column}`}
          />
        </>
      )}
    </div>
  );
}
