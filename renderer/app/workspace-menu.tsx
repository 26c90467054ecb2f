import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconDatabaseExport, IconFolderOpen, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { baseName, bytes } from '../ui/format.ts';
import styles from './shell.module.css';
import type { OpenWorkspace } from './use-workspace.ts';
import { useWorkspaceActions } from './use-workspace.ts';
import { tell, tellProblem, useActions, useWorkbench } from './workbench.tsx';

/** The workspace's name, with the ways to another one and to a backup behind it. */
export function WorkspaceMenu({ workspace }: { workspace: OpenWorkspace }) {
  const { queries } = useWorkbench();
  const { open, close } = useWorkspaceActions();
  const { data: recent = [] } = useQuery(queries.workspace.recent.queryOptions());
  const others = recent.filter(({ dir, exists }) => exists && dir !== workspace.dir).slice(0, 8);
  const backup = useMutation(
    queries.workspace.backup.mutationOptions({
      onSuccess: ({ file, bytes: size }) => tell('Backed up', `${baseName(file)}, ${bytes(size)}`),
      onError: tellProblem,
    }),
  );
  const switchTo = (dir: string) => open.mutate({ dir }, { onError: tellProblem });
  const leave = () => close.mutate({}, { onError: tellProblem });
  useActions([
    ...others.map(({ dir, name }) => ({
      id: `open.${dir}`,
      label: `Open ${name}`,
      description: dir,
      group: 'Recent workspaces',
      run: () => switchTo(dir),
    })),
    { id: 'backup', label: 'Back up the workspace', group: 'Workspace', run: () => backup.mutate({}) },
    { id: 'close', label: 'Close the workspace', group: 'Workspace', run: leave },
  ]);
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <UnstyledButton className={styles.workspace} title={workspace.dir}>
          <span className={styles.name}>{workspace.name}</span>
          {workspace.isDemo && <span className={styles.demo}>demo</span>}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {others.length > 0 && <Menu.Label>Switch to</Menu.Label>}
        {others.map(({ dir, name }) => (
          <Menu.Item key={dir} leftSection={<IconFolderOpen size={15} aria-hidden />} onClick={() => switchTo(dir)}>
            {name}
            <div className="dim">{dir}</div>
          </Menu.Item>
        ))}
        {others.length > 0 && <Menu.Divider />}
        <Menu.Item leftSection={<IconDatabaseExport size={15} aria-hidden />} onClick={() => backup.mutate({})}>
          Back up
        </Menu.Item>
        <Menu.Item leftSection={<IconX size={15} aria-hidden />} onClick={leave}>
          Close and choose another
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
