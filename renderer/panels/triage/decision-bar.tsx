import { IconArrowBackUp, IconPlayerSkipForward } from '@tabler/icons-react';
import { VerdictIcon, verdictWords } from '../../ui/verdict.tsx';
import type { Desk, DeskStatus } from './desk.ts';
import styles from './triage.module.css';

/** The height of the bar in px, as its styles have it; nothing may lie over it. */
export const barHeight = 77;

const keys = [
  ['remove', '1'],
  ['reduce', '2'],
  ['inform', '3'],
  ['keep', '4'],
] as const;

/** The six things a moderator does, always in the same place, and the quiet line that says what was done. */
export function DecisionBar({ desk, status, hasItem }: { desk: Desk; status: DeskStatus | null; hasItem: boolean }) {
  // Never `disabled`: a disabled button would drop the focus when the queue runs empty.
  return (
    <footer className={styles.bar}>
      <p className={styles.status} role="status" data-tone={status?.tone} data-verdict={status?.verdict}>
        {status && (
          <>
            {status.verdict && <VerdictIcon verdict={status.verdict} size={14} />}
            {status.text}
            {status.canUndo && ' · z to undo'}
          </>
        )}
      </p>
      <div className={styles.buttons}>
        {keys.map(([verdict, key]) => (
          <button
            key={verdict}
            type="button"
            className={styles.verdict}
            data-verdict={verdict}
            aria-disabled={!hasItem}
            aria-keyshortcuts={key}
            title={verdictWords[verdict].does}
            onClick={() => desk.decide(verdict)}
          >
            <VerdictIcon verdict={verdict} size={16} />
            {verdictWords[verdict].name}
            <kbd aria-hidden>{key}</kbd>
          </button>
        ))}
        <span className={styles.gap} />
        <button
          type="button"
          className={styles.verdict}
          aria-disabled={!hasItem}
          aria-keyshortcuts="s"
          title="Leaves the post to others and out of your list until you have seen the rest"
          onClick={() => desk.skip()}
        >
          <IconPlayerSkipForward size={16} aria-hidden />
          Skip
          <kbd aria-hidden>s</kbd>
        </button>
        <button
          type="button"
          className={styles.verdict}
          aria-keyshortcuts="z"
          title="Takes back your latest decision or skip"
          onClick={() => void desk.undo()}
        >
          <IconArrowBackUp size={16} aria-hidden />
          Undo
          <kbd aria-hidden>z</kbd>
        </button>
      </div>
    </footer>
  );
}
