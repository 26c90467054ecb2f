import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Feed } from '../../../engine/contract/feed-result.ts';
import { Card } from './card.tsx';
import styles from './cards.module.css';
import { useFeeds } from './feeds-context.tsx';
import { usePlace } from './place.ts';
import { cardsId, useItems } from './use-items.ts';

/** The height of most cards in px; the others are measured as they come into view. */
const usual = 80;

/** The feed in its true order; only the cards in view are in the page. */
export function Cards({ feed, isTextShown, onShowText }: { feed: Feed; isTextShown: boolean; onShowText: () => void }) {
  const scroller = useRef<HTMLOListElement>(null);
  const { items, chosen, choose, go, open } = useItems();
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usual,
    getItemKey: (index) => items[index]?.item ?? index,
    overscan: 6,
  });
  const hasPictures = items.some(({ media }) => media.length > 0);
  const at = items.findIndex(({ item }) => item === chosen);
  const reader = useReader();
  const [readBy, followed] = [useRef(reader), useRef(-1)];
  const { isBehind } = useFeeds().a;
  useEffect(() => {
    // The feed of somebody else, or of another time, is read from its beginning.
    if (readBy.current !== reader) {
      virtualizer.scrollToOffset(0);
      if (!isBehind) [readBy.current, followed.current] = [reader, at];
    } else if (at >= 0 && at !== followed.current) {
      followed.current = at;
      virtualizer.scrollToIndex(at, { align: 'auto' });
    }
  }, [virtualizer, at, reader, isBehind, readBy, followed]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') go(1);
    else if (event.key === 'ArrowUp') go(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.frame}>
      <ol
        ref={scroller}
        id={cardsId}
        className={styles.cards}
        aria-label="Feed"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cards scroll and take the keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index];
          return (
            item && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: j, k, arrows and Enter do the same for the list
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                aria-posinset={index + 1}
                aria-setsize={items.length}
                aria-current={index === at ? true : undefined}
                className={styles.card}
                data-pictures={hasPictures}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => choose(item.item)}
                onDoubleClick={() => open(item.item)}
              >
                <Card
                  item={item}
                  asOf={feed.asOf}
                  isChosen={index === at}
                  isTextShown={isTextShown}
                  hasPicture={hasPictures}
                  onShowText={onShowText}
                />
              </li>
            )
          );
        })}
        <li aria-hidden className={styles.space} style={{ blockSize: virtualizer.getTotalSize() }} />
      </ol>
    </div>
  );
}

/** Who reads the feed and when, whatever they did of late. */
function useReader(): string {
  const { choice, who } = useFeeds();
  const [asOf] = usePlace('asOf');
  const name = who && 'user' in who ? who.user : choice.kind === 'persona' ? choice.persona : null;
  return JSON.stringify([choice.kind, name, choice.isTypical, asOf]);
}
