import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Settings } from '../../../engine/contract/workspace.ts';
import { PathField } from '../../app/folder-field.tsx';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';

/** Who reviews here, and what happens to posts that arrive by themselves. */
export function SettingsSection() {
  const { queries } = useWorkbench();
  const { data, error } = useQuery(queries.workspace.settings.queryOptions());
  return (
    <>
      <header className={styles.head}>
        <h1>Settings</h1>
      </header>
      {error && <ProblemNote error={error} />}
      {data ? <SettingsForm key={JSON.stringify(data)} settings={data} /> : <Waiting />}
    </>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { queries, cache } = useWorkbench();
  const [reviewer, setReviewer] = useState(settings.reviewer);
  const [folder, setFolder] = useState(settings.dropFolder ?? '');
  const change = useMutation(
    queries.workspace.changeSettings.mutationOptions({
      onSuccess: (next) => cache.setQueryData(queries.workspace.settings.queryKey(), next),
      onError: tellProblem,
    }),
  );
  return (
    <div className={styles.form}>
      <form
        className={styles.pathRow}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ reviewer });
        }}
      >
        <TextInput
          className={styles.grow}
          label="Reviewer"
          description="Your name, as it stands beside your decisions and in the audit log."
          value={reviewer}
          maxLength={80}
          onChange={(event) => setReviewer(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!reviewer.trim() || reviewer === settings.reviewer}>
          Save
        </Button>
      </form>
      <Switch
        label="Score new posts as they arrive"
        description="Otherwise they wait until somebody chooses ‘Score what waits’."
        checked={settings.moderateOnArrival}
        onChange={(event) => change.mutate({ moderateOnArrival: event.currentTarget.checked })}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ dropFolder: folder.trim() || null });
        }}
      >
        <PathField
          label="Drop folder: files put here are imported by themselves"
          value={folder}
          onChange={setFolder}
          placeholder="None is watched"
          pick={{ kind: 'folder', title: 'Choose the drop folder', create: true }}
        />
        <div className={styles.formFoot}>
          <Button type="submit" disabled={folder.trim() === (settings.dropFolder ?? '')}>
            {folder.trim() ? 'Watch this folder' : 'Save'}
          </Button>
          {settings.dropFolder && (
            <Button variant="subtle" onClick={() => change.mutate({ dropFolder: null })}>
              Stop watching
            </Button>
          )}
        </div>
      </form>
    </div>
  );
}
