import type { ReactNode } from 'react';
import styles from './app.module.css';

/** A page with one thing in its middle. */
export function Screen({ children }: { children: ReactNode }) {
  return (
    <main className={styles.screen}>
      <div className={styles.sheet}>{children}</div>
    </main>
  );
}
