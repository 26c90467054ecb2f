import { Empty } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { ChosenAudit } from './chosen-audit.tsx';
import { AuditSection } from './section.tsx';

/** Left: the audit that is read. */
export function ModerationSubject() {
  return (
    <section className={styles.subject} aria-label="Moderation">
      <ChosenAudit />
    </section>
  );
}

/** Middle: how policies treat texts that name an identity. */
export function ModerationWork() {
  return (
    <AuditSection label="Moderation">
      {({ moderation }) =>
        moderation.length === 0 ? (
          <Empty title="This audit has no side of moderation">
            Start an audit with the side of moderation to see how policies treat texts that name an identity.
          </Empty>
        ) : (
          <p className={styles.note}>Measured for {moderation.map(({ policy }) => policy).join(', ')}.</p>
        )
      }
    </AuditSection>
  );
}

/** Right: what the section is about. */
export function ModerationWhy() {
  return (
    <div className={styles.why}>
      <h2>Moderation</h2>
      <p>How the classifier of each policy treats texts that name an identity.</p>
    </div>
  );
}
