import { IconAdjustments, IconChartAreaLine, IconGavel, IconLayoutGrid, IconListDetails } from '@tabler/icons-react';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { moment } from '../../ui/format.ts';
import styles from '../models/places.module.css';
import { useAudits } from './data.ts';
import { type TabId, usePlace, useTab } from './place.ts';
import { useNewAudit } from './use-new-audit.ts';

/** The sections of the panel, in their order; each is a digit on the keyboard. */
const places = [
  { id: 'audit', name: 'Audit', icon: IconLayoutGrid },
  { id: 'items', name: 'Items', icon: IconChartAreaLine },
  { id: 'moderation', name: 'Moderation', icon: IconGavel },
  { id: 'mitigation', name: 'Mitigation', icon: IconAdjustments },
  { id: 'audits', name: 'Audits', icon: IconListDetails },
] as const satisfies readonly { id: TabId; name: string; icon: typeof IconGavel }[];

/** The newest audits are found by name in the palette. */
const auditsInPalette = 20;

/** The keys and actions that go between the sections; they work with the left column hidden as well. */
export function usePlaceKeys() {
  const [, setTab] = useTab();
  const [, setAudit] = usePlace('audit');
  const [, setOpen] = usePlace('isOpen');
  const { rows } = useAudits();
  const begin = useNewAudit();
  useKeys([
    ...places.map(({ id, name }, index) => ({
      key: String(index + 1),
      does: name,
      group: 'Fairness',
      run: () => setTab(id),
    })),
    { key: 'n', does: 'New audit', group: 'Fairness', run: begin },
  ]);
  useActions([
    ...places.map(({ id, name }, index) => ({
      id: `fairness.${id}`,
      label: `Fairness: ${name}`,
      group: 'Fairness',
      keys: String(index + 1),
      run: () => setTab(id),
    })),
    { id: 'fairness.new', label: 'New audit…', group: 'Fairness', keys: 'n', run: begin },
    ...rows.slice(0, auditsInPalette).map(({ id, question, createdAt, subjects }) => ({
      id: `audit.${id}`,
      label: `Audit: ${question || subjects.join(', ') || 'moderation'}`,
      description: `audit ${id}, ${moment(createdAt)}`,
      group: 'Fairness',
      run: () => {
        setAudit(id);
        setOpen(false);
        setTab('audit');
      },
    })),
  ]);
}

/** The way between the sections. */
export function Places() {
  const [tab, setTab] = useTab();
  return (
    <nav className={styles.nav} aria-label="Fairness">
      {places.map(({ id, name, icon: Icon }, index) => (
        <button
          key={id}
          type="button"
          className={styles.place}
          aria-current={id === tab ? 'page' : undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => setTab(id)}
        >
          <Icon size={16} aria-hidden />
          <span className={styles.name}>{name}</span>
          <kbd aria-hidden>{index + 1}</kbd>
        </button>
      ))}
    </nav>
  );
}
