import type { FeedConfig, SourceId } from '../../../engine/contract/feed-config.ts';
import type { ItemJourney, JourneyStep } from '../../../engine/contract/feed-journey.ts';
import type { DroppedItem, FeedItem, FeedReason, FeedStage } from '../../../engine/contract/feed-result.ts';
import { age, counted, decimal } from '../../ui/format.ts';

/** A name, and a sentence on what it stands for. */
interface Named {
  name: string;
  about: string;
}

/** What the sources are called, and where each finds its candidates. */
export const sourceWords: Record<SourceId, Named> = {
  factors: { name: 'Model factors', about: 'Nearest to the user among the factors of the active model.' },
  embeddings: { name: 'Text embeddings', about: 'Text like that of recent items.' },
  'item-to-item': { name: 'Item to item', about: 'Had by those who had what the user had last.' },
  'user-to-user': { name: 'User to user', about: 'Had by users like this one.' },
  popular: { name: 'Popular', about: 'What most people had.' },
  trending: { name: 'Trending', about: 'What gains the most just now.' },
  fresh: { name: 'Fresh', about: 'What was published last.' },
  followed: { name: 'Followed publishers', about: 'From publishers that the user had the most of.' },
  'new-items': { name: 'New items', about: 'Hardly met yet, and described like what the user had.' },
  'new-texts': { name: 'New items by text', about: 'Hardly met yet, and their text is like that of recent items.' },
  demographic: { name: 'Demographic', about: 'Had by people of the same age, country and the like.' },
};

const allocatorNames: Readonly<Record<string, string>> = {
  score: 'Relevance alone',
  mmr: 'Maximal marginal relevance',
  kcenter: 'k-center',
  facility: 'Facility location',
  dpp: 'Determinantal point process',
  window: 'Sliding window',
  calibrated: 'Calibrated to taste',
  lp: 'Linear programme',
};

/** What an allocator is called; its id where it has no other name here. */
export function allocatorName(id: string): string {
  return Object.hasOwn(allocatorNames, id) ? allocatorNames[id]! : id;
}

/** Whether a part of the first pass is a source, which draws on everything there is. */
export function isSource(name: string): boolean {
  return Object.hasOwn(sourceWords, name);
}

/** A part of a pass by its name; sources and allocators have names of their own. */
export function partName(name: string): string {
  return isSource(name) ? sourceWords[name as SourceId].name : capital(allocatorName(name).replaceAll('-', ' '));
}

export const stageWords: Record<FeedStage['name'], Named> = {
  candidates: { name: 'Candidates', about: 'Each source brings its best; what several bring is counted once.' },
  filters: { name: 'Filters', about: 'What must not be shown goes before anything is scored.' },
  ranking: { name: 'Ranking', about: 'Every candidate gets its score.' },
  reranking: { name: 'Re-ranking', about: 'Freshness, moderation, caps, floors and diversity make the order.' },
};

export const dropWords: Record<NonNullable<ItemJourney['dropped']>['reason'], string> = {
  'not-brought': 'Not a candidate',
  seen: 'Seen already',
  removed: 'Removed by moderation',
  rule: 'Business rule',
  'not-interested': 'Not interested',
  constraint: 'Constraint',
  diversity: 'Too like what is shown',
  taste: 'Beyond the user’s taste',
  value: 'Worth less than others',
  relevance: 'Less relevant',
};

/** The steps of re-ranking, in the order in which they are taken. */
export const stepWords: Record<JourneyStep['by'], Named> = {
  score: { name: 'Score', about: 'The place that the second pass alone would have given it.' },
  objective: { name: 'Revenue in the mix', about: 'After price got its part in what is maximised.' },
  freshness: { name: 'Freshness', about: 'After old items lost relevance.' },
  reduce: { name: 'Moderation', about: 'After what moderation reduced lost relevance.' },
  'not-interested': {
    name: 'Not interested',
    about: 'After what is like something that is not wanted lost relevance.',
  },
  allocator: {
    name: 'Allocator',
    about: 'After the allocator ordered for diversity, taste or value, free of constraints.',
  },
  constraints: { name: 'Caps and floors', about: 'After caps, exposure floors and the limit of likeness.' },
  fixed: { name: 'Given places', about: 'After pinned items and new ones that are explored got theirs.' },
};

