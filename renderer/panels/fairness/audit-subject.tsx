import { auditVerdicts } from '../../../engine/contract/fairness.ts';
import { count } from '../../ui/format.ts';
import styles from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import { ChosenAudit } from './chosen-audit.tsx';
import { useAudit } from './data.ts';
import { matrixOf, verdictCounts } from './matrix.ts';
import { usePlace } from './place.ts';
import { verdictWords } from './words.ts';

/** Left: the audit that is read, and its verdicts as a filter of the matrix. */
export function AuditSubject() {
  const { audit } = useAudit();
  const [verdicts, setVerdicts] = usePlace('verdicts');
  const [crosses] = usePlace('crosses');
  const counts = audit && verdictCounts(matrixOf(audit.cells, { crosses, verdicts: [], order: null }));
  return (
    <section className={styles.subject} aria-label="Audit that is read">
      <ChosenAudit />
      {audit && counts && (
        <>
          <h2 className={styles.heading} id="verdicts">
            Verdicts
          </h2>
          <fieldset className={styles.plain} aria-labelledby="verdicts">
            <div className={styles.row}>
              {auditVerdicts.map((verdict) => (
                <button
                  key={verdict}
                  type="button"
                  className={styles.chip}
                  aria-pressed={verdicts.includes(verdict)}
                  data-empty={counts[verdict] === 0}
                  title={verdictWords[verdict].means}
                  onClick={() =>
                    setVerdicts(
                      verdicts.includes(verdict)
                        ? verdicts.filter((other) => other !== verdict)
                        : [...verdicts, verdict],
                    )
                  }
                >
                  <VerdictMark verdict={verdict} isNamed />
                  <span className="dim">{count(counts[verdict])}</span>
                </button>
              ))}
            </div>
          </fieldset>
          {audit.limits.length > 0 && (
            <>
              <h2 className={styles.heading}>What limits the reading</h2>
              {audit.limits.map((limit) => (
                <p key={limit} className="dim">
                  {limit}
                </p>
              ))}
            </>
          )}
        </>
      )}
    </section>
  );
}
