import { Empty } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { ChosenAudit } from './chosen-audit.tsx';
import { useAudit } from './data.ts';
import { ItemRuns } from './items-subject.tsx';
import { ItemsReading } from './items-why.tsx';
import { ItemsView } from './items-work.tsx';
import { AuditSection } from './section.tsx';

/** Left: the audit that is read, and the runs of it that are looked at. */
export function ItemsSubject() {
  const { audit } = useAudit();
  return (
    <section className={styles.subject} aria-label="Items">
      <ChosenAudit />
      {audit && audit.items.length > 0 && <ItemRuns audit={audit} />}
    </section>
  );
}

/** Middle: how runs spread attention over items. */
export function ItemsWork() {
  return (
    <AuditSection label="Items">
      {(audit) =>
        audit.items.length === 0 ? (
          <Empty title="This audit has no side of items">
            Start an audit with the side of items to see how runs spread attention over them.
          </Empty>
        ) : (
          <ItemsView audit={audit} />
        )
      }
    </AuditSection>
  );
}

/** Right: what the chosen figure means, and how far figures of items carry. */
export function ItemsWhy() {
  const { audit } = useAudit();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.why} tabIndex={0}>
      <ItemsReading audit={audit} />
    </div>
  );
}
