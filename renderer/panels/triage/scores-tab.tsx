import { Tooltip } from '@mantine/core';
import type { Policy, ReviewItem } from '../../../engine/contract/review.ts';
import { probability, shortVersion } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { VerdictMark } from '../../ui/verdict.tsx';
import styles from './why.module.css';

/** Every policy's score on the post; choosing one shows its words in the text. */
export function ScoresTab({
  item,
  policies,
  policy,
  onPolicy,
}: {
  item: ReviewItem;
  policies: readonly Policy[];
  policy: string | null;
  onPolicy: (policy: string) => void;
}) {
  if (item.scores.length === 0) {
    return <Empty title="No scores">No classifier has scored this post; it is here because people reported it.</Empty>;
  }
  const scores = item.scores.toSorted((a, b) => b.probability - a.probability);
  return (
    <>
      <ul className={styles.scores}>
        {scores.map((score) => {
          const known = policies.find(({ id }) => id === score.policy);
          return (
            <li key={score.policy}>
              <Tooltip
                position="left"
                label={`Calibrated probability that “${score.name}” applies: of posts with this score, about that share do. ${known?.description ?? ''}`}
              >
                <button
                  type="button"
                  className={styles.score}
                  aria-pressed={score.policy === policy}
                  onClick={() => onPolicy(score.policy)}
                >
                  <span className={styles.scoreName}>{score.name}</span>
                  <span className={styles.scoreValue}>{probability(score.probability)}</span>
                  <span className={styles.scoreRoute}>
                    <VerdictMark verdict={score.route} />
                  </span>
                  <span className={styles.track} aria-hidden>
                    <span className={styles.fill} style={{ inlineSize: `${score.probability * 100}%` }} />
                    {score.threshold !== null && (
                      <span className={styles.tick} style={{ insetInlineStart: `${score.threshold * 100}%` }} />
                    )}
                  </span>
                  <span className={styles.scoreFoot}>
                    {score.threshold === null ? 'under every threshold' : `threshold ${probability(score.threshold)}`}
                    <span title={score.version}>{shortVersion(score.version)}</span>
                  </span>
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <p className="dim">A score is about one post, so it has no n; how it was measured is under Models.</p>
    </>
  );
}
