import type { ComponentType } from 'react';
import { Columns } from '../../app/columns.tsx';
import { AuditSubject } from './audit-subject.tsx';
import { AuditWhy } from './audit-why.tsx';
import { AuditWork } from './audit-work.tsx';
import { AuditsSubject } from './audits-subject.tsx';
import { AuditsWhy } from './audits-why.tsx';
import { AuditsWork } from './audits-work.tsx';
import { ItemsSubject, ItemsWhy, ItemsWork } from './items-section.tsx';
import { MitigationSubject, MitigationWhy, MitigationWork } from './mitigation-section.tsx';
import { ModerationSubject, ModerationWhy, ModerationWork } from './moderation-section.tsx';
import { type TabId, useTab } from './place.ts';
import { Places, usePlaceKeys } from './places.tsx';

/** What each section puts into the three columns. They share what is chosen through `usePlace`. */
const sections: Record<TabId, { Subject: ComponentType; Work: ComponentType; Why: ComponentType }> = {
  audit: { Subject: AuditSubject, Work: AuditWork, Why: AuditWhy },
  items: { Subject: ItemsSubject, Work: ItemsWork, Why: ItemsWhy },
  moderation: { Subject: ModerationSubject, Work: ModerationWork, Why: ModerationWhy },
  mitigation: { Subject: MitigationSubject, Work: MitigationWork, Why: MitigationWhy },
  audits: { Subject: AuditsSubject, Work: AuditsWork, Why: AuditsWhy },
};

/** Fairness: whom models serve how well, what items and texts they favour, and how sure that is. */
export function FairnessPanel() {
  const [tab] = useTab();
  usePlaceKeys();
  const { Subject, Work, Why } = sections[tab] ?? sections.audit;
  return (
    <Columns
      panel="fairness"
      subject={
        <>
          <Places />
          <Subject />
        </>
      }
      work={<Work />}
      whyLabel="Details"
      why={<Why />}
    />
  );
}
