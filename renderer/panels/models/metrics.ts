import type { Metric } from '../../../engine/contract/models.ts';
import { decimal, decimalsOf, interval } from '../../ui/format.ts';

/** What a metric is called, what it means, and which direction is better. */
export interface MetricWords {
  name: string;
  means: string;
  better: 'higher' | 'lower' | 'neither';
  /** Whether it is measured on the first k places, so that k belongs to its name. */
  isAtK: boolean;
}

const atK = (name: string, means: string, better: MetricWords['better'] = 'higher'): MetricWords => ({
  name,
  means,
  better,
  isAtK: true,
});
const whole = (name: string, means: string, better: MetricWords['better']): MetricWords => ({
  name,
  means,
  better,
  isAtK: false,
});

/** Every metric that the engine measures, in the order in which they are shown. docs/evaluation.md has the formulas. */
const metricWords: Readonly<Record<string, MetricWords>> = {
  ndcg: atK('NDCG', 'How near the relevant items stand to the head of the list; 1 is the best order there is.'),
  recall: atK('Recall', 'The share of a user’s relevant items that the list holds.'),
  precision: atK('Precision', 'The share of the list that is relevant; a short list counts as missing.'),
  f1: atK('F1', 'The harmonic mean of a user’s precision and recall.'),
  hit: atK('Hit rate', 'The share of users whose list holds at least one relevant item.'),
  map: atK('MAP', 'Precision at each relevant place, averaged, divided by the best that is possible.'),
  mrr: atK('MRR', 'One over the rank of the first relevant item; 0 without one.'),
  auc: whole(
    'AUC',
    'How often a relevant item scores higher than another one; 0.5 is chance. Over all items.',
    'higher',
  ),
  rmse: whole('RMSE', 'Root of the mean squared error of predicted ratings, over the pairs of the test.', 'lower'),
  mae: whole('MAE', 'Mean absolute error of predicted ratings, over the pairs of the test.', 'lower'),
  coverage: atK('Coverage', 'The share of all items that stand in at least one user’s list.', 'neither'),
  gini: atK('Gini', 'How unequally items are listed: 0 is even, 1 is all on one item.', 'neither'),
  diversity: atK(
    'Diversity',
    'How unlike each other the items of a list are: mean of 1 − cosine over its pairs.',
    'neither',
  ),
  novelty: atK(
    'Novelty',
    'How rare the listed items are, in bits: −log2 of the share of users who have them.',
    'neither',
  ),
  serendipity: atK('Serendipity', 'The share of the list that is relevant and not among the popular items.'),
  revenue: atK('Revenue', 'The sum of the prices of the relevant items in the list.'),
  bpr: whole('BPR loss', 'The loss of pairwise ranking; compares settings of one model, not models.', 'lower'),
  top1: whole('TOP1 loss', 'The TOP1 ranking loss; compares settings of one model, not models.', 'lower'),
};

const order = Object.keys(metricWords);

/** The words for a metric; one that this workbench does not know keeps its own name. */
export function wordsOf(id: string): MetricWords {
  return metricWords[id] ?? whole(id, 'A metric that this version of the workbench has no words for.', 'neither');
}

/** The name with its k where that belongs to it: NDCG@10. Without a k, where runs differ in it: NDCG@k. */
export function metricName(id: string, k: number | null): string {
  const { name, isAtK } = wordsOf(id);
  return isAtK ? `${name}@${k ?? 'k'}` : name;
}

/** The metrics that any of the runs has, in the usual order. */
export function metricsOf(runs: Iterable<{ metrics: Readonly<Record<string, Metric>> }>): string[] {
  const ids = new Set<string>();
  for (const { metrics } of runs) for (const id of Object.keys(metrics)) ids.add(id);
  return inOrder([...ids], (id) => id);
}

/** What belongs to metrics, in their usual order; unknown ones last, by name. */
export function inOrder<Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] {
  return items.toSorted((a, b) => place(idOf(a)) - place(idOf(b)) || idOf(a).localeCompare(idOf(b)));
}

function place(id: string): number {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
}

/** A metric as a person reads it: its mean, and its interval where there is one, in the decimals that this supports. */
export function readMetric(
  { mean, low, high }: Metric,
  decimals = decimalsOf(low, high),
): { mean: string; interval: string | null } {
  return {
    mean: decimal(mean, decimals),
    interval: low === null || high === null ? null : interval(low, high, decimals),
  };
}

/** The decimals that most of the metrics of a column support, so that its numbers stand under each other; at most 4. */
export function columnDecimals(metrics: readonly Metric[]): number {
  const each = metrics.map(({ low, high }) => decimalsOf(low, high)).sort((a, b) => a - b);
  return Math.min(4, each[Math.floor(each.length / 2)] ?? 3);
}

/** What n counts: pairs for errors of ratings, users for everything else. */
export function unitOf(id: string): string {
  return id === 'rmse' || id === 'mae' ? 'pairs' : 'users';
}

/** All of a metric in one line, for titles and screen readers. */
export function metricLine(id: string, k: number | null, metric: Metric): string {
  const { mean, interval: range } = readMetric(metric);
  return `${metricName(id, k)} ${mean}${range ? `, 95 % interval ${range}` : ''}, n = ${metric.n} ${unitOf(id)}`;
}
