import { Tabs } from '@mantine/core';
import type { Audit } from '../../../engine/contract/fairness.ts';
import { useKeys } from '../../app/workbench.tsx';
import styles from '../models/recommender.module.css';
import { CellWork } from './cell-work.tsx';
import { CrossesView } from './crosses-view.tsx';
import { MatrixView } from './matrix-view.tsx';
import { usePlace, type View } from './place.ts';
import { RunsView } from './runs-view.tsx';
import { AuditSection } from './section.tsx';
import { auditName } from './words.ts';

const views = [
  { id: 'matrix', key: 'm', name: 'Matrix' },
  { id: 'crosses', key: 'x', name: 'Crosses' },
  { id: 'runs', key: 'p', name: 'Runs compared' },
] as const satisfies readonly { id: View; key: string; name: string }[];

/** Middle: the audit as a matrix of verdicts, from two other sides, or one of its cells. */
export function AuditWork() {
  return <AuditSection label="Audit">{(audit) => <Opened audit={audit} />}</AuditSection>;
}

function Opened({ audit }: { audit: Audit }) {
  const [view, setView] = usePlace('view');
  const [isOpen, setOpen] = usePlace('isOpen');
  const [chosen] = usePlace('cell');
  const go = (next: View) => {
    setOpen(false);
    setView(next);
  };
  useKeys(views.map(({ id, key, name }) => ({ key, does: name, group: 'Audit', run: () => go(id) })));
  const cell = isOpen ? audit.cells.find(({ key }) => key === chosen) : undefined;
  if (cell) return <CellWork key={cell.key} audit={audit} cell={cell} />;
  return (
    <>
      <header className={styles.head}>
        <h1>{auditName(audit)}</h1>
      </header>
      <Tabs
        value={view}
        onChange={(next) => go((next ?? 'matrix') as View)}
        className={styles.tabs}
        classNames={{ tab: styles.tab }}
      >
        <Tabs.List aria-label="Sides of the audit">
          {views.map(({ id, key, name }) => (
            <Tabs.Tab key={id} value={id} aria-keyshortcuts={key}>
              {name} <kbd aria-hidden>{key}</kbd>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="matrix" className={styles.panel}>
          <MatrixView audit={audit} />
        </Tabs.Panel>
        <Tabs.Panel value="crosses" className={styles.panel}>
          <CrossesView audit={audit} />
        </Tabs.Panel>
        <Tabs.Panel value="runs" className={styles.panel}>
          <RunsView audit={audit} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
