import { IconArrowDown, IconBan, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import type { Queue, Route, Verdict } from '../../engine/contract/review.ts';
import styles from './verdict.module.css';

const icons = { remove: IconBan, reduce: IconArrowDown, inform: IconInfoCircle, keep: IconCheck };

/** What each verdict is called and what it does, in the same words everywhere. */
export const verdictWords: Record<Verdict, { name: string; letter: string; does: string }> = {
  remove: { name: 'Remove', letter: 'R', does: 'Takes the post down for everybody' },
  reduce: { name: 'Reduce', letter: 'D', does: 'Leaves the post up and shows it to fewer people' },
  inform: { name: 'Inform', letter: 'I', does: 'Leaves the post up with a notice beside it' },
  keep: { name: 'Keep', letter: 'K', does: 'Leaves the post as it is' },
};

/** The queues in the order of their gravity, as they stand on the screen. */
export const queueOrder: readonly Queue[] = ['remove', 'reduce', 'inform'];

/** The icon of a verdict in its colour. */
export function VerdictIcon({ verdict, size = 15 }: { verdict: Verdict; size?: number }) {
  const Icon = icons[verdict];
  return <Icon className={styles.icon} data-verdict={verdict} size={size} stroke={2} aria-hidden />;
}

/** A verdict or route as icon, letter and colour, so that no one of the three has to carry the meaning alone. */
export function VerdictMark({ verdict, isNamed = false }: { verdict: Route | Queue | Verdict; isNamed?: boolean }) {
  if (verdict === 'none') return <span className="dim">none</span>;
  const { name, letter } = verdictWords[verdict];
  return (
    <span className={styles.mark} data-verdict={verdict}>
      <VerdictIcon verdict={verdict} size={13} />
      {isNamed ? (
        name
      ) : (
        <>
          <span aria-hidden>{letter}</span>
          <span className="visually-hidden">{name}</span>
        </>
      )}
    </span>
  );
}

/** How grave a policy is, from 1 to 5, as a small meter with its number. */
export function SeverityMark({ severity }: { severity: number }) {
  return (
    <span className={styles.severity} data-severity={severity} role="img" aria-label={`Severity ${severity} of 5`}>
      <span aria-hidden className={styles.meter} style={{ blockSize: `${severity * 20}%` }} />
      <span aria-hidden className={styles.digit}>
        {severity}
      </span>
    </span>
  );
}
