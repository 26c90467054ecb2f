import type { ReactNode } from 'react';
import type { Audit } from '../../../engine/contract/fairness.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { useAudit } from './data.ts';
import { NoAudits } from './empty.tsx';

/** The work of a section that reads an audit: its states until there is one, and then what the section makes of it. */
export function AuditSection({ label, children }: { label: string; children: (audit: Audit) => ReactNode }) {
  const { audit, hasNone, error, refetch } = useAudit();
  return (
    <section className={styles.work} aria-label={label}>
      {error && <ProblemNote error={error} onRetry={refetch} />}
      {!error && hasNone && <NoAudits />}
      {!error && !hasNone && !audit && <Waiting lines={8} />}
      {audit && children(audit)}
    </section>
  );
}
