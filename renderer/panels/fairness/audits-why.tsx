import { auditVerdicts } from '../../../engine/contract/fairness.ts';
import styles from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import { verdictWords } from './words.ts';

/** Right: what an audit is, and what its words mean. */
export function AuditsWhy() {
  return (
    <div className={styles.why}>
      <h2>What an audit is</h2>
      <p>
        Each user is one observation: the metric of a user’s own list. Groups are compared by a test that fits their
        number and kind; p of means is that of permuted labels, which holds for small groups and skewed metrics too. p
        values are corrected by Holm within a metric and by Benjamini and Hochberg over the audit.
      </p>
      <p>
        Equal groups also show a gap, by chance, and the more groups the larger. So each gap stands beside the gap that
        equality would show.
      </p>
      <h3>The four verdicts</h3>
      <dl className={styles.facts}>
        {auditVerdicts.map((verdict) => (
          <div key={verdict} className={styles.contents}>
            <dt>
              <VerdictMark verdict={verdict} isNamed />
            </dt>
            <dd>{verdictWords[verdict].means}</dd>
          </div>
        ))}
      </dl>
      <p className="dim">The same runs, data and settings give the same audit, to the last digit.</p>
    </div>
  );
}
