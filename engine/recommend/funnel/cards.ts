import type { FeedItem } from '../../contract/index.ts';
import type { AttributeValue } from '../../store/catalog.ts';
import type { Effect, ItemCard } from '../../store/feeds-read.ts';
import type { Store } from '../../store/store.ts';
import type { Allocation, Step } from '../reranking/allocator.ts';
import type { Explored } from './exploring.ts';
import type { ModelReason } from './model.ts';
import type { Candidate, Pool } from './pool.ts';
import { placementOf, type TitleOf } from './words.ts';

const day = 86_400_000;
/** An item counts as fresh for so many days. */
const freshDays = 2;
/** Reasons of the model that an item is told with. */
const mostReasons = 3;

interface Shown {
  store: Store;
  pool: Pool;
  kept: readonly Candidate[];
  allocation: Pick<Allocation, 'steps'>;
  effects: ReadonlyMap<string, Effect>;
  groups: readonly string[];
  title: TitleOf;
  /** Whether the model's own reasons are told. */
  explain: boolean;
  explored: Explored;
}

/** The items of a feed as they are shown, with where they come from, why they are there and what was decided of them. */
export async function feedItems(shown: Shown): Promise<FeedItem[]> {
  const { store, pool, kept, allocation, effects, groups, title, explain, explored } = shown;
  const { data } = pool.snapshot;
  const { steps } = allocation;
  const rows = steps.map(({ item }) => item);
  const byRow = new Map(kept.map((candidate) => [candidate.row, candidate]));
  const cards = store.feedReader.cards(rows.map((row) => data.itemRows[row]!));
  const reasons = await reasonsFor(
    pool,
    rows.map((row) => byRow.get(row)!),
    explain,
  );
  return steps.map((step, n): FeedItem => {
    const candidate = byRow.get(step.item)!;
    const effect = effects.get(candidate.id);
    const card = cards.get(data.itemRows[step.item]!);
    return {
      place: step.place + 1,
      item: candidate.id,
      ...shownOf(pool.snapshot, step.item, card),
      effect: effect?.effect ?? 'none',
      notices: effect?.effect === 'inform' ? [noticeOf(effect)] : [],
      score: candidate.score,
      relevance: step.relevance,
      sources: [...candidate.sources],
      reasons: reasons[n]!,
      placement: exploredFirst(placementOf(step, effect, title, groups), explored.words.get(step.item)),
      badges: badgesOf(pool, step, effect, explored.words.has(step.item)),
    };
  });
}

/**
 * What the scores of some candidates are made of, which all are of the blend or all of the ranker: reasons that add up to
 * each. Without `explain` models and rankers are not asked for theirs.
 */
export async function reasonsFor(
  pool: Pool,
  candidates: readonly Candidate[],
  explain: boolean,
): Promise<FeedItem['reasons'][]> {
  const rows = candidates.map(({ row }) => row);
  if (candidates.some(({ scoredBy }) => scoredBy !== undefined)) {
    const features = explain ? await pool.ranker.explain(rows) : [];
    return candidates.map((candidate, n) => rankerReasons(candidate, features[n] ?? []));
  }
  const reasons = explain && pool.hasModel ? await pool.model.explain(rows, mostReasons) : [];
  return candidates.map((candidate, n) => reasonsOf(candidate, reasons[n] ?? [], pool));
}

/** What the outside says of an item; where its attributes are silent, what its post says. */
export function shownOf({ facts, data }: Pool['snapshot'], row: number, card: ItemCard | undefined) {
  const attributes = card?.attributes ?? {};
  const post = card?.post ?? null;
  const text = (name: string | null) => (name === null ? null : textOf(attributes[name]));
  const published = facts.published?.[row] ?? Number.NaN;
  const media = text('media')?.split(/\s+/).filter(Boolean) ?? post?.media ?? [];
  const price = attributes.price;
  return {
    title: data.title(row) ?? post?.title ?? null,
    description: text('description'),
    publisher: text(facts.names.publisher) ?? post?.author ?? null,
    topic: text(facts.names.topic),
    price: typeof price === 'number' ? price : null,
    published: Number.isNaN(published) ? (post?.postedAt ?? null) : Math.max(0, Math.round(published)),
    media,
  };
}

function textOf(value: AttributeValue | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** The policy's notice; without one it is said that there was a decision. */
function noticeOf({ notice, policy }: Effect): string {
  return notice || `Moderation has marked this${policy ? ` (${policy})` : ''}.`;
}

/** Reasons that add up to the score: the model's part is told by its own reasons, in the shares that they have in it. */
function reasonsOf(
  { parts }: Candidate,
  model: readonly ModelReason[],
  { model: { isByAnswers }, merge }: Pool,
): FeedItem['reasons'] {
  const brought =
    merge === 'score'
      ? 'how likely its sources find it, by what their scores were worth'
      : 'several sources bring it, or one brings it first';
  const fits = isByAnswers ? 'liked by people who answer alike' : 'fits what the model knows of this person';
  const positive = model.filter(({ value }) => value > 0);
  const sum = positive.reduce((total, { value }) => total + value, 0);
  return parts.flatMap(({ kind, value }) => {
    if (kind === 'agreement') return [{ label: brought, value }];
    if (kind === 'popularity') return [{ label: 'popularity', value }];
    if (sum === 0) return [{ label: fits, value }];
    return positive.map((reason) => ({ label: reason.label, value: (value * reason.value) / sum }));
  });
}

function rankerReasons({ score, scoredBy }: Candidate, features: FeedItem['reasons']): FeedItem['reasons'] {
  if (scoredBy === 'place')
    return [{ label: 'new to the ranker: stands where the blend of scores has it', value: score }];
  return features.length > 0 ? features : [{ label: 'what the ranker makes of all features', value: score }];
}

/** The placement, with why the item is explored before all else. */
function exploredFirst(placement: FeedItem['placement'], words: string | undefined): FeedItem['placement'] {
  return words === undefined ? placement : { ...placement, words: [words, ...placement.words] };
}

function badgesOf(pool: Pool, step: Step, effect: Effect | undefined, isExplored: boolean): FeedItem['badges'] {
  const { snapshot, moment } = pool;
  const age = (moment.now - (snapshot.facts.published?.[step.item] ?? Number.NaN)) / day;
  const badges: FeedItem['badges'] = [];
  if (effect?.effect === 'reduce') badges.push('reduced');
  if (effect?.effect === 'inform') badges.push('notice');
  if (age >= 0 && age <= freshDays) badges.push('fresh');
  if (isExplored) badges.push('exploring');
  return badges;
}
