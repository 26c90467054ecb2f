import styles from './interval.module.css';

/**
 * A mean with its interval on a scale that all rows of a column share, so that their lengths and places compare. The
 * numbers stand beside it; the bar itself is for the eye alone.
 */
export function IntervalBar({
  mean,
  low,
  high,
  from,
  to,
  zero = false,
}: {
  mean: number;
  low: number | null;
  high: number | null;
  /** The ends of the scale. */
  from: number;
  to: number;
  /** Whether a line shows where zero is, for differences. */
  zero?: boolean;
}) {
  const at = (value: number) => (to > from ? Math.min(100, Math.max(0, (100 * (value - from)) / (to - from))) : 50);
  const [start, end] = [at(low ?? mean), at(high ?? mean)];
  return (
    <span className={styles.bar} aria-hidden>
      {zero && <span className={styles.zero} style={{ insetInlineStart: `${at(0)}%` }} />}
      {end > start && (
        <span className={styles.range} style={{ insetInlineStart: `${start}%`, inlineSize: `${end - start}%` }} />
      )}
      <span className={styles.mean} style={{ insetInlineStart: `${at(mean)}%` }} />
    </span>
  );
}
