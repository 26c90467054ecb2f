import type { FeedItem } from '../../../engine/contract/feed-result.ts';

/** Where an item stands in two feeds, from 1; null where it is not shown. */
export interface Move {
  item: string;
  a: number | null;
  b: number | null;
}

export type Direction = 'up' | 'down' | 'same' | 'new' | 'gone';

/** Every item of two feeds with its places, in the order of the second, then what only the first has. */
export function movesOf(a: readonly FeedItem[], b: readonly FeedItem[]): Map<string, Move> {
  const moves = new Map<string, Move>();
  for (const { item, place } of b) moves.set(item, { item, a: null, b: place });
  for (const { item, place } of a) moves.set(item, { item, b: moves.get(item)?.b ?? null, a: place });
  return moves;
}

/** Which way an item went from the first feed to the second. */
export function directionOf({ a, b }: Pick<Move, 'a' | 'b'>): Direction {
  if (a === b) return 'same';
  if (a === null) return 'new';
  if (b === null) return 'gone';
  return b < a ? 'up' : 'down';
}

/** A move in a narrow place: +3, −2, =, new, gone. */
export function moveText({ a, b }: Pick<Move, 'a' | 'b'>): string {
  if (a === b) return '=';
  if (a === null || b === null) return a === null ? 'new' : 'gone';
  return b < a ? `+${a - b}` : `−${b - a}`;
}

/** The same in words, for who does not see it. */
export function moveWords({ a, b }: Move): string {
  if (a === null) return 'only in B';
  if (b === null) return 'only in A';
  if (a === b) return 'at the same place';
  const by = Math.abs(a - b);
  return `${by} ${by === 1 ? 'place' : 'places'} ${b < a ? 'up' : 'down'} in B`;
}

/** How many items went each way. */
export function tallyMoves(moves: Iterable<Move>): Record<Direction, number> {
  const tally = { up: 0, down: 0, same: 0, new: 0, gone: 0 };
  for (const move of moves) tally[directionOf(move)] += 1;
  return tally;
}

/** What went which way, in words; what did not happen is left out. */
export function tallyWords({ same, up, down, new: added, gone }: ReturnType<typeof tallyMoves>): string {
  const parts = [
    [same, 'stay'],
    [up, 'up'],
    [down, 'down'],
    [added, 'new'],
    [gone, 'gone'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');
}
