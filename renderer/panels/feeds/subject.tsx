import { Configuration } from './configuration.tsx';
import styles from './subject.module.css';
import { WhoPart } from './who-part.tsx';

/** Left: who the feed is for, and every knob of how it is made. */
export function FeedsSubject() {
  return (
    <div className={styles.subject}>
      <WhoPart />
      <Configuration />
    </div>
  );
}
