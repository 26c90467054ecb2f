import { Empty } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { ChosenAudit } from './chosen-audit.tsx';
import { AuditSection } from './section.tsx';

/** Left: the audit that is read. */
export function ItemsSubject() {
  return (
    <section className={styles.subject} aria-label="Items">
      <ChosenAudit />
    </section>
  );
}

/** Middle: how runs spread attention over items. */
export function ItemsWork() {
  return (
    <AuditSection label="Items">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="This audit has no side of items">
            Start an audit with the side of items to see how runs spread attention over them.
          </Empty>
        ) : (
          <p className={styles.note}>Measured for {items.map(({ subject }) => subject).join(', ')}.</p>
        )
      }
    </AuditSection>
  );
}

/** Right: what the section is about. */
export function ItemsWhy() {
  return (
    <div className={styles.why}>
      <h2>Items</h2>
      <p>How each run spreads its attention over items, and which items it leaves out.</p>
    </div>
  );
}
