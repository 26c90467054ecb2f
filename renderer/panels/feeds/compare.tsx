import { IconArrowDown, IconArrowUp, IconEqual, IconMinus, IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import type { Feed, FeedItem } from '../../../engine/contract/feed-result.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { Badge } from './badge.tsx';
import { isCovered } from './card.tsx';
import styles from './compare.module.css';
import { type Direction, directionOf, type Move, movesOf, moveText, moveWords } from './moves.ts';
import { type Side, usePlace } from './place.ts';
import { cardsId, useItems } from './use-items.ts';
import { headlineOf } from './words.ts';

/** The height of a row in px, by which the lines find their ends. */
const rowHeight = 44;
/** The width in px of the gap that the lines cross. */
const gap = 72;

const icons: Record<Direction, typeof IconEqual> = {
  up: IconArrowUp,
  down: IconArrowDown,
  same: IconEqual,
  new: IconPlus,
  gone: IconMinus,
};

/** Two feeds side by side, with lines between the same items and how far each went. */
export function Compare({ a, b, isTextShown }: { a: Feed; b: Feed; isTextShown: boolean }) {
  const moves = useMemo(() => movesOf(a.items, b.items), [a, b]);
  const { chosen } = useItems();
  const height = Math.max(a.items.length, b.items.length) * rowHeight;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the lists scroll and take the keyboard
    <section id={cardsId} className={styles.scroll} tabIndex={0} aria-label="Two feeds side by side">
      <div className={styles.frame} style={{ blockSize: height }}>
        <Rows side="a" items={a.items} moves={moves} isTextShown={isTextShown} />
        <svg className={styles.lines} width={gap} height={height} aria-hidden>
          {[...moves.values()].map((move) => (
            <Line key={move.item} move={move} isChosen={move.item === chosen} />
          ))}
        </svg>
        <Rows side="b" items={b.items} moves={moves} isTextShown={isTextShown} />
      </div>
    </section>
  );
}

function Line({ move, isChosen }: { move: Move; isChosen: boolean }) {
  if (move.a === null || move.b === null) return null;
  const from = (move.a - 0.5) * rowHeight;
  const to = (move.b - 0.5) * rowHeight;
  return (
    <path
      className={styles.line}
      data-direction={directionOf(move)}
      data-chosen={isChosen}
      d={`M0 ${from}C${gap / 2} ${from} ${gap / 2} ${to} ${gap} ${to}`}
    />
  );
}

function Rows({
  side,
  items,
  moves,
  isTextShown,
}: {
  side: Side;
  items: readonly FeedItem[];
  moves: ReadonlyMap<string, Move>;
  isTextShown: boolean;
}) {
  const { chosen, choose, open } = useItems();
  const [, setSide] = usePlace('side');
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (chosen !== null) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ol ref={list} className={styles.rows} aria-label={side === 'a' ? 'Feed A' : 'Feed B'}>
      {items.map((item) => {
        const move = moves.get(item.item);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: j, k and Enter do the same for both lists
          <li
            key={item.item}
            className={styles.row}
            style={{ blockSize: rowHeight }}
            aria-current={item.item === chosen ? true : undefined}
            onClick={() => {
              setSide(side);
              choose(item.item);
            }}
            onDoubleClick={() => open(item.item)}
          >
            <span className={styles.place}>{item.place}</span>
            <span className={styles.text}>
              <span
                className={styles.title}
                title={isCovered(item, isTextShown) ? undefined : headlineOf(item).headline}
              >
                {isCovered(item, isTextShown) ? (
                  <span className="dim">Text covered</span>
                ) : (
                  <MaskedLine line={headlineOf(item).headline} />
                )}
              </span>
              <span className={styles.facts}>{[item.publisher, item.topic].filter(Boolean).join(' · ')}</span>
            </span>
            {item.badges.map((badge) => (
              <Badge key={badge} badge={badge} />
            ))}
            {move && (side === 'b' || move.b === null) && <MoveMark move={move} />}
          </li>
        );
      })}
    </ol>
  );
}

/** How far an item went, as icon, number and colour. */
function MoveMark({ move }: { move: Move }) {
  const direction = directionOf(move);
  const Icon = icons[direction];
  return (
    <span className={styles.move} data-direction={direction} title={moveWords(move)}>
      <Icon size={13} aria-hidden />
      <span aria-hidden>{direction === 'same' ? '' : moveText(move)}</span>
      <span className="visually-hidden">{moveWords(move)}</span>
    </span>
  );
}
