import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { Figure, MitigationMeasure, MitigationPoint } from '../../contract/index.ts';
import { quantile } from '../../evaluate/bootstrap.ts';
import { coverage, exposure, gini } from '../../evaluate/metrics/beyond.ts';
import { listValues } from '../../evaluate/metrics/lists.ts';
import { emptyLists, type TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { Pace } from '../../numeric/pace.ts';
import { seededRandom } from '../../numeric/random.ts';
import { positionWeights } from '../exposure/weights.ts';
import type { GroupPair } from './cp.ts';

/** Coverage and Gini need the lists of each draw: fewer draws do for a standard error. */
const listDraws = 100;

export interface MeasureTask {
  /** users x items: what was held out and counts. */
  relevant: Csr;
  /** Users to measure, ascending: those with a relevant item. */
  users: Int32Array;
  grouping: Grouping;
  isTail: Uint8Array;
  metric: 'ndcg' | 'recall';
}

/** Plain figures of lists, for choosing. */
export interface Plain {
  metric: number;
  /** Mean of the metric by group; NaN for a group of nobody. */
  groups: Float64Array;
  tail: number;
}

/** What is known of each measured user's list. */
interface Values {
  ndcg: Float64Array;
  recall: Float64Array;
  metric: Float64Array;
  /** Exposure of the tail, and of all. */
  tail: Float64Array;
  all: Float64Array;
  own: TopLists;
}

export function plainOf(lists: TopLists, task: MeasureTask): Plain {
  const { metric, tail, all } = valuesOf(lists, task);
  const { grouping, users } = task;
  const [sums, sizes] = [new Float64Array(grouping.names.length), new Float64Array(grouping.names.length)];
  for (const [at, user] of users.entries()) {
    const group = grouping.of[user]!;
    if (group < 0) continue;
    sums[group]! += metric[at]!;
    sizes[group]! += 1;
  }
  return { metric: mean(metric), groups: sums.map((value, g) => value / sizes[g]!), tail: total(tail) / total(all) };
}

/**
 * Measures lists with 95 % intervals over users: percentile bootstrap with the same draws for all lists, so that
 * differences to the first, the base, are paired. A drawn user twice covers nothing new, which biases draws of coverage
 * and Gini but hardly their spread: those intervals are the figure and 1.96 standard errors of draws.
 */
export async function measureAll(
  all: readonly TopLists[],
  task: MeasureTask,
  pair: GroupPair,
  { draws, seed }: { draws: number; seed: number },
): Promise<{ test: MitigationMeasure; change: MitigationPoint['change'] }[]> {
  const { users, grouping } = task;
  const values = all.map((lists) => valuesOf(lists, task));
  const group = users.map((user) => grouping.of[user]!);
  const n = users.length;
  const once = new Int32Array(n).fill(1);
  const observed = values.map((own) => figuresOf(own, once, group, pair));
  const drawn = values.map(() => Array.from({ length: draws }, () => new Float64Array(figureNames.length)));
  const spread = values.map(() => ({ coverage: [] as number[], gini: [] as number[] }));
  const random = seededRandom(seed);
  const pace = new Pace();
  const times = new Int32Array(n);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < n; i++) times[random.below(n)]! += 1;
    for (const [l, own] of values.entries()) {
      drawn[l]![draw] = figuresOf(own, times, group, pair);
      if (draw >= listDraws) continue;
      const shown = shownOf(own.own, times, task.isTail.length);
      spread[l]!.coverage.push(coverage(shown));
      spread[l]!.gini.push(gini(shown));
    }
    await pace.turn();
  }
  return values.map((own, l) => {
    const figure = (f: number) => percentile(observed[l]![f]!, draws, (draw) => drawn[l]![draw]![f]!);
    const change = (f: number) =>
      percentile(observed[l]![f]! - observed[0]![f]!, draws, (draw) => drawn[l]![draw]![f]! - drawn[0]![draw]![f]!);
    const shown = exposure(own.own, task.isTail.length);
    const [ndcg, recall, gap, tail] = figureNames.map((_, f) => f) as [number, number, number, number];
    const plain = plainOf(all[l]!, task);
    const sizes = grouping.names.map((_, g) => group.reduce((count, of) => count + (of === g ? 1 : 0), 0));
    return {
      test: {
        ndcg: figure(ndcg),
        recall: figure(recall),
        gap: figure(gap),
        tail: figure(tail),
        coverage: byError(coverage(shown), spread[l]!.coverage),
        gini: byError(gini(shown), spread[l]!.gini),
        groups: grouping.names.map((name, g) => ({
          group: name,
          n: sizes[g]!,
          value: sizes[g] === 0 ? null : plain.groups[g]!,
        })),
      },
      change: { ndcg: change(ndcg), recall: change(recall), gap: change(gap), tail: change(tail) },
    };
  });
}

const figureNames = ['ndcg', 'recall', 'gap', 'tail'] as const;

/** The figures of users who count so many times each, in the order of `figureNames`. */
function figuresOf(
  values: Values,
  times: Int32Array,
  group: Int32Array,
  { better, worse }: GroupPair,
): Float64Array<ArrayBuffer> {
  let [ndcg, recall, tail, all, count] = [0, 0, 0, 0, 0];
  let [high, highs, low, lows] = [0, 0, 0, 0];
  for (let i = 0; i < times.length; i++) {
    const n = times[i]!;
    if (n === 0) continue;
    count += n;
    ndcg += n * values.ndcg[i]!;
    recall += n * values.recall[i]!;
    tail += n * values.tail[i]!;
    all += n * values.all[i]!;
    if (group[i] === better) {
      high += n * values.metric[i]!;
      highs += n;
    } else if (group[i] === worse) {
      low += n * values.metric[i]!;
      lows += n;
    }
  }
  return Float64Array.of(ndcg / count, recall / count, high / highs - low / lows, tail / all);
}

function valuesOf(lists: TopLists, { users, relevant, metric, isTail }: MeasureTask): Values {
  const own = emptyLists(users.length, lists.k);
  for (const [at, user] of users.entries()) {
    own.items.set(lists.items.subarray(user * lists.k, (user + 1) * lists.k), at * lists.k);
  }
  const { ndcg, recall } = listValues(own, users, relevant);
  const weights = positionWeights(lists.k);
  const [tail, all] = [new Float64Array(users.length), new Float64Array(users.length)];
  for (const [at, item] of own.items.entries()) {
    if (item < 0) continue;
    const user = Math.floor(at / lists.k);
    all[user]! += weights[at % lists.k]!;
    if (isTail[item]) tail[user]! += weights[at % lists.k]!;
  }
  return { ndcg, recall, metric: metric === 'ndcg' ? ndcg : recall, tail, all, own };
}

function shownOf({ k, items }: TopLists, times: Int32Array, count: number): Int32Array {
  const shown = new Int32Array(count);
  for (let at = 0; at < items.length; at++) if (items[at]! >= 0) shown[items[at]!]! += times[Math.floor(at / k)]!;
  return shown;
}

function percentile(value: number, draws: number, at: (draw: number) => number): Figure {
  const sorted = Float64Array.from({ length: draws }, (_, draw) => at(draw))
    .filter((figure) => !Number.isNaN(figure))
    .sort();
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

function byError(value: number, draws: readonly number[]): Figure {
  const middle = mean(draws);
  const variance = draws.reduce((sum, draw) => sum + (draw - middle) ** 2, 0) / (draws.length - 1);
  const half = 1.96 * Math.sqrt(variance);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}

function mean(values: ArrayLike<number>): number {
  return total(values) / values.length;
}
