import { useCallback } from 'react';
import type { AuditVerdict } from '../../../engine/contract/fairness.ts';
import { usePreference, writePreference } from '../../app/preferences.ts';
import { useOpenWorkspace } from '../../app/workbench.tsx';
import { type AuditDraft, newDraft } from './audit-draft.ts';
import { type MitigationDraft, newMitigation } from './mitigation-words.ts';

/** The sections of the panel. */
export type TabId = 'audit' | 'items' | 'moderation' | 'mitigation' | 'audits';

/** From where the side of people is looked at. */
export type View = 'matrix' | 'crosses' | 'runs';

/** Everything that the panel remembers of where a person was, with what it begins as. */
const beginnings = {
  /** The audit that is read; null for the newest. */
  audit: null as number | null,
  view: 'matrix' as View,
  /** The cell whose test is shown, and whether it fills the work. */
  cell: null as string | null,
  isOpen: false,
  /** Verdicts that the matrix shows; none for all. */
  verdicts: [] as readonly AuditVerdict[],
  crosses: false,
  /** The grouping that rows are sorted by; null for the order of metrics. */
  order: null as string | null,
  scale: 'values' as 'values' | 'ratios',
  /** What ratios are against: 'overall', 'largest', or 'group:' and a name. */
  reference: 'overall',
  /** What the explorer of crosses, and the runs compared, look at. */
  subject: null as string | null,
  metric: null as string | null,
  grouping: null as string | null,
  draft: newDraft as AuditDraft,
  /** The mitigation that is read; null for the newest. Its point: a method and a strength, or null for none. */
  mitigation: null as number | null,
  point: null as string | null,
  mitigating: newMitigation as MitigationDraft,
  /** The job of a mitigation that is watched; null shows what came of the last. */
  mitigationJob: null as number | null,
  isMitigationForm: false,
  /** The job that is watched in Audits; null shows the form. */
  job: null as number | null,
};
type Places = typeof beginnings;

/** One thing that the panel remembers; ids mean something in one workspace only, so that each has its own memory. */
export function usePlace<Name extends keyof Places>(name: Name): [Places[Name], (value: Places[Name]) => void] {
  const workspace = useOpenWorkspace();
  return usePreference<Places[Name]>(`fairness.${name} ${workspace?.dir ?? ''}`, beginnings[name]);
}

/** The section on the screen, and the way to another. */
export function useTab(): [TabId, (tab: TabId) => void] {
  const [tab] = usePreference<TabId>('fairness.tab', 'audit');
  const go = useCallback((next: TabId) => writePreference('fairness.tab', next), []);
  return [tab, go];
}
