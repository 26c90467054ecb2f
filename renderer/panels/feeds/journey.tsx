import type { DroppedItem, Feed, FeedItem } from '../../../engine/contract/feed-result.ts';
import { Figure } from '../../ui/figure.tsx';
import { count, decimal } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { VerdictMark } from '../../ui/verdict.tsx';
import { Badge } from './badge.tsx';
import { isCovered } from './card.tsx';
import { useFeeds } from './feeds-context.tsx';
import { usePlace } from './place.ts';
import styles from './why.module.css';
import { dropWords, groupedShares, placementWords, pushWords, sourceWords, stageWords } from './words.ts';

/** How the chosen item came to its place or fell, in the feed that the knobs turn and in the other. */
export function Journeys() {
  const { current, a, b, isComparing } = useFeeds();
  const [chosen] = usePlace('item');
  if (chosen === null || !current.feed)
    return (
      <Empty title="Why is this here?">
        Choose an item of the feed, or one that was dropped: its way through the funnel stands here.
      </Empty>
    );
  const other = current.id === 'a' ? b : a;
  return (
    <>
      <Journey feed={current.feed} id={chosen} side={isComparing ? current.id.toUpperCase() : ''} />
      {isComparing && other.feed && <Journey feed={other.feed} id={chosen} side={other.id.toUpperCase()} />}
    </>
  );
}

function Journey({ feed, id, side }: { feed: Feed; id: string; side: string }) {
  const shown = feed.items.find(({ item }) => item === id);
  const dropped = feed.dropped.find(({ item }) => item === id);
  const prefix = side && `${side}: `;
  if (shown) return <ShownJourney item={shown} prefix={prefix} />;
  if (dropped) return <DroppedJourney item={dropped} prefix={prefix} />;
  return (
    <article className={styles.journey}>
      <h2>{prefix}Not among the candidates</h2>
      <p>
        No source brought <code>{id}</code>, or it fell behind the {count(feed.dropped.length)} best of what was
        dropped.
      </p>
    </article>
  );
}

function ShownJourney({ item, prefix }: { item: FeedItem; prefix: string }) {
  const { place, placement, reasons } = item;
  const groups = groupedShares(reasons);
  return (
    <article className={styles.journey}>
      <h2>
        {prefix}
        {isCovered(item, false) ? item.item : (item.title ?? item.item)}
      </h2>
      <p>
        Place {place}: {pushWords(placement.push)}.
      </p>
      <h3>1. {stageWords.candidates.name}</h3>
      <BroughtBy sources={item.sources} />
      <h3>2. {stageWords.ranking.name}</h3>
      <p>
        Score{' '}
        <Figure means="What the second pass gave it; its scale is the ranker’s own.">
          {item.score.toPrecision(4)}
        </Figure>
        , relevance{' '}
        <Figure means="The score after freshness, moderation and feedback, 0 to 1 among the candidates.">
          {item.relevance.toFixed(3)}
        </Figure>
      </p>
      {groups.length === 0 ? (
        <p className="dim">The ranker gives no reasons.</p>
      ) : (
        <table className={styles.reasons} aria-label="Reasons of the score">
          {groups.map(({ name, shares, sum }) => (
            <tbody key={name ?? ''}>
              {name && (
                <tr>
                  <th scope="rowgroup" colSpan={2}>
                    <strong>{name}</strong>
                  </th>
                  <td>
                    <strong>{decimal(100 * sum, 0)}%</strong>
                  </td>
                </tr>
              )}
              {shares.map(({ label, value, share }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className={styles.partBar}>
                    <span
                      aria-hidden
                      className={styles.small}
                      data-negative={share < 0}
                      style={{ inlineSize: `${100 * Math.abs(share)}%` }}
                    />
                  </td>
                  <td title={String(value)}>{decimal(100 * share, 0)}%</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      )}
      <h3>3. {stageWords.reranking.name}</h3>
      <p>
        By relevance place {placement.before}, shown at {place}. {placementWords[placement.reason]}
      </p>
      <Lines lines={placement.words} />
      <h3>Moderation</h3>
      {item.effect === 'none' ? (
        <p className="dim">Nothing was decided of it.</p>
      ) : (
        <p>
          <VerdictMark verdict={item.effect} isNamed />
        </p>
      )}
      {item.notices.map((notice) => (
        <p key={notice}>
          <Badge badge="notice" /> {notice}
        </p>
      ))}
    </article>
  );
}

function DroppedJourney({ item, prefix }: { item: DroppedItem; prefix: string }) {
  return (
    <article className={styles.journey}>
      <h2>
        {prefix}
        {item.reason === 'removed' ? item.item : (item.title ?? item.item)}
      </h2>
      <div className={styles.told} data-tone={item.reason === 'removed' ? 'remove' : 'reduce'} role="note">
        <b>
          Dropped in {stageWords[item.stage].name.toLowerCase()}: {dropWords[item.reason].toLowerCase()}
        </b>
        <p>{item.words}</p>
      </div>
      <h3>1. {stageWords.candidates.name}</h3>
      <BroughtBy sources={item.sources} />
      {item.score !== null && (
        <>
          <h3>2. {stageWords.ranking.name}</h3>
          <p>Score {item.score.toPrecision(4)}</p>
        </>
      )}
    </article>
  );
}

function BroughtBy({ sources }: { sources: FeedItem['sources'] }) {
  if (sources.length === 0) return <p className="dim">No source brought it.</p>;
  const hasChances = sources.some(({ chance }) => chance !== undefined);
  return (
    <table className={styles.reasons} aria-label="Sources">
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Place there</th>
          <th scope="col">Score</th>
          {hasChances && (
            <th scope="col" title="How often what had such a score there was met next">
              Chance
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {sources.map(({ source, rank, score, chance }) => (
          <tr key={source}>
            <th scope="row" title={sourceWords[source].about}>
              {sourceWords[source].name}
            </th>
            <td>{count(rank)}</td>
            <td>{score.toPrecision(3)}</td>
            {hasChances && <td>{chance === undefined ? '–' : `${decimal(100 * chance, 1)}%`}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
