import { Empty } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { ChosenAudit } from './chosen-audit.tsx';
import { AuditSection } from './section.tsx';

/** Left: the audit that is read. */
export function MitigationSubject() {
  return (
    <section className={styles.subject} aria-label="Mitigation">
      <ChosenAudit />
    </section>
  );
}

/** Middle: what lessens a gap, and what that costs. */
export function MitigationWork() {
  return (
    <AuditSection label="Mitigation">
      {() => <Empty title="This audit has no mitigations">Nothing was tried yet against the gaps that it found.</Empty>}
    </AuditSection>
  );
}

/** Right: what the section is about. */
export function MitigationWhy() {
  return (
    <div className={styles.why}>
      <h2>Mitigation</h2>
      <p>What lessens a gap, and what that costs the others.</p>
    </div>
  );
}