/** Milliseconds, exact enough to compare: 0.04 ms, 3.1 ms, 120 ms. */
export function millis(ms: number): string {
  if (ms < 0.01) return '<0.01 ms';
  return `${ms < 1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** What a card says of its item beside its title: publisher, topic, price, age; what is not known is left out. */
export function factsOf({ publisher, topic, price, published }: FeedItem, asOf: number): string[] {
  return [
    publisher,
    topic,
    price === null ? null : price === 0 ? 'free' : decimal(price, 2),
    published === null ? null : `${age(published, asOf)} old`,
  ].filter((fact) => fact !== null);
}

/**
 * What a card is headed by, and what it says beneath: posts without a headline are headed by their own beginning, and then
 * the whole stands once.
 */
export function headlineOf({ item, title, description }: Pick<FeedItem, 'item' | 'title' | 'description'>) {
  const begun = title?.replace(/\s*(\.\.\.|…)$/, '').trim();
  const whole = description?.trim();
  if (begun && whole?.startsWith(begun) && (whole === begun || begun !== title?.trim()))
    return { headline: whole, beneath: null };
  return { headline: title ?? item, beneath: description };
}

/** How what sources bring becomes one list. */
export const mergeWords: Record<FeedConfig['merge'], Named> = {
  rank: { name: 'Their places', about: 'By reciprocal rank: what stands first in several sources.' },
  score: { name: 'What scores were worth', about: 'By calibrated score: the chance that any of the sources is right.' },
};

/** What the second pass can order by. */
export const rankingWords: Record<FeedConfig['ranking'], Named> = {
  auto: { name: 'The ranker where one is active', about: 'Otherwise the blend of scores.' },
  blend: { name: 'The blend of scores', about: 'Model, agreement of sources and popularity in fixed shares.' },
  ranker: { name: 'The ranker', about: 'Where none is active the blend stands in, and the feed says so.' },
};

/** What a ranker's features are about, in the order in which they are told. */
const groupWords: Record<NonNullable<FeedReason['group']>, string> = {
  user: 'The person',
  item: 'The item',
  context: 'The moment',
  cross: 'Both together',
  source: 'The sources',
};

/** Shares of a score by what they are about, with the sum of each; those that are of no group come last, without a name. */
export function groupedShares(reasons: FeedItem['reasons']) {
  const shares = sharesOf(reasons);
  const groupOf = new Map(reasons.map(({ label, group }) => [label, group]));
  const groups = [...(Object.keys(groupWords) as (keyof typeof groupWords)[]), undefined];
  return groups
    .map((group) => ({
      name: group ? groupWords[group] : null,
      shares: shares.filter(({ label }) => groupOf.get(label) === group),
    }))
    .filter(({ shares: own }) => own.length > 0)
    .map(({ name, shares: own }) => ({ name, shares: own, sum: own.reduce((sum, { share }) => sum + share, 0) }));
}

/** The reasons of a score with their shares of it, largest first; together the sizes are 1. Like labels are one. */
export function sharesOf(reasons: FeedItem['reasons']): { label: string; value: number; share: number }[] {
  const values = new Map<string, number>();
  for (const { label, value } of reasons) values.set(label, (values.get(label) ?? 0) + value);
  const whole = [...values.values()].reduce((sum, value) => sum + Math.abs(value), 0);
  return [...values]
    .map(([label, value]) => ({ label, value, share: whole === 0 ? 0 : value / whole }))
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

/** A push in words: how far from the place of the score alone re-ranking took an item. */
export function pushWords(push: number): string {
  if (push === 0) return 'where the score alone would have put it';
  return `${counted(Math.abs(push), 'place')} ${push > 0 ? 'up from' : 'down from'} where the score alone would have put it`;
}

/** Who decided about an item, and by which policy. */
export function decidedBy({ source, policy }: Pick<NonNullable<ItemJourney['decision']>, 'source' | 'policy'>): string {
  const by = source === 'person' ? 'by a moderator' : source === 'automatic' ? 'automatically' : '';
  return [by, policy && `for ${policy}`].filter(Boolean).join(' ');
}

/** How many of the dropped there are of each reason, most first. */
export function dropCounts(dropped: readonly DroppedItem[]): { reason: DroppedItem['reason']; n: number }[] {
  return [...Map.groupBy(dropped, ({ reason }) => reason)]
    .map(([reason, items]) => ({ reason, n: items.length }))
    .sort((a, b) => b.n - a.n);
}

/** The dropped items that a search leaves: words of title, id, reason or explanation, all of them. */
export function findDropped(dropped: readonly DroppedItem[], text: string): DroppedItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return dropped.filter((item) => {
    const all = `${item.title ?? ''} ${item.item} ${dropWords[item.reason]} ${item.words}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
