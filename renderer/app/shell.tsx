import { Tooltip, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { HelpOverlay } from './help-overlay.tsx';
import { Palette } from './palette.tsx';
import { panels } from './panels.tsx';
import { goTo, usePanel } from './route.ts';
import styles from './shell.module.css';
import { TopBar } from './top-bar.tsx';
import type { OpenWorkspace } from './use-workspace.ts';
import { useActions, useKeys } from './workbench.tsx';

/** The frame around every panel: the rail, the top bar, the palette and the help. */
export function Shell({ workspace }: { workspace: OpenWorkspace }) {
  const current = usePanel();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useKeys([
    ...panels.map(({ id, name }, index) => ({
      key: `Alt+${index + 1}`,
      does: `Go to ${name}`,
      group: 'Everywhere',
      everywhere: true,
      run: () => goTo(id),
    })),
    { key: '?', does: 'Show all keys', group: 'Everywhere', run: () => setHelpOpen(true) },
  ]);
  useActions([
    ...panels.map(({ id, name }, index) => ({
      id: `go.${id}`,
      label: `Go to ${name}`,
      group: 'Panels',
      keys: `Alt+${index + 1}`,
      run: () => goTo(id),
    })),
    { id: 'help', label: 'Show all keys', group: 'Workbench', keys: '?', run: () => setHelpOpen(true) },
  ]);
  const Panel = panels.find(({ id }) => id === current)?.panel;
  return (
    <div className={styles.shell}>
      <nav className={styles.rail} aria-label="Panels">
        {panels.map(({ id, name, letter, icon: Icon }, index) => (
          <Tooltip key={id} label={`${name} (Alt-${index + 1})`} position="right">
            <UnstyledButton
              className={styles.railButton}
              aria-label={name}
              aria-current={id === current ? 'page' : undefined}
              onClick={() => goTo(id)}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span aria-hidden>{letter}</span>
            </UnstyledButton>
          </Tooltip>
        ))}
      </nav>
      <TopBar workspace={workspace} panel={current} onHelp={() => setHelpOpen(true)} />
      <div className={styles.panel}>{Panel && <Panel />}</div>
      <Palette />
      <HelpOverlay isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
