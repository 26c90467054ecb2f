import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowsDiff, IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Feed } from '../../../engine/contract/feed-result.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { Allocators } from './allocators.tsx';
import { Cards } from './cards.tsx';
import { Compare } from './compare.tsx';
import { NoItems, NoModelHint } from './empty.tsx';
import { type FeedSide, useFeeds } from './feeds-context.tsx';
import { InterviewPart } from './interview.tsx';
import { MeasureLine, MeasureTable } from './measures.tsx';
import { movesOf, tallyMoves, tallyWords } from './moves.ts';
import { Offline } from './offline.tsx';
import { usePlace } from './place.ts';
import { useActing } from './use-act.tsx';
import { useSwitchView } from './use-items.ts';
import { whoWords } from './who.ts';
import { millis } from './words.ts';
import styles from './work.module.css';

/** Middle: the feed in its true order, or two feeds side by side. */
export function FeedsWork({ isTextShown, onShowText }: { isTextShown: boolean; onShowText: () => void }) {
  const { queries } = useWorkbench();
  const { a, b, who, view, isComparing, error } = useFeeds();
  const summary = useQuery(queries.catalog.summary.queryOptions());
  const versions = useQuery(queries.models.versions.queryOptions());
  const lacksModel = versions.data?.every(({ slot, state }) => slot !== a.config?.slot || state !== 'active') ?? false;
  const isEmpty = summary.data?.items === 0;
  const failed = error ?? a.error ?? (isComparing ? b.error : null);
  const retry = a.error ? a.refetch : b.refetch;
  return (
    <section className={styles.work} aria-label="Preview">
      {isEmpty ? (
        <NoItems />
      ) : (
        <>
          <Head />
          <InterviewPart />
          {failed && <ProblemNote error={failed} {...(!error && { onRetry: retry })} />}
          {!failed && who === null && summary.data && (
            <Empty title="Nobody to preview for">
              Choose a user, a persona, or a visitor with a history on the left.
            </Empty>
          )}
          {who !== null && !failed && (!a.feed || (isComparing && !b.feed)) && <Waiting lines={12} />}
          {a.feed && lacksModel && a.feed.versions.algorithm === null && <NoModelHint />}
          {a.feed && view === 'feed' && (
            <div className={styles.feed} aria-busy={a.isBehind}>
              {a.feed.items.length === 0 ? (
                <Empty title="Nothing may be shown">
                  Every candidate was dropped; the funnel on the right says where and why.
                </Empty>
              ) : (
                <Cards feed={a.feed} isTextShown={isTextShown} onShowText={onShowText} />
              )}
            </div>
          )}
          {a.feed && view === 'allocators' && <Allocators feed={a.feed} />}
          {a.feed && b.feed && isComparing && (
            <div className={styles.feed} aria-busy={a.isBehind || b.isBehind}>
              <MeasureTable a={a.feed} b={b.feed} />
              <OfflineOfBoth a={a} b={b} />
              <SideNames a={a} b={b} />
              <Compare a={a.feed} b={b.feed} isTextShown={isTextShown} />
            </div>
          )}
        </>
      )}
      <Foot />
    </section>
  );
}

function Head() {
  const { a, b, who, view, isComparing } = useFeeds();
  const switchView = useSwitchView();
  const isTable = view === 'allocators';
  const tally = isComparing && a.feed && b.feed ? tallyMoves(movesOf(a.feed.items, b.feed.items).values()) : null;
  return (
    <header className={styles.head}>
      <div className={styles.headRow}>
        <h1>{isTable ? 'Allocators' : 'Feed'}</h1>
        <span className={styles.about} role="status" title={tally ? `${tallyWords(tally)} in B` : undefined}>
          {who && `for ${whoWords(who)}`}
          {a.feed && !tally && `, ${counted(a.feed.items.length, 'item')} ${madeIn(a.feed, a.isReranked)}`}
          {tally && `: ${tallyWords(tally)} in B`}
        </span>
        <Button
          aria-pressed={isTable}
          leftSection={<IconTable size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>a</kbd>}
          onClick={() => switchView('allocators')}
        >
          {isTable ? 'Show the feed' : 'Allocators'}
        </Button>
        <Button
          aria-pressed={isComparing}
          leftSection={<IconArrowsDiff size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>c</kbd>}
          onClick={() => switchView('compare')}
        >
          {isComparing ? 'Show one feed' : 'Compare'}
        </Button>
      </div>
      {a.feed && view === 'feed' && <MeasureLine feed={a.feed} />}
    </header>
  );
}

/** How long the feed took; one that was ranked again only its last pass, as the others were not made again. */
function madeIn({ ms, stages }: Feed, isReranked: boolean): string {
  if (!isReranked) return `in ${millis(ms)}`;
  const again = stages.filter(({ name }) => name === 'filters' || name === 'reranking');
  return `ranked again in ${millis(again.reduce((sum, stage) => sum + stage.ms, 0))}`;
}

/** The offline metrics of both configurations; of one where both sides began as the same. */
function OfflineOfBoth({ a, b }: { a: FeedSide; b: FeedSide }) {
  if (!a.saved || !b.saved) return null;
  return (
    <div className={styles.offline}>
      <Offline configs={[a.saved, b.saved]} isChanged={a.isChanged || b.isChanged} />
    </div>
  );
}

function SideNames({ a, b }: { a: FeedSide; b: FeedSide }) {
  const [side, setSide] = usePlace('side');
  return (
    <div className={styles.sides}>
      {[a, b].map((one) => (
        <button
          key={one.id}
          type="button"
          className={styles.side}
          aria-pressed={side === one.id}
          onClick={() => setSide(one.id)}
        >
          <b>{one.id.toUpperCase()}</b>
          <span>
            {one.saved?.name}
            <span className="dim">{one.isChanged ? ', changed' : ''}</span>
          </span>
          <kbd aria-hidden>{one.id === 'a' ? 1 : 2}</kbd>
        </button>
      ))}
    </div>
  );
}

/** What was done last on a card, and the way back; its place is always kept. */
function Foot() {
  const { status, canUndo, undo } = useActing();
  return (
    <footer className={styles.foot}>
      <span role="status" className={styles.status} title={status || undefined}>
        {status}
      </span>
      <Button
        size="compact-xs"
        disabled={!canUndo}
        leftSection={<IconArrowBackUp size={13} aria-hidden />}
        rightSection={<kbd aria-hidden>z</kbd>}
        onClick={undo}
      >
        Undo
      </Button>
    </footer>
  );
}
