import { useQuery } from '@tanstack/react-query';
import type { ClassifierSummary } from '../../../engine/contract/classifiers.ts';
import type { Policy } from '../../../engine/contract/review.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { count } from '../../ui/format.ts';
import { VerdictMark } from '../../ui/verdict.tsx';
import { figures } from './classifier-card.tsx';
import styles from './models.module.css';

/** Beside a card: where it comes from, what its figures mean, and what the latest run did with it. */
export function ClassifierDetails({
  classifier,
  policy,
}: {
  classifier: ClassifierSummary | undefined;
  policy: Policy | undefined;
}) {
  return (
    <div className={styles.why}>
      {classifier && (
        <>
          <h2 className={styles.heading}>About this classifier</h2>
          <dl className={styles.facts}>
            <dt>Labels</dt>
            <dd>{classifier.labels.join(', ')}</dd>
            <dt>Calibration</dt>
            <dd>{classifier.calibration ?? 'none: its scores are not probabilities'}</dd>
            <dt>Data licences</dt>
            <dd>{classifier.licences.join(', ') || 'not stated'}</dd>
            <dt>Folder</dt>
            <dd>{classifier.folder}</dd>
          </dl>
          <h2 className={styles.heading}>What the figures mean</h2>
          <dl className={styles.meanings}>
            {Object.entries(figures).map(([name, means]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {policy && (
        <>
          <h2 className={styles.heading}>How a post is routed</h2>
          <p className={styles.text}>
            The first threshold that its score reaches decides, from the gravest down. A changed threshold holds for
            posts scored from now on; what waits in the queues stays there until a person decides.
          </p>
          <dl className={styles.facts}>
            <dt>Reads label</dt>
            <dd>{policy.label}</dd>
            <dt>Classifier</dt>
            <dd>{policy.classifier ?? 'none at work'}</dd>
            <dt>Severity</dt>
            <dd>{policy.severity} of 5; graver ones come first</dd>
          </dl>
        </>
      )}
      <LastRun />
    </div>
  );
}

function LastRun() {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.moderation.lastRun.queryOptions());
  if (!data) return null;
  return (
    <>
      <h2 className={styles.heading}>
        Latest run <span className="dim">n = {count(data.posts)}</span>
      </h2>
      <dl className={styles.facts}>
        {(['remove', 'reduce', 'inform', 'none'] as const).map((route) => (
          <div key={route} className={styles.contents}>
            <dt>{route === 'none' ? 'Left alone' : <VerdictMark verdict={route} isNamed />}</dt>
            <dd>{count(data.routes[route])}</dd>
          </div>
        ))}
        <dt>Failed</dt>
        <dd>{count(data.failed)}</dd>
        <dt>Pace</dt>
        <dd>{count(Math.round(data.postsPerSecond))} posts a second</dd>
      </dl>
    </>
  );
}
