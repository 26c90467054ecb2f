import styles from '../models/recommender.module.css';
import { MatrixView } from './matrix-view.tsx';
import { AuditSection } from './section.tsx';
import { auditName } from './words.ts';

/** Middle: the audit as a matrix of verdicts. */
export function AuditWork() {
  return (
    <AuditSection label="Audit">
      {(audit) => (
        <>
          <header className={styles.head}>
            <h1>{auditName(audit)}</h1>
          </header>
          <MatrixView audit={audit} />
        </>
      )}
    </AuditSection>
  );
}
