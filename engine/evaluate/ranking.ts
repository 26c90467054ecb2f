import type { Csr } from '../numeric/csr.ts';
import { seededRandom } from '../numeric/random.ts';
import { Candidates, itemsInOrder } from './candidates.ts';
import { auc } from './metrics/auc.ts';
import { coverage, diversity, exposure, gini, novelty, revenue, serendipity } from './metrics/beyond.ts';
import { listValues } from './metrics/lists.ts';
import { bprLoss, top1Loss } from './metrics/losses.ts';
import { emptyLists, selectTop, type TopLists } from './top.ts';

/** Scores of all items for n users: n x items, row-major. */
export type ScoreAll = (users: Int32Array) => Promise<Float32Array>;

export interface RankingTask {
  /** users x items: what each user is known to have; never recommended, except from given candidates. */
  train: Csr;
  /** users x items: the relevant items. Users without any are no part of the evaluation. */
  relevant: Csr;
  k: number;
  seed: number;
  /** users x items: where given, a user's relevant items are ranked among these and no others. */
  negatives?: Csr;
  /** items x dimensions: what makes items alike, for diversity. */
  itemVectors?: Csr;
  /** One an item, for revenue. */
  prices?: ArrayLike<number>;
}

export interface RankingResult {
  /** The users of the test, ascending; lists and values are in this order. */
  users: Int32Array;
  lists: TopLists;
  /** By metric, one value a user; NaN where the metric is not defined for a user. */
  perUser: Record<string, Float64Array>;
  /** Metrics of all lists together. */
  overall: { coverage: number; gini: number };
}

/** Users scored at a time. */
const usersPerBatch = 256;

/** Pairs of a relevant and another item drawn a user, for the losses. */
const pairsPerUser = 100;

/**
 * Ranks for every user of the test and measures the lists. Full ranking: the candidates are all items but those of the
 * user's train row. With `negatives`: those and the relevant items. Equal scores go by the smaller item number. A user
 * without a train row is ranked by popularity in train, whatever the model says: each model stands in the same way for
 * whom it cannot know. `onUsers` hears how many users are done.
 */
export async function rank(
  score: ScoreAll,
  task: RankingTask,
  signal?: AbortSignal,
  onUsers?: (done: number, total: number) => void,
): Promise<RankingResult> {
  const { train, relevant, k } = task;
  const users = usersOf(relevant);
  const popularity = popularityOf(train);
  const lists = emptyLists(users.length, k);
  const popular = emptyLists(users.length, k);
  const perUser = {
    auc: new Float64Array(users.length),
    bpr: new Float64Array(users.length),
    top1: new Float64Array(users.length),
  };
  const byPopularity = itemsInOrder(popularity);
  const candidates = new Candidates(train, relevant, task.negatives);
  const seeded = seededRandom(task.seed);
  for (let start = 0; start < users.length; start += usersPerBatch) {
    signal?.throwIfAborted();
    const batch = users.slice(start, start + usersPerBatch);
    const known = batch.filter((user) => isKnown(train, user));
    const scores = known.length > 0 ? await score(known) : new Float32Array(0);
    let row = 0;
    for (const [b, user] of batch.entries()) {
      const i = start + b;
      const own = isKnown(train, user) ? scores.subarray(row * train.columns, ++row * train.columns) : popularity;
      const of = candidates.of(user, own);
      selectTop(of.scores, lists, i, of.candidates);
      candidates.firstOf(byPopularity, popular, i);
      perUser.auc[i] = auc(of.wanted, of.others);
      [perUser.bpr[i], perUser.top1[i]] = losses(of.wanted, of.others, seeded.fork(user));
    }
    onUsers?.(start + batch.length, users.length);
  }
  const counts = exposure(lists, train.columns);
  return {
    users,
    lists,
    perUser: {
      ...listValues(lists, users, relevant),
      ...perUser,
      novelty: novelty(lists, popularity, train.rows),
      serendipity: serendipity(lists, popular, users, relevant),
      ...(task.itemVectors && { diversity: diversity(lists, task.itemVectors) }),
      ...(task.prices && { revenue: revenue(lists, task.prices, users, relevant) }),
    },
    overall: { coverage: coverage(counts), gini: gini(counts) },
  };
}

/** The rows of a matrix that have an entry, ascending. */
export function usersOf(matrix: Csr): Int32Array {
  const all = Int32Array.from({ length: matrix.rows }, (_, user) => user);
  return all.filter((user) => isKnown(matrix, user));
}

/** How many users have each item. */
export function popularityOf(train: Csr): Float32Array {
  const counts = new Float32Array(train.columns);
  for (const item of train.indices) counts[item]! += 1;
  return counts;
}

function isKnown(matrix: Csr, user: number): boolean {
  return matrix.indptr[user + 1]! > matrix.indptr[user]!;
}

/** Mean BPR and TOP1 loss over pairs drawn by chance; NaN without a pair or where a score is none. */
function losses(
  wanted: Float32Array,
  others: Float32Array,
  random: { below(below: number): number },
): [number, number] {
  if (wanted.length === 0 || others.length === 0) return [Number.NaN, Number.NaN];
  let [bpr, top1] = [0, 0];
  for (let pair = 0; pair < pairsPerUser; pair++) {
    const [good, other] = [wanted[random.below(wanted.length)]!, others[random.below(others.length)]!];
    bpr += bprLoss(good, other);
    top1 += top1Loss(good, other);
  }
  return Number.isFinite(bpr) ? [bpr / pairsPerUser, top1 / pairsPerUser] : [Number.NaN, Number.NaN];
}
