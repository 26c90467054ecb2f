import { Button } from '@mantine/core';
import type { BadRow } from '../../../engine/contract/content.ts';
import { counted } from '../../ui/format.ts';
import styles from './data.module.css';
import own from './import.module.css';

/** How many problems are listed before a file is imported; the import lists them all. */
const shown = 20;

/** What is wrong with the first rows, line by line. */
export function FirstProblems({ problems, isStale = false }: { problems: readonly BadRow[]; isStale?: boolean }) {
  if (problems.length === 0) return null;
  return (
    <section aria-label="Problems in the first rows">
      <b>{counted(problems.length, 'problem')} in the first rows</b>
      {problems.length > shown && <span className="dim">, of which the first {shown} are listed</span>}
      {isStale && <span className="dim"> as the columns were guessed; every row is checked again on import</span>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <ul className={styles.problems} tabIndex={0}>
        {problems.slice(0, shown).map(({ line, column, reason }) => (
          <li key={`${line}:${column}:${reason}`}>
            Line {line}
            {column && `, ${column}`}: {reason}
          </li>
        ))}
      </ul>
      <p className="dim">Such rows are set aside with their reason; the rest goes in.</p>
    </section>
  );
}

/** What starting will do, sentence by sentence. */
export function WhatWillHappen({ will }: { will: readonly string[] }) {
  return (
    <section className={own.will} aria-label="What will happen">
      <b>What will happen</b>
      <ul>
        {will.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** The end of every import dialog: what is lacking, and the way on. */
export function ImportFoot({
  lacking,
  button,
  isStarting,
  onBack,
  onStart,
}: {
  /** What keeps it from starting; null where nothing does. */
  lacking: string | null;
  button: string;
  isStarting: boolean;
  onBack: () => void;
  onStart: () => void;
}) {
  return (
    <div className={styles.dialogFoot}>
      <span role="status">{lacking}</span>
      <Button onClick={onBack}>Choose another file</Button>
      <Button variant="filled" loading={isStarting} disabled={lacking !== null} onClick={onStart}>
        {button}
      </Button>
    </div>
  );
}
