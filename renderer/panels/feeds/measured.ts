import type { FeedMeasurement, FeedMetric, MeasuredFeed } from '../../../engine/contract/feed-measures.ts';
import type { MetricComparison } from '../../../engine/contract/models.ts';
import { counted, decimal, decimalsOf, interval, moment } from '../../ui/format.ts';
import { kindWords } from '../models/rankers.ts';

/** A difference with a corrected p below this is taken for one. */
const level = 0.05;

interface MetricWords {
  id: FeedMetric;
  name: string;
  about: string;
  /** Which way is better; null where neither is by itself. */
  better: 'more' | 'less' | null;
}

/** The offline metrics: what each is, and which way is better. */
export const metricWords: readonly MetricWords[] = [
  {
    id: 'ndcg',
    name: 'NDCG',
    about: 'What people did next, found in the feed: more for higher places, as a share of the best order.',
    better: 'more',
  },
  { id: 'recall', name: 'Recall', about: 'The share of what people did next that is in their feed.', better: 'more' },
  {
    id: 'precision',
    name: 'Precision',
    about: 'The share of places that hold something people did next.',
    better: 'more',
  },
  {
    id: 'hit',
    name: 'Hit rate',
    about: 'The share of people whose feed holds anything they did next.',
    better: 'more',
  },
  {
    id: 'mrr',
    name: 'MRR',
    about: 'One divided by the place of the first hit, 0 without one, on average.',
    better: 'more',
  },
  {
    id: 'revenue',
    name: 'Revenue',
    about: 'The prices of what people did next and would have met in the feed, summed up for each.',
    better: 'more',
  },
  {
    id: 'coverage',
    name: 'Coverage',
    about: 'The share of all items that is in any of the feeds. It grows with the number of users.',
    better: 'more',
  },
  {
    id: 'popularity',
    name: 'Popularity',
    about: 'How many users had an item of the feed before, on average (ARP).',
    better: null,
  },
  {
    id: 'tail',
    name: 'Long tail',
    about: 'The share of places for items outside of the most popular ones that have 80 % of all interactions.',
    better: null,
  },
  {
    id: 'diversity',
    name: 'Diversity',
    about: 'How unlike two items of a feed are on average: 1 minus the share of categories and tags in common.',
    better: null,
  },
  {
    id: 'novelty',
    name: 'Novelty',
    about: 'How surprising it is that a user knows an item of the feed, in bits.',
    better: null,
  },
  {
    id: 'publisher-gini',
    name: 'Publisher Gini',
    about: 'How unevenly places go to publishers: 0 where all get the same, near 1 where one gets all.',
    better: null,
  },
];

/** The metrics that any of these feeds has. */
export function metricsIn(feeds: readonly MeasuredFeed[]): readonly MetricWords[] {
  return metricWords.filter(({ id }) => feeds.some(({ metrics }) => metrics[id]));
}

/** A mean as it is written, with its interval where it has one. */
export function meanText({ metrics }: MeasuredFeed, id: FeedMetric): { mean: string; interval: string } {
  const metric = metrics[id];
  if (!metric) return { mean: '–', interval: '' };
  const { mean, low, high } = metric;
  const decimals = decimalsOf(low, high);
  return {
    mean: decimal(mean, decimals),
    interval: low === null || high === null ? '' : interval(low, high, decimals),
  };
}

/** What a test says in words, of b against a. */
export function differenceWords(test: MetricComparison | undefined, { better }: Pick<MetricWords, 'better'>): string {
  if (!test) return 'not tested';
  if (test.corrected >= level) return 'no evidence';
  const by = decimal(Math.abs(test.difference), decimalsOf(test.low, test.high));
  const isMore = test.difference > 0;
  if (better === null) return `${isMore ? 'more' : 'less'} by ${by}`;
  return `${isMore === (better === 'more') ? 'better' : 'worse'} by ${by}`;
}

/** The newest measurement that all of these configurations are part of, as they were named. */
export function newestOf(all: readonly FeedMeasurement[], names: readonly string[]): FeedMeasurement | undefined {
  return all.find(({ feeds }) => names.every((name) => feeds.some((feed) => feed.name === name)));
}

/**
 * What is held beside what: B against A of two configurations, or one configuration, as B, against itself by the blend of
 * scores where a ranker orders it and both were measured, and otherwise against the model in it alone.
 */
export interface Sides {
  a: MeasuredFeed | null;
  b: MeasuredFeed;
  against: 'A' | 'blend' | 'alone';
}

export function sidesOf(measurement: FeedMeasurement, names: readonly string[]): Sides {
  const [first, second] = names;
  if (second !== undefined) {
    return { a: feedNamed(measurement, first!), b: feedNamed(measurement, second), against: 'A' };
  }
  const b = feedNamed(measurement, first!);
  const blend = b.ranker && measurement.feeds.find(({ name }) => name === `${first}, ordered by blend`);
  if (blend) return { a: blend, b, against: 'blend' };
  const alone = measurement.feeds.find(({ config, slot }) => config === null && slot === b.slot);
  return { a: alone ?? null, b, against: 'alone' };
}

/** A feed of a measurement by its name. */
export function feedNamed({ feeds }: FeedMeasurement, name: string): MeasuredFeed {
  return feeds.find((feed) => feed.name === name)!;
}

/** The tests of b against a by metric; turned round where they were stored the other way. */
export function testsOf({ comparisons }: FeedMeasurement, a: string, b: string): Map<string, MetricComparison> {
  const found = comparisons.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a));
  const tests = (found?.metrics ?? []).map((test) =>
    found!.a === a
      ? test
      : { ...test, a: test.b, b: test.a, difference: -test.difference, low: -test.high, high: -test.low },
  );
  return new Map(tests.map((test) => [test.metric, test]));
}

/** On whom and what it was measured. */
export function measuredOn({ users, eligible, split, cutoff, share, k, rule, texts, at }: FeedMeasurement): string {
  const of = users < eligible ? ` of ${eligible.toLocaleString('en')}` : '';
  const held =
    split === 'user' || cutoff === null
      ? `${Math.round(100 * share)} % of what each did held out by chance, for want of times`
      : `what came from ${moment(cutoff)} on held out`;
  const searched = texts === 0 ? 'no texts embedded' : `texts of ${counted(texts, 'item')} searched`;
  return `${counted(users, 'user')}${of}, ${k} places, ${held}, ${searched}, relevant by the rule “${rule}”; ${moment(at)}`;
}

/** What ordered measured configurations, in a sentence; of two in one where it is the same. */
export function orderedBy(feeds: readonly MeasuredFeed[]): string {
  const all = feeds.map(({ ranker }) => {
    if (!ranker) return 'the blend of scores';
    const { version, settings, source } = ranker;
    return `ranker ${version} (${kindWords[settings.kind].name}), trained on the ${source} of before`;
  });
  const [first, second] = all;
  return second === undefined || second === first ? `Ordered by ${first}.` : `A ordered by ${first}, B by ${second}.`;
}

const behindWords: Record<MeasuredFeed['behind'][number], string> = {
  data: 'the data',
  configuration: 'the configuration',
  model: 'the model in use',
  ranker: 'the ranker in use',
};

/** What has become other since; null where nothing has. */
export function behindText(feeds: readonly MeasuredFeed[]): string | null {
  const reasons = [...new Set(feeds.flatMap(({ behind }) => behind))];
  if (reasons.length === 0) return null;
  return `Out of date: ${reasons.map((reason) => behindWords[reason]).join(' and ')} changed since.`;
}
