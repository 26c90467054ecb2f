import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ImportRecord } from '../../../engine/contract/content.ts';
import { useColumns } from '../../app/columns.tsx';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, moment } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';
import { kindWords } from './import-kinds.ts';

const columns: readonly Column<ImportRecord>[] = [
  { id: 'name', name: 'File', width: 'minmax(120px, 1fr)', cell: (row) => row.name, value: (row) => row.name },
  {
    id: 'kind',
    name: 'What',
    width: '84px',
    cell: (row) => kindWords[row.kind].what,
    value: (row) => kindWords[row.kind].what,
  },
  { id: 'state', name: 'State', width: '76px', cell: (row) => row.state, value: (row) => row.state },
  { id: 'at', name: 'Started', width: '140px', cell: (row) => moment(row.startedAt), value: (row) => row.startedAt },
  ...(['rows', 'added', 'updated', 'unchanged', 'bad'] as const).map((id) => ({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    width: '78px',
    isNumber: true,
    cell: (row: ImportRecord) => count(row[id]),
    value: (row: ImportRecord) => row[id],
  })),
];

/** Every file that came in, and how many of its rows did what. */
export function ImportsSection({
  onImport,
  chosen,
  awaited,
  onChoose,
  onFollow,
}: {
  onImport: () => void;
  chosen: ImportRecord | null;
  /** The job that was just started here: its newest import is followed as soon as it is listed. */
  awaited: number | null;
  onChoose: (record: ImportRecord) => void;
  /** The chosen or awaited import as it is now. */
  onFollow: (record: ImportRecord) => void;
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
  const fresh = rows.find(({ id, job }) => (awaited === null ? id === chosen?.id : job === awaited));
  useEffect(() => {
    if (!fresh || fresh === chosen) return;
    onFollow(fresh);
    if (fresh.id !== chosen?.id) showRight(true);
  });
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
          Posts to review or what people did with items: for example one post a line with a column “text”, or one rating
          a line with user, item, value and time.
        </Empty>
      )}
      {total > 0 && (
        <DataTable
          label="Imports"
          minWidth={876}
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
