import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { asProblem, type Problem, problemDetails } from '../app/problem.ts';
import { copyText } from './copy.ts';
import styles from './states.module.css';

/** Shows its children only once waiting has become noticeable, so that quick answers do not flicker. */
export function Delayed({ children }: { children: ReactNode }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return isDue ? children : null;
}

/** Grey lines in the place of what is being fetched. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  return (
    <Delayed>
      <div className={styles.waiting} role="status" aria-label="Loading">
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
          <Skeleton key={line} height={12} width={`${90 - ((line * 17) % 40)}%`} radius={2} />
        ))}
      </div>
    </Delayed>
  );
}

/** An empty place that teaches: one sentence, one action. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children && <p className="dim">{children}</p>}
      {action && <div className={styles.emptyAction}>{action}</div>}
    </div>
  );
}

/** A failure: what happened, where, what to do, the code, and the details for the clipboard. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return <ProblemBox problem={asProblem(error)} {...(onRetry && { onRetry })} />;
}

/** The same for a failure that is known as a Problem already, such as a job's. */
export function ProblemBox({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { file, line, column, field } = problem.place;
  const place = [file, line !== undefined && `line ${line}`, column && `column ${column}`, field].filter(Boolean);
  return (
    <div className={styles.problem} role="alert">
      <IconAlertTriangle size={16} aria-hidden className={styles.problemIcon} />
      <div className={styles.problemBody}>
        <p>{problem.message}</p>
        {place.length > 0 && <p className="dim">{place.join(', ')}</p>}
        {problem.advice && <p>{problem.advice}</p>}
        <div className={styles.problemFoot}>
          <code className="dim">{problem.code}</code>
          {onRetry && (
            <Button size="compact-xs" onClick={onRetry}>
              Try again
            </Button>
          )}
          <CopyDetails text={problemDetails(problem)} />
        </div>
      </div>
    </div>
  );
}

function CopyDetails({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => setCopied(await copyText(text));
  return (
    <Button size="compact-xs" variant="subtle" onClick={() => void copy()}>
      {isCopied ? 'Copied' : 'Copy details'}
    </Button>
  );
}
