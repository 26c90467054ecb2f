import type { FeedConfig, FeedItem } from '../../contract/index.ts';
import type { Effect } from '../../store/feeds-read.ts';
import type { Adjustment, LeftOut, Relaxed, Step } from '../reranking/allocator.ts';
import { decisionInWords } from './sift.ts';

/** What an item is called, by its row. */
export type TitleOf = (row: number) => string;

/** Said of a feed that is to earn where nothing can. */
export const withoutPrices = 'No item has a price: engagement alone counts.';

/** What the third pass did with an item, in words. */
export function placementOf(
  step: Step,
  effect: Effect | undefined,
  title: TitleOf,
  groups: readonly string[],
): FeedItem['placement'] {
  const words = step.adjustments.map((adjustment) => adjustmentInWords(adjustment, effect));
  if (step.constraint) words.push(reasonInWords(step, groups));
  if (step.nearest >= 0 && step.similarity > 0) {
    words.push(`Of those above it most like '${title(step.nearest)}' (${percent(step.similarity)}).`);
  }
  return { before: step.before + 1, push: step.push, reason: step.reason, words };
}

const reasons: Record<Exclude<Step['reason'], 'constraint'>, string> = {
  fixed: 'Its place was given.',
  relevance: 'Nothing more relevant was left.',
  diversity: 'It adds more that is different than what was more relevant.',
  taste: 'It brings the feed nearer to the topics that the user takes.',
  value: 'All places together are worth the most with it here.',
};

/** Why an item stands at its place. */
export function reasonInWords({ reason, constraint: name }: Step, groups: readonly string[]): string {
  return reason === 'constraint'
    ? `A more valuable one would break a constraint: ${constraint(name ?? '', groups)}.`
    : reasons[reason];
}

/** Why an item that relevance would have shown is not there. */
export function leftOutInWords(left: LeftOut, title: TitleOf, groups: readonly string[]): string {
  const like =
    left.nearest >= 0 && left.similarity > 0
      ? ` Most like '${title(left.nearest)}' (${percent(left.similarity)}).`
      : '';
  switch (left.reason) {
    case 'constraint':
      return `Kept out by a constraint: ${constraint(left.constraint ?? '', groups)}.${like}`;
    case 'diversity':
      return `Others add more that is not there yet.${like}`;
    case 'taste':
      return 'Others come closer to the topics that the user takes.';
    case 'value':
      return 'All places together are worth more without it.';
    case 'removed':
      return 'Removed by moderation.';
    case 'not-interested':
      return 'The user asked not to see it.';
    case 'relevance':
      return 'After freshness, moderation and what the user does not want others are more relevant.';
  }
}

/** A constraint that could not be held, in words. */
export function relaxedInWords({ constraint: name, by }: Relaxed, groups: readonly string[]): string {
  return `${constraint(name, groups)}: missed by ${by < 1 ? percent(by) : Math.round(by * 100) / 100}.`;
}

/** Items with a place of their own that do not stand there, in words. */
export function pinsMissed(
  { fixed, k }: FeedConfig,
  items: readonly Pick<FeedItem, 'item' | 'place'>[],
  dropped: readonly { candidate: { id: string }; words: string }[],
): string[] {
  return fixed
    .filter((pin) => !items.some(({ item, place }) => item === pin.item && place === pin.place))
    .map(({ item, place }) => {
      const filtered = dropped.find(({ candidate }) => candidate.id === item);
      const why =
        filtered?.words ??
        (place > k
          ? `The feed has ${k} places.`
          : items.some((one) => one.item === item)
            ? 'There are too few items above it.'
            : 'The workspace has no such item.');
      return `${item} is pinned to place ${place} but not there: ${why}`;
    });
}

function constraint(name: string, groups: readonly string[]): string {
  return name.replace(/group (\d+)/, (_, group: string) => groups[Number(group)] ?? `group ${group}`);
}

/** What an adjustment did to the relevance of an item, and for what decision. */
export function adjustmentInWords({ kind, factor }: Adjustment, effect: Effect | undefined): string {
  const times = `relevance × ${factor.toFixed(2)}`;
  switch (kind) {
    case 'freshness':
      return `Its age: ${times}.`;
    case 'reduce':
      return `${effect ? decisionInWords('Reduced', effect).replace(/\.$/, '') : 'Reduced'}: ${times}.`;
    case 'not-interested':
      return `Like what the user does not want: ${times}.`;
  }
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
