import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { ItemJourney, JourneyStep } from '../../../engine/contract/feed-journey.ts';
import type { FeedItem } from '../../../engine/contract/feed-result.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, decimal } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { VerdictMark } from '../../ui/verdict.tsx';
import { type FeedSide, useFeeds } from './feeds-context.tsx';
import { directionOf, moveText } from './moves.ts';
import { usePlace } from './place.ts';
import styles from './why.module.css';
import {
  allocatorName,
  decidedBy,
  dropWords,
  groupedShares,
  pushWords,
  sourceWords,
  stageWords,
  stepWords,
} from './words.ts';

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
      <JourneyOf side={current} item={chosen} isNamed={isComparing} />
      {isComparing && other.feed && <JourneyOf side={other} item={chosen} isNamed />}
    </>
  );
}

function JourneyOf({ side, item, isNamed }: { side: FeedSide; item: string; isNamed: boolean }) {
  const { queries } = useWorkbench();
  const { feed, config, isBehind, refetch } = side;
  // While a knob moves the feed is not yet that of the configuration; the journey before stays.
  const input = feed && config && !isBehind ? { key: feed.key, config, item } : skipToken;
  const why = useQuery({ ...queries.feeds.why.queryOptions({ input }), placeholderData: keepPreviousData });
  if (why.error) return <ProblemNote error={why.error} onRetry={refetch} />;
  if (!why.data) return <Waiting lines={10} />;
  return (
    <div className={styles.journey} aria-busy={why.isPlaceholderData || isBehind}>
      <Journey
        journey={why.data}
        allocator={config?.allocator ?? ''}
        prefix={isNamed ? `${side.id.toUpperCase()}: ` : ''}
      />
    </div>
  );
}

function Journey({ journey, allocator, prefix }: { journey: ItemJourney; allocator: string; prefix: string }) {
  const { item, title, place, dropped, steps, sources, decision } = journey;
  // What moderators removed or reduced may hurt: its text stays away from here.
  const isTextHidden = decision !== null && decision.effect !== 'inform';
  return (
    <article>
      <h2>
        {prefix}
        {isTextHidden ? item : (title ?? item)}
      </h2>
      {place !== null && (
        <p>
          Place {place}: {pushWords((steps[0]?.place ?? place) - place)}.
        </p>
      )}
      {dropped && (
        <div className={styles.told} data-tone={dropped.reason === 'removed' ? 'remove' : 'reduce'} role="note">
          <b>
            {dropped.stage === 'candidates'
              ? dropWords[dropped.reason]
              : `Dropped in ${stageWords[dropped.stage].name.toLowerCase()}: ${dropWords[dropped.reason].toLowerCase()}`}
          </b>
          <p>{dropped.words}</p>
        </div>
      )}
      <h3>1. {stageWords.candidates.name}</h3>
      <BroughtBy sources={sources} />
      {journey.score !== null && <Ranked journey={journey} />}
      {steps.length > 0 && (
        <>
          <h3>3. {stageWords.reranking.name}</h3>
          <Steps steps={steps} allocator={allocator} />
        </>
      )}
      <h3>Moderation</h3>
      <Decision decision={decision} />
    </article>
  );
}

function Ranked({ journey: { score, relevance, reasons } }: { journey: ItemJourney }) {
  const groups = groupedShares(reasons);
  return (
    <>
      <h3>2. {stageWords.ranking.name}</h3>
      <p>
        Score{' '}
        <Figure means="What the second pass gave it; its scale is the ranker’s own.">
          {score === null ? '–' : decimal(score, 3)}
        </Figure>
        {relevance !== null && (
          <>
            , relevance{' '}
            <Figure means="The score after freshness, moderation and feedback, 0 to 1 among the candidates.">
              {decimal(relevance, 3)}
            </Figure>
          </>
        )}
      </p>
      {groups.length === 0 ? (
        <p className="dim">The ranker gives no reasons.</p>
      ) : (
        <table className={`${styles.reasons} ${styles.shares}`} aria-label="Reasons of the score">
          <thead>
            <tr>
              <th scope="col">Because of</th>
              <td />
              <th scope="col">Share</th>
            </tr>
          </thead>
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
    </>
  );
}

/** Where each step of re-ranking took the item, and why. */
function Steps({ steps, allocator }: { steps: readonly JourneyStep[]; allocator: string }) {
  return (
    <table className={styles.steps} aria-label="Steps of re-ranking">
      <thead>
        <tr>
          <th scope="col">After</th>
          <th scope="col">Place</th>
          <th scope="col">Moved</th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ by, place, words }, n) => {
          const move = { a: steps[Math.max(0, n - 1)]!.place, b: place };
          return (
            <tr key={by}>
              <th scope="row">
                <Figure means={stepWords[by].about}>
                  {by === 'allocator' ? allocatorName(allocator) : stepWords[by].name}
                </Figure>
                <span className={styles.note}>{words}</span>
              </th>
              <td>{place ?? '–'}</td>
              <td data-move={directionOf(move)}>{n === 0 ? '' : moveText(move)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Decision({ decision }: Pick<ItemJourney, 'decision'>) {
  if (!decision) return <p className="dim">Nothing was decided of it.</p>;
  return (
    <>
      <p>
        <VerdictMark verdict={decision.effect} isNamed /> {decidedBy(decision)}
      </p>
      {decision.notice && <p>Notice: {decision.notice}</p>}
    </>
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
          <th scope="col">Score there</th>
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
            <td>{significant(score)}</td>
            {hasChances && <td>{chance === undefined ? '–' : `${decimal(100 * chance, 1)}%`}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Three digits, with a true minus sign: sources have scales of their own. */
function significant(value: number): string {
  return threeDigits.format(value).replace('-', '−');
}
