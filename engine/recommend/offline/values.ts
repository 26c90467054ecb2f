import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { FeedMetric, Metric } from '../../contract/index.ts';
import { bootstrapMeans, type Interval } from '../../evaluate/bootstrap.ts';
import { coverage, exposure, gini, novelty, revenue, setDiversity } from '../../evaluate/metrics/beyond.ts';
import { listValues } from '../../evaluate/metrics/lists.ts';
import { averagePopularity, longTail, tailShare } from '../../evaluate/metrics/popularity.ts';
import { popularityOf } from '../../evaluate/ranking.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { AttributeInfo } from '../../store/catalog.ts';

/** What lists of a measurement are held against; all rows are those of the data. */
export interface Yardstick {
  users: Int32Array;
  /** users x items: what each did anew. */
  relevant: Csr;
  /** users x items: what each had before. */
  had: Csr;
  /** Null where nothing tells items apart. */
  sets: Csr | null;
  prices: Float32Array | null;
  /** A number for each item's publisher, -1 where it has none; null where of none. */
  publisher: Int32Array | null;
}

/** What lists are worth: values by user in the order of the users, NaN where a metric is not defined, and figures of all. */
export interface ListsWorth {
  perUser: Partial<Record<FeedMetric, Float64Array>>;
  overall: Partial<Record<FeedMetric, number>>;
}

/** Measures lists, one for each user of the yardstick. */
export function worthOf(lists: TopLists, against: Yardstick): ListsWorth {
  const { users, relevant, had, sets, prices, publisher } = against;
  const { ndcg, recall, precision, hit, mrr } = listValues(lists, users, relevant);
  const popularity = popularityOf(had);
  const counts = exposure(lists, had.columns);
  return {
    perUser: {
      ndcg,
      recall,
      precision,
      hit,
      mrr,
      ...(prices && { revenue: revenue(lists, prices, users, relevant) }),
      popularity: averagePopularity(lists, popularity),
      tail: tailShare(lists, longTail(popularity)),
      ...(sets && { diversity: setDiversity(lists, sets) }),
      novelty: novelty(lists, popularity, had.rows),
    },
    overall: {
      coverage: coverage(counts),
      ...(publisher && { 'publisher-gini': gini(byPublisher(counts, publisher)) }),
    },
  };
}

/** Means with their intervals, and the figures of all lists together; what nobody has a value of is left out. */
export function metricsOf({ perUser, overall }: ListsWorth, { users, seed }: { users: number; seed: number }) {
  const intervals = bootstrapMeans(perUser as Record<string, Float64Array>, { seed });
  const bound = (value: number) => (Number.isFinite(value) ? value : null);
  const all: [string, Metric][] = [
    ...Object.entries(intervals).map(([name, { mean, low, high, users: n }]: [string, Interval]): [string, Metric] => [
      name,
      { mean, low: bound(low), high: bound(high), n },
    ]),
    ...Object.entries(overall).map(([name, mean]): [string, Metric] => [
      name,
      { mean, low: null, high: null, n: users },
    ]),
  ];
  return Object.fromEntries(all.filter(([, { mean }]) => Number.isFinite(mean))) as Partial<Record<FeedMetric, Metric>>;
}

/** Categories and sets of items as sets of columns; null where items have none. */
export function setsOf({ itemAttributes }: CatalogData, attributes: readonly AttributeInfo[]): Csr | null {
  if (!itemAttributes) return null;
  const telling = new Set(
    attributes
      .filter(({ subject, type }) => subject === 'item' && (type === 'category' || type === 'set'))
      .map(({ name }) => name),
  );
  if (telling.size === 0) return null;
  const { names, rows } = itemAttributes;
  const tells = names.map((name) => telling.has(name.slice(0, name.indexOf(':'))));
  const indptr = new Int32Array(rows.rows + 1);
  const indices = rows.indices.filter((column) => tells[column]!);
  for (let row = 0, size = 0; row < rows.rows; row++) {
    for (let at = rows.indptr[row]!; at < rows.indptr[row + 1]!; at++) if (tells[rows.indices[at]!]) size += 1;
    indptr[row + 1] = size;
  }
  return { rows: rows.rows, columns: rows.columns, indptr, indices, values: new Float32Array(indices.length).fill(1) };
}

/** Exposure by publisher, of every publisher that has an item. */
function byPublisher(counts: Int32Array, publisher: Int32Array): Int32Array {
  const sums = new Int32Array(publisher.reduce((most, number) => Math.max(most, number), -1) + 1);
  for (const [item, count] of counts.entries()) if (publisher[item]! >= 0) sums[publisher[item]!]! += count;
  return sums;
}
