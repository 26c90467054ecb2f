import type { Feed } from '../../../engine/contract/feed-result.ts';
import { count } from '../../ui/format.ts';
import styles from './why.module.css';

/** What made the feed, so that the same can be made again. */
export function Versions({ feed: { versions } }: { feed: Feed }) {
  return (
    <>
      <h3>Made by</h3>
      <dl className={styles.facts}>
        <dt>Configuration</dt>
        <dd>
          {versions.config}
          {versions.configVersion > 0 && `, version ${versions.configVersion}`}
        </dd>
        <dt>Model</dt>
        <dd>{modelWords(versions)}</dd>
        <dt>Ranker</dt>
        <dd>{versions.ranker === null ? 'none: a blend of scores' : `number ${versions.ranker}`}</dd>
        <dt>Sources</dt>
        <dd>{versions.calibration === null ? 'by their places' : `by calibration ${versions.calibration}`}</dd>
        <dt>Signal rule</dt>
        <dd>{versions.rule ?? 'none'}</dd>
        <dt>Data revision</dt>
        <dd>{count(versions.dataRevision)}</dd>
        <dt>Moderation</dt>
        <dd>{count(versions.moderation)} changes</dd>
      </dl>
    </>
  );
}

function modelWords({ model, algorithm }: Feed['versions']): string {
  if (model !== null) return `${algorithm ?? 'unknown'}, version ${model}`;
  return algorithm === 'answers' ? 'none: the answers of the visitor' : 'none';
}
