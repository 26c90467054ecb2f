import { Button, TextInput } from '@mantine/core';
import { IconFlask, IconFolderOpen, IconFolderPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { age, count } from '../ui/format.ts';
import { ProblemNote } from '../ui/states.tsx';
import styles from './app.module.css';
import { PathField } from './folder-field.tsx';
import { Screen } from './screen.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { useWorkspaceActions } from './use-workspace.ts';
import { useWorkbench } from './workbench.tsx';

/** What the demo is asked to hold: what is said beside its button is what it makes. */
const offer = { posts: 600, users: 400, interactions: 20_000 };

/** The first thing a new person sees: three ways to a workspace, and the ones opened before. */
export function StartScreen() {
  const actions = useWorkspaceActions();
  const isBusy = actions.open.isPending || actions.create.isPending || actions.demo.isPending;
  const error = actions.open.error ?? actions.create.error ?? actions.demo.error;
  const begin = () => {
    actions.open.reset();
    actions.create.reset();
    actions.demo.reset();
  };
  return (
    <Screen>
      <h1>Steward</h1>
      <p className="dim">A workspace is one folder on this machine. Nothing in it leaves the machine.</p>
      <div className={styles.choices}>
        {error && <ProblemNote error={error} />}
        <Choice icon={<IconFlask size={18} aria-hidden />} title="Try the demo">
          <p className="dim">
            Makes {count(offer.posts)} simulated posts with mild stand-ins for the ugly words, {count(offer.users)}{' '}
            people and {count(offer.interactions)} things that they did with them: ready to review and to recommend in a
            minute.
          </p>
          <div className={styles.row}>
            <Button
              variant="filled"
              loading={actions.demo.isPending}
              disabled={isBusy}
              onClick={() => {
                begin();
                actions.demo.mutate(offer);
              }}
            >
              Try the demo
            </Button>
          </div>
        </Choice>
        <CreateChoice
          isBusy={isBusy}
          onCreate={(input) => {
            begin();
            actions.create.mutate(input);
          }}
        />
        <OpenChoice
          isBusy={isBusy}
          onOpen={(dir) => {
            begin();
            actions.open.mutate({ dir });
          }}
        />
      </div>
      <div className={styles.foot}>
        <span className="dim">Everything here also works from the keyboard: Tab and Enter.</span>
        <ThemeToggle />
      </div>
    </Screen>
  );
}

function CreateChoice({
  isBusy,
  onCreate,
}: {
  isBusy: boolean;
  onCreate: (input: { dir: string; name: string }) => void;
}) {
  const { queries } = useWorkbench();
  const [name, setName] = useState('My community');
  const [typed, setTyped] = useState<string | null>(null);
  const { data: suggested } = useQuery({
    ...queries.workspace.suggestFolder.queryOptions({ input: { name: name.trim() } }),
    enabled: name.trim() !== '',
    placeholderData: (previous) => previous,
  });
  const dir = typed ?? suggested?.dir ?? '';
  return (
    <Choice icon={<IconFolderPlus size={18} aria-hidden />} title="Create a workspace">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onCreate({ dir, name: name.trim() });
        }}
      >
        <div className={styles.row}>
          <TextInput
            className={styles.grow}
            label="Name"
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <PathField
          label="New folder"
          value={dir}
          onChange={setTyped}
          pick={{ kind: 'folder', title: 'Where to create the workspace', create: true }}
        />
        <div className={styles.row}>
          <Button type="submit" disabled={isBusy || !name.trim() || !dir.trim()}>
            Create
          </Button>
        </div>
      </form>
    </Choice>
  );
}

/** Opening a workspace: one of the recent ones with one click, or any folder. */
export function OpenChoice({ isBusy, onOpen }: { isBusy: boolean; onOpen: (dir: string) => void }) {
  const { queries } = useWorkbench();
  const { data: recent = [] } = useQuery(queries.workspace.recent.queryOptions());
  const [dir, setDir] = useState('');
  const now = Date.now();
  return (
    <Choice icon={<IconFolderOpen size={18} aria-hidden />} title="Open a workspace">
      {recent.length > 0 && (
        <ul className={styles.recents} aria-label="Recent workspaces">
          {recent.map((workspace) => (
            <li key={workspace.dir}>
              <button
                type="button"
                className={styles.recent}
                disabled={isBusy || !workspace.exists}
                onClick={() => onOpen(workspace.dir)}
              >
                <b>{workspace.name}</b>{' '}
                <span className="dim">
                  {workspace.exists ? `opened ${age(workspace.lastOpened, now)} ago` : 'folder is gone'}
                </span>
                <div className={`dim ${styles.path}`}>{workspace.dir}</div>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onOpen(dir.trim());
        }}
      >
        <PathField
          label="Folder of a workspace"
          value={dir}
          onChange={setDir}
          placeholder="A folder that holds workspace.sqlite"
          pick={{ kind: 'folder', title: 'Open a workspace' }}
        />
        <div className={styles.row}>
          <Button type="submit" disabled={isBusy || !dir.trim()}>
            Open
          </Button>
        </div>
      </form>
    </Choice>
  );
}

function Choice({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className={styles.choice}>
      {icon}
      <div className={styles.choiceBody}>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
