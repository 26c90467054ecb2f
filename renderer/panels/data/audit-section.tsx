import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { AuditRow, Verification } from '../../../engine/contract/workspace.ts';
import { useActions, useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, moment } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';

const columns: readonly Column<AuditRow>[] = [
  { id: 'id', name: 'Row', width: '64px', isNumber: true, cell: (row) => count(row.id), value: (row) => row.id },
  { id: 'at', name: 'When', width: '132px', cell: (row) => moment(row.at), value: (row) => row.at },
  { id: 'actor', name: 'Who', width: '96px', cell: (row) => row.actor, value: (row) => row.actor },
  { id: 'action', name: 'What', width: '128px', cell: (row) => row.action, value: (row) => row.action },
  { id: 'subject', name: 'On', width: '96px', cell: (row) => row.subject, value: (row) => row.subject },
  {
    id: 'detail',
    name: 'Details',
    width: 'minmax(0, 1fr)',
    cell: (row) => {
      const detail = Object.entries(row.detail).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      return <span title={`${detail.join('\n')}\nhash ${row.hash}`}>{detail.join(', ')}</span>;
    },
  },
];

/** Whether the database is sound and the audit log unbroken, and the log itself, newest first. */
export function AuditSection() {
  const { queries } = useWorkbench();
  const verify = useMutation(queries.workspace.verify.mutationOptions());
  const { data, error, fetchNextPage, hasNextPage } = useInfiniteQuery(
    queries.workspace.audit.infiniteOptions({
      input: (before: number | undefined) => ({ before, limit: 200 }),
      initialPageParam: undefined,
      getNextPageParam: (last) => {
        const oldest = last.rows.at(-1)?.id;
        return oldest !== undefined && oldest > 1 ? oldest : null;
      },
    }),
  );
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  useActions([
    { id: 'verify', label: 'Verify the database and the audit log', group: 'Data', run: () => verify.mutate({}) },
  ]);
  return (
    <>
      <header className={styles.head}>
        <h1>Check and audit</h1>
        <span className="dim">{counted(data?.pages[0]?.total ?? 0, 'row')}</span>
        <Button variant="filled" loading={verify.isPending} onClick={() => verify.mutate({})}>
          Verify
        </Button>
      </header>
      <div role="status" className={styles.verified}>
        {verify.error && <ProblemNote error={verify.error} />}
        {verify.data && <Verified result={verify.data} />}
      </div>
      {error && <ProblemNote error={error} />}
      {!data && !error && <Waiting />}
      {data && rows.length === 0 && (
        <Empty title="Nothing to audit yet">Each import, decision and change of a policy adds a row.</Empty>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Audit log"
          minWidth={720}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          onEnd={() => {
            if (hasNextPage) void fetchNextPage();
          }}
        />
      )}
    </>
  );
}

function Verified({ result: { ok, database, audit } }: { result: Verification }) {
  return (
    <div className={styles.verdict} data-ok={ok}>
      {ok ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
      <div>
        <p>
          <b>{ok ? 'All is well' : 'Something is wrong'}</b>
        </p>
        <p>
          Database: {database.ok ? 'sound' : database.problems.join('; ')}. Audit log:{' '}
          {audit.ok ? 'unbroken' : `broken at row ${audit.brokenAt ?? 'unknown'}`}, n = {count(audit.rows)}.
        </p>
        <p className="dim">
          Newest hash <code className={styles.hash}>{audit.head}</code>
        </p>
        {!ok && <p>Restore the latest backup from before this, or copy the folder and ask for help before going on.</p>}
      </div>
    </div>
  );
}
