import type { AttributeSummary, CatalogSummary, KindSummary, Popularity } from '../../../engine/contract/catalog.ts';
import { count, counted } from '../../ui/format.ts';
import { plainNumber } from './rule-words.ts';

/** A share of a counted whole in percent; near the ends it never claims none or all where that is not so. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '–';
  return partPercent(part / whole, part === 0, part === whole);
}

/** A share that came as one, from 0 to 1. */
export function sharePercent(value: number): string {
  return partPercent(value, value === 0, value === 1);
}

function partPercent(value: number, isNone: boolean, isAll: boolean): string {
  if (isNone) return '0%';
  if (isAll) return '100%';
  if (value < 0.0005) return '<0.1%';
  return value >= 0.9995 ? '>99.9%' : `${(100 * value).toFixed(1)}%`;
}

/** The values of a kind on one line. */
export function rangeOf({ lowest, highest, interactions }: KindSummary): string {
  if (interactions === 0) return '–';
  return lowest === highest ? `always ${plainNumber(lowest)}` : `${plainNumber(lowest)} to ${plainNumber(highest)}`;
}

/** The mean of a kind's values in as many digits as so many values support. */
export function meanOf({ mean, interactions, lowest, highest }: KindSummary): string {
  if (interactions === 0) return '–';
  return lowest === highest ? plainNumber(mean) : mean.toFixed(interactions < 100 ? 1 : 2);
}

/** Whether the values of an attribute are its lowest, median and highest rather than its most frequent ones. */
export function isMeasured({ type }: AttributeSummary): boolean {
  return type === 'number' || type === 'date';
}

const places = ['lowest', 'median', 'highest'];

/** What an attribute holds on one line: the ends and the middle of numbers and dates, else what is frequent. */
export function valuesLine(attribute: AttributeSummary): string {
  const { type, values, known, distinct } = attribute;
  if (known === 0) return 'nothing known';
  if (type === 'text') return `free words, ${counted(distinct, 'different one')}`;
  if (isMeasured(attribute)) return values.map(({ value }, at) => `${places[at]} ${value}`).join(', ');
  return values.map(({ value, n }) => `${value} ${count(n)}`).join(', ');
}

/** One number of the popularity of items, with what stands behind it. */
export interface PopularityFigure {
  name: string;
  value: string;
  means: string;
  n: string;
}

/** The numbers of popularity in the order of the screen, each with its definition and its n. */
export function popularityFigures(popularity: Popularity, summary: CatalogSummary): PopularityFigure[] {
  const { gini, topTenth, topHundredth, longTail, never, activityCorrelation } = popularity;
  const { items, interactions } = summary;
  const reached = items - never;
  const counts = { ofItems: counted(reached, 'item with any interaction', 'items with any interaction') };
  const ofInteractions = `${counted(interactions, 'interaction')} on ${counts.ofItems}`;
  return [
    {
      name: 'Gini',
      value: gini.toFixed(2),
      means: 'How unequal the items’ numbers of interactions are: 0 where all have the same, 1 where one has all.',
      n: counts.ofItems,
    },
    {
      name: 'Top tenth',
      value: sharePercent(topTenth),
      means: 'The share of all interactions that falls on the most popular tenth of the items with any.',
      n: ofInteractions,
    },
    {
      name: 'Top hundredth',
      value: sharePercent(topHundredth),
      means: 'The share of all interactions that falls on the most popular hundredth of the items with any.',
      n: ofInteractions,
    },
    {
      name: 'Long tail',
      value: counted(longTail, 'item'),
      means: `The least popular items, which share the last fifth of all interactions: ${share(longTail, reached)} of the items with any.`,
      n: counts.ofItems,
    },
    {
      name: 'Never',
      value: counted(never, 'item'),
      means: `Items that nobody did anything with: ${share(never, items)} of all items. No model can learn them from interactions.`,
      n: counted(items, 'item'),
    },
    {
      name: 'Activity and popularity',
      value: activityCorrelation === null ? 'not estimable' : signed(activityCorrelation),
      means:
        activityCorrelation === null
          ? 'Spearman’s rank correlation needs three users at least, who differ in how many items they have and how popular these are.'
          : 'Spearman’s rank correlation of how many items a user has with how popular these are on average. Below 0, active users reach further into the tail.',
      n: activeUsers(summary),
    },
  ];
}

/** How many users have any interaction: known exactly with one kind, else between what the kinds leave open. */
export function activeUsers({ kinds, users }: CatalogSummary): string {
  const low = Math.max(0, ...kinds.map((kind) => kind.users));
  const high = Math.min(
    users,
    kinds.reduce((sum, kind) => sum + kind.users, 0),
  );
  return low === high ? counted(low, 'user') : `${count(low)} to ${counted(high, 'user')}`;
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && text !== '0.00' ? `−${text}` : text;
}

/** The tenths of popularity by name. */
export function decileName(at: number): string {
  const ends = ['st', 'nd', 'rd'];
  return `${at + 1}${ends[at] ?? 'th'} tenth`;
}
