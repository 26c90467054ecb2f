import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ErrorCode } from '../../engine/contract/errors.ts';
import type { WorkspaceState } from '../../engine/contract/workspace.ts';
import { age, baseName, bytes } from '../ui/format.ts';
import { ProblemBox, ProblemNote } from '../ui/states.tsx';
import styles from './app.module.css';
import { PathField } from './folder-field.tsx';
import { Screen } from './screen.tsx';
import { OpenChoice } from './start-screen.tsx';
import { useWorkspaceActions } from './use-workspace.ts';
import { useWorkbench } from './workbench.tsx';

const titles: Partial<Record<ErrorCode, string>> = {
  WORKSPACE_FROM_FUTURE: 'This workspace was made by a newer Steward',
  WORKSPACE_DAMAGED: 'This workspace is damaged',
  WORKSPACE_READ_ONLY: 'This workspace cannot be written to',
  WORKSPACE_IN_USE: 'This workspace is open somewhere else',
  WORKSPACE_MISSING: 'There is no workspace in this folder',
};

/** A workspace that would not open: what is wrong, and every way on. */
export function FailedScreen({ failure }: { failure: Extract<WorkspaceState, { state: 'failed' }> }) {
  const { open, close, restore } = useWorkspaceActions();
  const [file, setFile] = useState('');
  const isBusy = open.isPending || close.isPending || restore.isPending;
  const error = open.error ?? close.error ?? restore.error;
  return (
    <Screen>
      <h1>{titles[failure.code] ?? 'The workspace could not be opened'}</h1>
      <p className={`dim ${styles.path}`}>{failure.dir}</p>
      <ProblemBox problem={{ ...failure, place: {} }} />
      <div className={styles.row}>
        <Button
          variant="filled"
          loading={open.isPending}
          disabled={isBusy}
          onClick={() => open.mutate({ dir: failure.dir })}
        >
          Try again
        </Button>
        <Button disabled={isBusy} onClick={() => close.mutate({})}>
          Choose another way to start
        </Button>
      </div>
      <div className={styles.choices}>
        {error && <ProblemNote error={error} />}
        {failure.code === 'WORKSPACE_DAMAGED' && (
          <section className={styles.choice}>
            <div className={styles.choiceBody}>
              <h2>Restore a backup into {baseName(failure.dir)}</h2>
              <p className="dim">What is there now is moved aside, not deleted.</p>
              <KnownBackups
                dir={failure.dir}
                isBusy={isBusy}
                onRestore={(chosen) => restore.mutate({ file: chosen, dir: failure.dir })}
              />
              <PathField
                label="Backup file"
                value={file}
                onChange={setFile}
                pick={{ kind: 'file', title: 'Choose a backup' }}
              />
              <div className={styles.row}>
                <Button
                  disabled={isBusy || !file.trim()}
                  onClick={() => restore.mutate({ file: file.trim(), dir: failure.dir })}
                >
                  Restore
                </Button>
              </div>
            </div>
          </section>
        )}
        <OpenChoice isBusy={isBusy} onOpen={(dir) => open.mutate({ dir })} />
      </div>
    </Screen>
  );
}

/** The backups in the workspace's own folder, each with a button that restores it. */
function KnownBackups({ dir, isBusy, onRestore }: { dir: string; isBusy: boolean; onRestore: (file: string) => void }) {
  const { queries } = useWorkbench();
  const { data: backups } = useQuery(queries.workspace.backups.queryOptions({ input: { dir } }));
  if (!backups) return null;
  if (backups.length === 0) return <p className="dim">There is no backup in this workspace’s folder.</p>;
  return (
    <ul className={styles.recents} aria-label="Backups">
      {backups.map(({ file, madeAt, bytes: size }) => (
        <li key={file}>
          <button type="button" className={styles.recent} disabled={isBusy} onClick={() => onRestore(file)}>
            <b>Restore {baseName(file)}</b>{' '}
            <span className="dim">
              {age(madeAt, Date.now())} old, {bytes(size)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
