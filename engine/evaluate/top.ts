/** The best items of each of n users, best first; -1 and NaN fill the places of a list that is shorter. */
export interface TopLists {
  readonly k: number;
  /** n x k. */
  readonly items: Int32Array;
  /** n x k. */
  readonly scores: Float32Array;
}

/** Room for n lists of k, all places empty. */
export function emptyLists(n: number, k: number): TopLists {
  return { k, items: new Int32Array(n * k).fill(-1), scores: new Float32Array(n * k).fill(Number.NaN) };
}

/**
 * Writes the best k of a user's scores, best first, into row `row` of `lists`. Equal scores go by the smaller item
 * number; NaN and -Infinity are no scores, and such items are left out. `candidates`, ascending, says which item each
 * score is for; by default score i is for item i. A bounded heap: no sort over all items.
 */
export function selectTop(scores: Float32Array, lists: TopLists, row: number, candidates?: Int32Array): void {
  const { k } = lists;
  const items = lists.items.subarray(row * k, (row + 1) * k);
  const kept = lists.scores.subarray(row * k, (row + 1) * k);
  let size = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    // Items come in ascending order, so that one with the score of the worst that is kept never takes its place.
    if (size === k ? !(score > kept[0]!) : !(score > Number.NEGATIVE_INFINITY)) continue;
    const item = candidates ? candidates[i]! : i;
    if (size < k) siftUp(kept, items, size++, score, item);
    else siftDown(kept, items, size, score, item);
  }
  // The root is the worst: taking it out again and again fills the list from its end.
  for (let end = size - 1; end > 0; end--) {
    const [score, item] = [kept[end]!, items[end]!];
    [kept[end], items[end]] = [kept[0]!, items[0]!];
    siftDown(kept, items, end, score, item);
  }
}

/** Whether (a, i) ranks behind (b, j). */
function behind(a: number, i: number, b: number, j: number): boolean {
  return a < b || (a === b && i > j);
}

function siftUp(scores: Float32Array, items: Int32Array, from: number, score: number, item: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!behind(score, item, scores[parent]!, items[parent]!)) break;
    scores[at] = scores[parent]!;
    items[at] = items[parent]!;
    at = parent;
  }
  scores[at] = score;
  items[at] = item;
}

/** Puts an entry in place of the root of a heap of `size`. */
function siftDown(scores: Float32Array, items: Int32Array, size: number, score: number, item: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && behind(scores[child + 1]!, items[child + 1]!, scores[child]!, items[child]!)) child += 1;
    if (!behind(scores[child]!, items[child]!, score, item)) break;
    scores[at] = scores[child]!;
    items[at] = items[child]!;
    at = child;
  }
  scores[at] = score;
  items[at] = item;
}
