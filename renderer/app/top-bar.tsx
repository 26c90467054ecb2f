import { ActionIcon, UnstyledButton } from '@mantine/core';
import { openSpotlight } from '@mantine/spotlight';
import {
  IconHelp,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useColumns } from './columns.tsx';
import { JobsIndicator } from './jobs-center.tsx';
import { printKey } from './keys.ts';
import type { PanelId } from './route.ts';
import styles from './shell.module.css';
import { ThemeToggle } from './theme-toggle.tsx';
import type { OpenWorkspace } from './use-workspace.ts';
import { useWorkbench } from './workbench.tsx';
import { WorkspaceMenu } from './workspace-menu.tsx';

/** The bar over every panel: workspace, search or act, jobs, reviewer, and the look of things. */
export function TopBar({ workspace, panel, onHelp }: { workspace: OpenWorkspace; panel: PanelId; onHelp: () => void }) {
  const { queries } = useWorkbench();
  const { data: settings } = useQuery(queries.workspace.settings.queryOptions());
  const { layout, toggleLeft, isRightOpen, showRight } = useColumns(panel);
  const left = layout.isLeftOpen ? 'Hide the left column' : 'Show the left column';
  const right = isRightOpen ? 'Hide the right column' : 'Show the right column';
  return (
    <header className={styles.top}>
      <div className={styles.topStart}>
        <WorkspaceMenu workspace={workspace} />
      </div>
      <UnstyledButton className={styles.search} onClick={openSpotlight}>
        <span>Search or act</span>
        <kbd aria-hidden>{printKey('Mod+k', navigator.platform)}</kbd>
      </UnstyledButton>
      <div className={styles.topEnd}>
        <JobsIndicator />
        {settings && (
          <span className={styles.reviewer} title={`Reviewing as ${settings.reviewer}`}>
            {settings.reviewer}
          </span>
        )}
        <ActionIcon aria-label={left} title={`${left} ( [ )`} onClick={toggleLeft}>
          {layout.isLeftOpen ? (
            <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
          ) : (
            <IconLayoutSidebarLeftExpand size={16} aria-hidden />
          )}
        </ActionIcon>
        <ActionIcon aria-label={right} title={`${right} ( ] )`} onClick={() => showRight(!isRightOpen)}>
          {isRightOpen ? (
            <IconLayoutSidebarRightCollapse size={16} aria-hidden />
          ) : (
            <IconLayoutSidebarRightExpand size={16} aria-hidden />
          )}
        </ActionIcon>
        <ThemeToggle />
        <ActionIcon aria-label="Show all keys" title="Show all keys (?)" onClick={onHelp}>
          <IconHelp size={16} aria-hidden />
        </ActionIcon>
      </div>
    </header>
  );
}
