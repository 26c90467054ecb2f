import styles from './share-bars.module.css';

/** Shares of one whole as labelled bars, with a line where all would be equal. */
export function ShareBars({
  rows,
  write,
}: {
  rows: readonly { name: string; share: number }[];
  /** How a share is written. */
  write: (share: number) => string;
}) {
  const equal = rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row.share, 0) / rows.length;
  const most = Math.max(equal, ...rows.map(({ share }) => share), Number.MIN_VALUE);
  const place = (share: number) => `${(100 * share) / most}%`;
  return (
    <ol className={styles.bars}>
      {rows.map(({ name, share }) => (
        <li key={name} className={styles.row}>
          <span className="dim">{name}</span>
          <span aria-hidden className={styles.track}>
            <span className={styles.bar} style={{ inlineSize: place(share) }} />
            <span className={styles.equal} style={{ insetInlineStart: place(equal) }} />
          </span>
          <span className={styles.value}>{write(share)}</span>
        </li>
      ))}
      <li className={styles.row}>
        <span />
        <span className={styles.track} data-axis>
          <span className={styles.note} style={{ insetInlineStart: place(equal) }}>
            equal: {write(equal)}
          </span>
        </span>
      </li>
    </ol>
  );
}
