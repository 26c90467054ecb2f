import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackupFile, OpenWorkspace } from '../../app/use-workspace.ts';
import { useWorkspaceActions } from '../../app/use-workspace.ts';
import { tell, tellProblem, useActions, useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { baseName, bytes, counted, moment } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';

/** The workspace's backups: make one, see them, go back to one. */
export function BackupsSection({ workspace }: { workspace: OpenWorkspace }) {
  const { queries, cache } = useWorkbench();
  const { data, error } = useQuery(queries.workspace.backups.queryOptions());
  const [chosen, setChosen] = useState<BackupFile | null>(null);
  const make = useMutation(
    queries.workspace.backup.mutationOptions({
      onSuccess: ({ file }) => {
        tell('Backed up', baseName(file));
        void cache.invalidateQueries({ queryKey: queries.workspace.backups.key() });
      },
      onError: tellProblem,
    }),
  );
  const columns: readonly Column<BackupFile>[] = [
    {
      id: 'file',
      name: 'File',
      width: 'minmax(0, 1fr)',
      cell: (row) => <span title={row.file}>{baseName(row.file)}</span>,
    },
    { id: 'at', name: 'Made', width: '140px', cell: (row) => moment(row.madeAt), value: (row) => row.madeAt },
    {
      id: 'size',
      name: 'Size',
      width: '80px',
      isNumber: true,
      cell: (row) => bytes(row.bytes),
      value: (row) => row.bytes,
    },
    {
      id: 'restore',
      name: '',
      width: '90px',
      cell: (row) => (
        <Button size="compact-xs" aria-label={`Restore ${baseName(row.file)}`} onClick={() => setChosen(row)}>
          Restore…
        </Button>
      ),
    },
  ];
  useActions([{ id: 'data.backup', label: 'Make a backup', group: 'Data', run: () => make.mutate({}) }]);
  return (
    <>
      <header className={styles.head}>
        <h1>Backups</h1>
        <span className="dim">{counted(data?.length ?? 0, 'file')}</span>
        <Button variant="filled" loading={make.isPending} onClick={() => make.mutate({})}>
          Make a backup
        </Button>
      </header>
      {error && <ProblemNote error={error} />}
      {!data && !error && <Waiting />}
      {data?.length === 0 && (
        <Empty title="No backups yet">A backup takes seconds and can be made while people work.</Empty>
      )}
      {data && data.length > 0 && (
        <DataTable label="Backups" columns={columns} rows={data} rowId={({ file }) => file} />
      )}
      {chosen && <RestoreDialog backup={chosen} workspace={workspace} onClose={() => setChosen(null)} />}
    </>
  );
}

/** Restoring replaces everything on the screen, so that it asks for the workspace's name first. */
function RestoreDialog({
  backup,
  workspace,
  onClose,
}: {
  backup: BackupFile;
  workspace: OpenWorkspace;
  onClose: () => void;
}) {
  const { restore } = useWorkspaceActions();
  const [typed, setTyped] = useState('');
  return (
    <Modal opened onClose={onClose} title="Restore a backup">
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          restore.mutate(
            { file: backup.file, dir: workspace.dir },
            {
              onSuccess: ({ movedAside }) => {
                tell('Restored', movedAside ? `What was there is now in ${movedAside}` : '');
                onClose();
              },
            },
          );
        }}
      >
        <p>
          {workspace.name} goes back to how it was at {moment(backup.madeAt)}. What it holds now is moved aside, not
          deleted.
        </p>
        {restore.error && <ProblemNote error={restore.error} />}
        <TextInput
          data-autofocus
          label={`Type ${workspace.name} to restore`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={styles.dialogFoot}>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button type="submit" variant="filled" loading={restore.isPending} disabled={typed.trim() !== workspace.name}>
            Restore
          </Button>
        </div>
      </form>
    </Modal>
  );
}
