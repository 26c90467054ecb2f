import type { FeedMeasures } from '../../../engine/contract/feed-result.ts';
import { decimal, signed } from '../../ui/format.ts';

/** A measure of a feed: what it is, and how it is written. */
export interface MeasureWords {
  id: keyof FeedMeasures;
  name: string;
  about: string;
  decimals: number;
  /** What stands behind the figure; a share in percent is told by its `%`. */
  unit?: '%' | ' d';
}

/** The measures of a feed, in the order in which they are told. */
export const measures: readonly MeasureWords[] = [
  {
    id: 'relevance',
    name: 'Relevance',
    about: 'Relevance, less for lower places, as a share of the most that its candidates allow.',
    decimals: 3,
  },
  {
    id: 'diversity',
    name: 'Diversity',
    about: 'How unlike two items of the feed are on average, 0 to 1.',
    decimals: 3,
  },
  { id: 'publishers', name: 'Publishers', about: 'How many different publishers are shown.', decimals: 0 },
  { id: 'topics', name: 'Topics', about: 'How many different topics are shown.', decimals: 0 },
  {
    id: 'revenue',
    name: 'Revenue',
    about: 'Price times relevance, less for lower places, summed, in the currency of the prices.',
    decimals: 2,
  },
  {
    id: 'freshDays',
    name: 'Age',
    about: 'Mean age of what is shown, in days, where it is known.',
    decimals: 1,
    unit: ' d',
  },
  {
    id: 'publisherGini',
    name: 'Exposure Gini',
    about:
      'How unequally exposure is parted among the publishers of all candidates: 0 where each has the same, towards 1 where one has it all.',
    decimals: 3,
  },
  {
    id: 'popularity',
    name: 'Popularity',
    about: 'Mean share of items that are met less often than those shown; a draw by lot has 50%.',
    decimals: 0,
    unit: '%',
  },
  {
    id: 'tail',
    name: 'Tail',
    about: 'Share of what is shown beyond the most popular items, which take 80% of all interactions.',
    decimals: 0,
    unit: '%',
  },
];

/** A measure of a feed as it is written, in its unit; a dash where the data does not tell it. */
export function written(measure: MeasureWords, of: FeedMeasures): string {
  const value = figure(measure, of);
  return value === null ? '–' : `${decimal(value, measure.decimals)}${measure.unit ?? ''}`;
}

/** How far a measure is from one feed to another, with its sign and unit; a dash where one of them has none. */
export function change(measure: MeasureWords, from: FeedMeasures, to: FeedMeasures): string {
  const [before, after] = [figure(measure, from), figure(measure, to)];
  if (before === null || after === null) return '–';
  return `${signed(after - before, measure.decimals)}${measure.unit === '%' ? ' pp' : (measure.unit ?? '')}`;
}

function figure({ id, unit }: MeasureWords, of: FeedMeasures): number | null {
  const value = of[id];
  return value !== null && unit === '%' ? 100 * value : value;
}
