import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { BadRow, ImportRecord } from '../../../engine/contract/content.ts';
import { RunningJobs } from '../../app/running-jobs.tsx';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, duration, moment } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import styles from './data.module.css';
import { isDataKind, kindWords } from './import-kinds.ts';

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
export function ImportDetails({ record, onCatalog }: { record: ImportRecord; onCatalog: () => void }) {
  const { queries } = useWorkbench();
  const { data: jobs = [] } = useQuery(queries.jobs.list.queryOptions());
  const job = jobs.find(({ id }) => id === record.job);
  return (
    <div className={styles.details}>
      <h2>{record.name}</h2>
      <dl className={styles.facts}>
        <dt>Holds</dt>
        <dd>{kindWords[record.kind].what}</dd>
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
      <div className={styles.outcome}>
        {record.state === 'done' ? (
          <>
            <p>{record.bad === 0 ? 'Every row could be used.' : 'The rows below were set aside; the rest went in.'}</p>
            {isDataKind(record.kind) && <Button onClick={onCatalog}>See the catalog</Button>}
          </>
        ) : (
          job && <RunningJobs jobs={[job]} />
        )}
      </div>
      {record.bad > 0 && <BadRows key={record.id} record={record} />}
    </div>
  );
}

/** The rows that could not be used, each with its place and its reason. */
function BadRows({ record }: { record: ImportRecord }) {
  const { client } = useWorkbench();
  const { data, error, fetchNextPage, hasNextPage } = useInfiniteQuery({
    // Their number is part of the key: while the import runs, more of them come.
    queryKey: ['bad rows', record.id, record.bad],
    queryFn: ({ pageParam, signal }) =>
      client.content.badRows({ import: record.id, offset: pageParam, limit: 500 }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const known = pages.reduce((sum, { rows }) => sum + rows.length, 0);
      return known < last.total && last.rows.length > 0 ? known : null;
    },
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <h3>
        Bad rows <span className="dim">{count(data?.pages[0]?.total ?? record.bad)}</span>
      </h3>
      {error && <ProblemNote error={error} />}
      {data && (
        <DataTable
          label="Bad rows"
          rowHeight={60}
          columns={badColumns}
          rows={data.pages.flatMap(({ rows }) => rows)}
          rowId={(row) => `${row.line}:${row.column}`}
          onEnd={() => {
            if (hasNextPage) void fetchNextPage();
          }}
        />
      )}
    </>
  );
}
