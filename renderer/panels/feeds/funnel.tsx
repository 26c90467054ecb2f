import type { Feed, FeedStage } from '../../../engine/contract/feed-result.ts';
import { Figure } from '../../ui/figure.tsx';
import { count, moment } from '../../ui/format.ts';
import { Remedy } from './remedy.tsx';
import { Versions } from './versions.tsx';
import styles from './why.module.css';
import { dropCounts, dropWords, isSource, millis, partName, stageWords } from './words.ts';

/** How many candidates went into each pass and came out, how long it took, and what was given up on the way. */
export function Funnel({ feed }: { feed: Feed }) {
  // Candidates come from everything there is, against which the rest could not be seen.
  const most = Math.max(1, ...feed.stages.map(({ out }) => out));
  const drops = dropCounts(feed.dropped);
  return (
    <>
      <Told title="Fallbacks" tone="reduce" lines={feed.fallbacks} />
      <Told title="Relaxed constraints" tone="reduce" lines={feed.relaxed} />
      <ol className={styles.stages} aria-label="Passes of the funnel">
        {feed.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} most={most} />
        ))}
      </ol>
      {drops.length > 0 && (
        <>
          <h3>
            Dropped <span className="dim">the best {count(feed.dropped.length)} by reason</span>
          </h3>
          <dl className={styles.counts}>
            {drops.map(({ reason, n }) => (
              <div key={reason}>
                <dt>{dropWords[reason]}</dt>
                <dd>{count(n)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Versions feed={feed} />
      <p className="dim">As of {moment(feed.asOf)}</p>
    </>
  );
}

function Stage({ stage, most }: { stage: FeedStage; most: number }) {
  const { name, about } = stageWords[stage.name];
  const widest = Math.max(1, ...stage.parts.map(({ out }) => out));
  return (
    <li className={styles.stage}>
      <div className={styles.stageHead}>
        <Figure means={about}>
          <b>{name}</b>
        </Figure>
        <span>
          {stage.in > 0 && <span className="dim">{count(stage.in)} → </span>}
          {count(stage.out)}
        </span>
        <span className={styles.ms}>{millis(stage.ms)}</span>
      </div>
      <span aria-hidden className={styles.track}>
        <span className={styles.before} style={{ inlineSize: `${Math.min(100, (100 * stage.in) / most)}%` }} />
        <span className={styles.after} style={{ inlineSize: `${(100 * stage.out) / most}%` }} />
      </span>
      {stage.parts.length > 0 && (
        <table className={styles.parts} aria-label={`Parts of ${name.toLowerCase()}`}>
          <tbody>
            {stage.parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">
                  {partName(part.name)}
                  {part.note && <span className={styles.note}>{part.note}</span>}
                  {part.remedy && part.absent === null && <Remedy remedy={part.remedy} />}
                </th>
                {part.absent === null ? (
                  <>
                    <td className={styles.partBar}>
                      <span
                        aria-hidden
                        className={styles.small}
                        style={{ inlineSize: `${(100 * part.out) / widest}%` }}
                      />
                    </td>
                    <td className={styles.n}>
                      {part.in > part.out && !isSource(part.name) && <span className="dim">{count(part.in)} → </span>}
                      {count(part.out)}
                    </td>
                    <td className={styles.ms}>{millis(part.ms)}</td>
                  </>
                ) : (
                  <td colSpan={3} className={styles.absent}>
                    {part.absent}
                    {part.remedy && <Remedy remedy={part.remedy} />}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </li>
  );
}

function Told({ title, tone, lines }: { title: string; tone: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className={styles.told} data-tone={tone} role="note">
      <b>{title}</b>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
