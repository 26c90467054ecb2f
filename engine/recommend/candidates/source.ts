import { IntSlots } from '../../numeric/int-slots.ts';
import { atOnce, type Pieces } from '../../numeric/pace.ts';
import { TopK } from '../../numeric/topk.ts';
import { type ItemFilter, isAllowed } from './vectors/vector-index.ts';

/** What a user did, oldest first. */
export interface RecentHistory {
  items: Int32Array;
  /** Strength or rating of each. */
  values: Float32Array;
  /** Milliseconds since 1970; null where no times are known. */
  times: Float64Array | null;
}

/** For whom candidates are wanted. */
export interface CandidateRequest {
  /** The user's number in the data; -1 for somebody who is not in it. */
  user: number;
  history: RecentHistory;
  /** The user's demographic group, as the source of that name numbers them; -1 or left out where none is known. */
  group?: number;
  /** Items that may be shown at all: nothing else is brought. */
  filter?: ItemFilter;
  signal?: AbortSignal;
}

/** What one source brought, best first; equal scores go by the smaller item number. */
export interface SourceCandidates {
  items: Int32Array;
  /** On the source's own scale, larger is better. */
  scores: Float32Array;
  /** Time taken, in milliseconds. */
  ms: number;
  /** Why the source brought nothing, in a sentence, where something that it needs is missing. */
  absent?: string;
  /** How it was found, in words, where there are several ways. */
  note?: string;
}

/** One way to find candidates. */
export interface CandidateSource {
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  /** Whether another thread finds them: it is asked first. */
  readonly asksThread?: boolean;
  /** At most `quota` items. Rejects only where the work was called off; what is missing is said in `absent`. */
  candidates(request: CandidateRequest, quota: number): Promise<SourceCandidates>;
}

/** Items with scores, -1 for places that are empty. */
export interface Scored {
  items: Int32Array;
  scores: Float32Array;
}

/** What a source found, and how, in words, where there are several ways. */
export type FoundBySource = Scored & { note?: string };

/** A source from what finds its items, or says why there are none: times it, and holds it to quota, filter and order. */
export function sourceOf(
  id: string,
  about: string,
  find: (request: CandidateRequest, quota: number) => FoundBySource | string | Promise<FoundBySource | string>,
  { asksThread = false } = {},
): CandidateSource {
  return {
    id,
    about,
    asksThread,
    async candidates(request, quota) {
      const started = performance.now();
      const found: FoundBySource | string =
        quota > 0 ? await find(request, quota) : { items: new Int32Array(0), scores: new Float32Array(0) };
      if (typeof found === 'string') {
        const nothing = { items: new Int32Array(0), scores: new Float32Array(0) };
        return { ...nothing, ms: performance.now() - started, absent: found };
      }
      const { note } = found;
      return { ...bestOf(found, quota, request.filter), ms: performance.now() - started, ...(note && { note }) };
    },
  };
}

/** The best `quota` different items that the filter lets through; of several scores of one item the largest counts. */
export function bestOf({ items, scores }: Scored, quota: number, filter?: ItemFilter): Scored {
  const slots = IntSlots.forNow(items.length);
  const best = new Float32Array(items.length);
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item < 0 || Number.isNaN(scores[at]!) || (filter && !isAllowed(filter, item))) continue;
    const known = slots.size;
    const slot = slots.add(item);
    if (slot === known || scores[at]! > best[slot]!) best[slot] = scores[at]!;
  }
  const top = new TopK(quota);
  for (let slot = 0; slot < slots.size; slot++) top.offer(slots.keys[slot]!, best[slot]!);
  const out = { items: new Int32Array(quota), scores: new Float32Array(quota) };
  const size = top.drain(out.items, out.scores);
  return { items: out.items.subarray(0, size), scores: out.scores.subarray(0, size) };
}

/** The first `quota` items of a ranking, best first, that the filter lets through. */
export function firstOf(ranking: Scored, quota: number, filter?: ItemFilter): Scored {
  if (!filter) return { items: ranking.items.subarray(0, quota), scores: ranking.scores.subarray(0, quota) };
  const places: number[] = [];
  for (let at = 0; at < ranking.items.length && places.length < quota; at++) {
    if (isAllowed(filter, ranking.items[at]!)) places.push(at);
  }
  return {
    items: Int32Array.from(places, (at) => ranking.items[at]!),
    scores: Float32Array.from(places, (at) => ranking.scores[at]!),
  };
}

/** Places of a ranking that is kept for all users: further down nobody looks, and sorting all items would hold the event loop. */
const longest = 20_000;

/** Items between two looks at the clock. */
const itemsASlice = 65_536;

/** The items whose score is above `least`, best first; the first 20,000 of them. */
export function rankingOf(scores: Float32Array, least = 0): Scored {
  return atOnce(ranking(scores, least));
}

/** As `rankingOf`, in pieces. */
export function* ranking(scores: Float32Array, least = 0): Pieces<Scored> {
  const places = Math.min(longest, scores.length);
  const top = new TopK(places);
  for (let item = 0; item < scores.length; item++) {
    if (item % itemsASlice === 0) yield;
    if (scores[item]! > least) top.offer(item, scores[item]!);
  }
  const out = { items: new Int32Array(places), scores: new Float32Array(places) };
  const size = top.drain(out.items, out.scores);
  return { items: out.items.subarray(0, size), scores: out.scores.subarray(0, size) };
}

/** Some items by their scores above 0, best first; the first `most` of them. */
export function rankingOfSome(items: ReadonlySet<number>, scoreOf: (item: number) => number, most: number): Scored {
  const places = Math.min(most, items.size);
  const top = new TopK(places);
  for (const item of items) {
    // Compared as they are kept.
    const score = Math.fround(scoreOf(item));
    if (score > 0) top.offer(item, score);
  }
  const out = { items: new Int32Array(places), scores: new Float32Array(places) };
  const size = top.drain(out.items, out.scores);
  return { items: out.items.subarray(0, size), scores: out.scores.subarray(0, size) };
}

/**
 * How much each event of a history counts: its value, halved with every `halfLife` events after it. Only the latest
 * `most` events count. Returns them latest first; of an item that comes several times the weights are added up.
 */
export function recentWeights(
  { items, values }: RecentHistory,
  { most, halfLife }: { most: number; halfLife: number },
): { items: Int32Array; weights: Float32Array } {
  const weights = new Map<number, number>();
  for (let age = 0; age < Math.min(most, items.length); age++) {
    const at = items.length - 1 - age;
    weights.set(items[at]!, (weights.get(items[at]!) ?? 0) + values[at]! * 2 ** (-age / halfLife));
  }
  return { items: Int32Array.from(weights.keys()), weights: Float32Array.from(weights.values()) };
}
