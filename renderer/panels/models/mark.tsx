import { seriesColor } from '../../ui/line-chart.tsx';
import { markLetters } from './compare.ts';
import styles from './mark.module.css';

/** The letter of a marked run in the colour of its line. */
export function Mark({ letter }: { letter: (typeof markLetters)[number] | undefined }) {
  if (!letter) return null;
  const color = seriesColor(markLetters.indexOf(letter));
  return (
    <span className={styles.mark} style={{ color, borderColor: color }}>
      <span className="visually-hidden">marked </span>
      {letter}
    </span>
  );
}
