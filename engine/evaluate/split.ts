import { lastOfEachPair, type NumberedPairs } from '../catalog/interactions/interactions.ts';
import { StewardError } from '../contract/errors.ts';
import type { SplitKind } from '../contract/models.ts';
import { type Random, seededRandom } from '../numeric/random.ts';

/** Places of the data, ascending. A pair of user and item is in one of them at most, and only once. */
export interface Split {
  train: Int32Array;
  test: Int32Array;
}

export interface SplitOptions {
  seed: number;
  /** The share that goes to the test: of pairs, of each user's pairs, or of the cold users or items. 0.2 by default. */
  share?: number;
  /** Leave-one-out by chance, or the latest of each user; the latest by default where there are times. */
  leave?: 'random' | 'latest';
}

/**
 * Parts data into train and test. Of a pair that occurs several times the latest counts, so that no pair of the test
 * can be learnt from.
 *
 * - random: a share of all pairs.
 * - user: of each user's n pairs round(share * n) by chance; a user keeps at least one for training.
 * - loo: one pair of each user who has two or more: by chance or the latest (of equal times the later place).
 * - temporal: the latest share of all pairs: nothing in train is later than anything in test.
 * - cold-users, cold-items: all pairs of a share of the users or items.
 *
 * BAD_INPUT where times are needed and missing, or a part would be empty.
 */
export function split(data: NumberedPairs, kind: SplitKind, options: SplitOptions): Split {
  const share = options.share ?? 0.2;
  if (!(share > 0 && share < 1)) {
    throw new StewardError('BAD_INPUT', 'The share of the test lies outside of 0 to 1.', { advice: 'Give 0.2, say.' });
  }
  const pairs = lastOfEachPair(data);
  const random = seededRandom(options.seed);
  const inTest = new Uint8Array(data.user.length);
  switch (kind) {
    case 'random':
      for (const at of shuffled(pairs, random).subarray(0, Math.round(share * pairs.length))) inTest[at] = 1;
      break;
    case 'user':
      for (const places of byUser(data, pairs)) {
        const count = Math.min(Math.round(share * places.length), places.length - 1);
        for (const at of shuffled(places, random).subarray(0, count)) inTest[at] = 1;
      }
      break;
    case 'loo':
      leaveOneOut(data, pairs, options.leave ?? (data.time ? 'latest' : 'random'), random, inTest);
      break;
    case 'temporal': {
      const latest = inOrderOfTime(data, pairs).subarray(pairs.length - Math.round(share * pairs.length));
      for (const at of latest) inTest[at] = 1;
      break;
    }
    default: {
      const [row, rows] = kind === 'cold-users' ? [data.user, data.users.size] : [data.item, data.items.size];
      const cold = new Uint8Array(rows);
      const count = Math.round(share * rows);
      for (const r of shuffled(
        Int32Array.from({ length: rows }, (_, i) => i),
        random,
      ).subarray(0, count))
        cold[r] = 1;
      for (const at of pairs) inTest[at] = cold[row[at]!]!;
    }
  }
  return parts(pairs, inTest);
}

/** k splits whose tests are disjoint and cover every pair once, by chance; the sizes differ by one at most. */
export function folds(data: NumberedPairs, k: number, seed: number): Split[] {
  const pairs = lastOfEachPair(data);
  const order = shuffled(pairs, seededRandom(seed));
  return Array.from({ length: k }, (_, fold) => {
    const inTest = new Uint8Array(data.user.length);
    const [start, end] = [fold, fold + 1].map((f) => Math.floor((f * order.length) / k));
    for (const at of order.subarray(start, end)) inTest[at] = 1;
    return parts(pairs, inTest);
  });
}

function parts(pairs: Int32Array, inTest: Uint8Array): Split {
  const result = { train: pairs.filter((at) => !inTest[at]), test: pairs.filter((at) => inTest[at]) };
  if (result.train.length === 0 || result.test.length === 0) {
    const empty = result.train.length === 0 ? 'nothing to learn from' : 'nothing to test on';
    throw new StewardError('BAD_INPUT', `The split leaves ${empty}.`, {
      advice: 'Use more data, another share or another split.',
    });
  }
  return result;
}

function leaveOneOut(
  data: NumberedPairs,
  pairs: Int32Array,
  leave: 'random' | 'latest',
  random: Random,
  inTest: Uint8Array,
): void {
  const ordered = leave === 'latest' ? inOrderOfTime(data, pairs) : pairs;
  for (const places of byUser(data, ordered)) {
    if (places.length < 2) continue;
    inTest[places[leave === 'latest' ? places.length - 1 : random.below(places.length)]!] = 1;
  }
}

/** Places by time, of equal times in the order of the data. */
function inOrderOfTime(data: NumberedPairs, pairs: Int32Array): Int32Array {
  const { time } = data;
  if (time === null) {
    throw new StewardError('BAD_INPUT', 'The data has no times, so that nothing is the latest.', {
      advice: 'Map a column to time, or use another split.',
    });
  }
  return pairs.slice().sort((a, b) => time[a]! - time[b]! || a - b);
}

/** The places of each user, in the order they are given in. */
function byUser(data: NumberedPairs, places: Int32Array): Int32Array[] {
  const starts = new Int32Array(data.users.size + 1);
  for (const at of places) starts[data.user[at]! + 1]! += 1;
  for (let u = 0; u < data.users.size; u++) starts[u + 1]! += starts[u]!;
  const next = starts.slice();
  const sorted = new Int32Array(places.length);
  for (const at of places) sorted[next[data.user[at]!]!++] = at;
  return Array.from({ length: data.users.size }, (_, u) => sorted.subarray(starts[u]!, starts[u + 1]!)).filter(
    (of) => of.length > 0,
  );
}

/** A copy in an order by chance (Fisher and Yates). */
function shuffled(values: Int32Array, random: Random): Int32Array {
  const result = values.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
