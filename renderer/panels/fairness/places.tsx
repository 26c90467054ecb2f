import { IconAdjustments, IconChartAreaLine, IconGavel, IconLayoutGrid, IconListDetails } from '@tabler/icons-react';
import { type SectionEntry, Sections, useSectionKeys } from '../../app/sections.tsx';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { moment } from '../../ui/format.ts';
import { useAudits } from './data.ts';
import { type TabId, usePlace, useTab } from './place.ts';
import { useNewAudit } from './use-new-audit.ts';

/** The sections of the panel, in their order; each is a digit on the keyboard. */
const places: readonly SectionEntry<TabId>[] = [
  { id: 'audit', name: 'Audit', icon: IconLayoutGrid },
  { id: 'items', name: 'Items', icon: IconChartAreaLine },
  { id: 'moderation', name: 'Moderation', icon: IconGavel },
  { id: 'mitigation', name: 'Mitigation', icon: IconAdjustments },
  { id: 'audits', name: 'Audits', icon: IconListDetails },
];

/** The newest audits are found by name in the palette. */
const auditsInPalette = 20;

/** The keys and actions that go between the sections; they work with the left column hidden as well. */
export function usePlaceKeys() {
  const [, setTab] = useTab();
  const [, setAudit] = usePlace('audit');
  const [, setOpen] = usePlace('isOpen');
  const { rows } = useAudits();
  const begin = useNewAudit();
  useSectionKeys('Fairness', places, setTab);
  useKeys([{ key: 'n', does: 'New audit', group: 'Fairness', run: begin }]);
  useActions([
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
  return <Sections panel="Fairness" sections={places} current={tab} onGo={setTab} />;
}
