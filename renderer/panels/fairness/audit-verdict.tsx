import { IconArrowsDiff, IconBan, IconEqual, IconQuestionMark } from '@tabler/icons-react';
import type { AuditVerdict } from '../../../engine/contract/fairness.ts';
import styles from './audit-verdict.module.css';
import { verdictWords } from './words.ts';

const icons = {
  differs: IconArrowsDiff,
  equivalent: IconEqual,
  'no-evidence': IconQuestionMark,
  'not-estimable': IconBan,
} as const satisfies Record<AuditVerdict, typeof IconBan>;

/** A verdict as icon, letter and colour, so that no one of the three has to carry the meaning alone. */
export function VerdictMark({ verdict, isNamed = false }: { verdict: AuditVerdict; isNamed?: boolean }) {
  const Icon = icons[verdict];
  const { name, letter } = verdictWords[verdict];
  return (
    <span className={styles.mark} data-verdict={verdict}>
      <Icon size={13} stroke={2.2} aria-hidden />
      <span aria-hidden={!isNamed}>{isNamed ? name : letter}</span>
      {!isNamed && <span className="visually-hidden">{name}</span>}
    </span>
  );
}
