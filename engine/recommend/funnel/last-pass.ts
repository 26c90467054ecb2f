import type { DroppedItem, Feed, FeedConfig, FeedFor, FeedStage } from '../../contract/index.ts';
import type { Effect } from '../../store/feeds-read.ts';
import type { Store } from '../../store/store.ts';
import { placeOf } from '../histories.ts';
import type { Allocation, LeftOut } from '../reranking/allocator.ts';
import { type Allocators, allocatorOf } from '../reranking/registry.ts';
import { feedItems } from './cards.ts';
import type { EffectTable } from './effects.ts';
import { type Explored, exploring } from './exploring.ts';
import { furtherCandidate } from './first-passes.ts';
import { measuresOf } from './measures.ts';
import type { Candidate, Pool } from './pool.ts';
import { type Sieves, type Sifted, sievesOf, sift } from './sift.ts';
import { allocatable } from './third-pass.ts';
import { leftOutInWords, pinsMissed, relaxedInWords, withoutPrices } from './words.ts';

/** Candidates that the third pass looks at, best first: it takes time that grows with them. */
const mostRanked = 400;
/** What is told of those that were dropped. */
const mostDropped = 200;
/** How often a feed is made anew because moderation decided about one of its items meanwhile. */
const mostTries = 3;
/** Rows that are looked through for something to show where candidates are too few, between two turns of the loop. */
const rowsASlice = 2000;

/** What the last pass needs beside the pool. */
export interface LastPass {
  store: Store;
  effects: EffectTable;
  allocators: Allocators;
}

/** What is to be made of a pool. */
export interface LastPassRequest {
  config: FeedConfig;
  version: number;
  /** Whether the feed says what was dropped, and tells the model's part of scores by the model's own reasons. */
  explain: boolean;
}

/**
 * Filters, cuts and orders the candidates of a pool by a configuration. What moderation decides is read now, and again
 * before the feed goes out: an item that was removed meanwhile is not in it.
 */
export async function lastPass(parts: LastPass, pool: Pool, request: LastPassRequest): Promise<Feed> {
  const { store, effects } = parts;
  const started = performance.now();
  for (let tries = 1; ; tries++) {
    const feed = await attempt(parts, pool, request);
    const now = store.feedReader.effects(feed.items.map(({ item }) => item));
    const isStale = feed.items.some(({ item, effect }) => (now.get(item)?.effect ?? 'none') !== effect);
    if (isStale) effects.forget();
    if (isStale && tries < mostTries) continue;
    const items = feed.items.filter(({ item }) => now.get(item)?.effect !== 'remove');
    return { ...feed, items, ms: pool.gathered.ms + pool.rankingMs + performance.now() - started };
  }
}

async function attempt(
  parts: LastPass,
  pool: Pool,
  { config, version, explain }: LastPassRequest,
): Promise<Omit<Feed, 'ms'>> {
  const { store, allocators } = parts;
  const cut = await cutOf(parts, pool, config);
  const { further, pinned, allowed, kept, explored, effects, unwanted } = cut;
  const reranking = performance.now();
  const { list, context, groups } = allocatable(pool, config, {
    candidates: kept,
    effects,
    unwanted,
    explored: explored.places,
    attributes: store.catalog.attributes(),
  });
  const allocator = allocatorOf(allocators, config.allocator);
  const allocation =
    kept.length > 0
      ? await allocator.allocate(list, context, config.allocatorParams)
      : { order: new Int32Array(0), steps: [], leftOut: [], relaxed: [], ms: 0 };
  const rerankedMs = performance.now() - reranking;
  const title = (row: number) => pool.snapshot.data.title(row) ?? pool.snapshot.data.interactions.items.id(row);
  const items = await feedItems({ store, pool, kept, allocation, effects, groups, title, explain, explored });
  const stages: FeedStage[] = [
    pool.gathered,
    {
      name: 'filters',
      in: pool.candidates.length,
      out: allowed.length,
      ms: cut.filteringMs,
      parts: [
        ...cut.sifted.parts,
        ...(further.length > 0
          ? [{ name: 'filled up', in: 0, out: further.length, ms: 0, absent: null, note: 'Popular and other items.' }]
          : []),
        ...(pinned.length > 0
          ? [{ name: 'pinned', in: 0, out: pinned.length, ms: 0, absent: null, note: 'Brought by nobody else.' }]
          : []),
      ],
    },
    {
      name: 'ranking',
      in: allowed.length,
      out: kept.length,
      ms: pool.rankingMs + cut.cuttingMs + cut.rankerMs,
      parts: [
        {
          name: 'model',
          in: allowed.length,
          out: allowed.filter(({ isScored }) => isScored).length,
          ms: pool.rankingMs,
          absent: pool.hasModel ? null : (pool.fallbacks.at(-1) ?? 'The model has no scores for this person.'),
        },
        ...(cut.ranker || cut.fallback !== null
          ? [{ name: 'ranker', in: kept.length, out: kept.length, ms: cut.rankerMs, absent: cut.fallback }]
          : []),
      ],
    },
    {
      name: 'reranking',
      in: kept.length,
      out: items.length,
      ms: rerankedMs,
      parts: [
        { name: 'exploring', in: explored.arms, out: explored.places.size, ms: 0, absent: explored.absent },
        { name: allocator.id, in: kept.length, out: items.length, ms: allocation.ms, absent: null },
      ],
    },
  ];
  const { snapshot } = pool;
  return {
    key: pool.key,
    for: pool.who,
    asOf: pool.asOf,
    items,
    stages,
    dropped: explain ? droppedOf(pool, cut, (left) => leftOutInWords(left, title, groups), allocation) : [],
    relaxed: [
      ...allocation.relaxed.map((one) => relaxedInWords(one, groups)),
      ...pinsMissed(config, items, cut.sifted.dropped),
    ],
    fallbacks: [
      ...pool.fallbacks,
      ...(cut.fallback === null ? [] : [cut.fallback]),
      ...(further.length > 0
        ? [`Too few candidates were left: ${further.length} popular and other items fill up.`]
        : []),
      ...(config.objective.revenue > 0 && !snapshot.data.prices ? [withoutPrices] : []),
    ],
    versions: {
      config: config.name,
      configVersion: version,
      ...versionOf(pool),
      ranker: cut.ranker,
      calibration: pool.calibration,
      dataRevision: snapshot.data.revision,
      moderation: cut.moderation,
    },
    measures: measuresOf(pool.moment, list, context, allocation),
  };
}

/** What was dropped on the way, best first. */
function droppedOf(
  { snapshot }: Pool,
  { sifted, beyond, kept }: Cut,
  words: (left: LeftOut) => string,
  { leftOut }: Pick<Allocation, 'leftOut'>,
): DroppedItem[] {
  const byRow = new Map(kept.map((candidate) => [candidate.row, candidate]));
  const early = sifted.dropped.map((one: Sifted) => ({ ...one, stage: 'filters' as const }));
  const late = leftOut.map((left) => ({
    candidate: byRow.get(left.item)!,
    stage: 'reranking' as const,
    reason: left.reason,
    words: words(left),
  }));
  const cutAway = beyond.toSorted(byScore).map((candidate) => ({
    candidate,
    stage: 'ranking' as const,
    reason: 'relevance' as const,
    words: `Not among the ${kept.length} most relevant.`,
  }));
  return [...[...early, ...late].sort((a, b) => b.candidate.score - a.candidate.score), ...cutAway]
    .slice(0, mostDropped)
    .map(({ candidate, stage, reason, words }) => ({
      item: candidate.id,
      title: snapshot.data.title(candidate.row),
      stage,
      reason,
      words,
      score: candidate.score,
      sources: [...candidate.sources],
    }));
}

/** What filters leave of a pool, and what is kept of it for the third pass. */
export interface Cut {
  sifted: ReturnType<typeof sift>;
  /** Items that nobody brought, where too few were left. */
  further: Candidate[];
  /** Items with a place of their own that nobody brought. */
  pinned: Candidate[];
  allowed: readonly Candidate[];
  /**
   * What the ranker scores where there is one, and the third pass looks at: the most relevant of those that are allowed,
   * best first, and the pinned ones.
   */
  kept: readonly Candidate[];
  /** The rest of them, in no order. */
  beyond: Candidate[];
  /** The number of the ranker that scored them; null where the blend's scores stand. */
  ranker: number | null;
  /** Why no ranker did, where one should have. */
  fallback: string | null;
  /** Those of them that are shown to learn who likes them. */
  explored: Explored;
  effects: Map<string, Effect>;
  /** Rows that the user is not interested in. */
  unwanted: ReadonlySet<number>;
  /** As of which decision these are. */
  moderation: number;
  filteringMs: number;
  cuttingMs: number;
  rankerMs: number;
}

/** Filters the candidates of a pool as moderation and the user have it now, keeps the most relevant, and ranks those. */
export async function cutOf(
  { store, effects: table }: Pick<LastPass, 'store' | 'effects'>,
  pool: Pool,
  config: FeedConfig,
): Promise<Cut> {
  const pins = pinnedBeside(store, pool, config);
  const { moderation, effects } = await table.of(idsOf(pool.candidates, pool.further, pins));
  const unwanted = unwantedOf(store, pool);
  const filtering = performance.now();
  const sieves = sievesOf(pool, config, effects, unwanted);
  const sifted = sift(pool.candidates, sieves);
  const { kept: pinned, dropped } = sift(pins, { ...sieves, seen: { claimed: 0, wrong: 0 } });
  const missing = config.k - sifted.kept.length - pinned.length;
  const known = new Set(pins.map(({ row }) => row));
  const further = missing > 0 ? await fillUp(table, pool, { sieves, effects, known }, missing) : [];
  const allowed = [...sifted.kept, ...further, ...pinned];
  const ranking = performance.now();
  const { first, rest } = bestOf(allowed, Math.max(mostRanked, config.k));
  const explored = exploring(store, pool, config, sifted.kept, effects);
  const fixed = new Set(config.fixed.map(({ item }) => item));
  const hasPlace = (one: Candidate) => (fixed.size > 0 && fixed.has(one.id)) || explored.places.has(one.row);
  const beyond = rest.filter((candidate) => !hasPlace(candidate));
  const best = [...first, ...rest.filter(hasPlace).sort(byScore)];
  const scoring = performance.now();
  // A ranker does not know what a visitor answered: the blend does.
  const mode = config.ranking === 'auto' && pool.model.isByAnswers ? 'blend' : config.ranking;
  const { candidates: kept, version, fallback } = await pool.ranker.rank(best, mode);
  return {
    sifted: { ...sifted, dropped: [...sifted.dropped, ...dropped] },
    further,
    pinned: [...pinned],
    allowed,
    kept,
    beyond,
    explored,
    ranker: version?.id ?? null,
    fallback,
    effects,
    unwanted,
    moderation,
    filteringMs: ranking - filtering,
    cuttingMs: scoring - ranking,
    rankerMs: performance.now() - scoring,
  };
}

/** The best of some candidates in their order, and the rest in none: most are not told of. */
function bestOf(candidates: readonly Candidate[], most: number): { first: Candidate[]; rest: Candidate[] } {
  const scores = new Float64Array(candidates.length);
  for (let n = 0; n < scores.length; n++) scores[n] = candidates[n]!.score;
  const least = scores.toSorted()[scores.length - most] ?? Number.NEGATIVE_INFINITY;
  const best: number[] = [];
  const rest: Candidate[] = [];
  for (let n = 0; n < scores.length; n++) {
    if (scores[n]! >= least) best.push(n);
    else rest.push(candidates[n]!);
  }
  // Those that are as good as the last one are told apart by their rows.
  best.sort((a, b) => scores[b]! - scores[a]! || candidates[a]!.row - candidates[b]!.row);
  const inOrder = best.map((n) => candidates[n]!);
  return { first: inOrder.slice(0, most), rest: [...inOrder.slice(most), ...rest] };
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.row - b.row;
}

/** One by one: where moderation left everything alone nobody asks for them. */
function* idsOf(...lists: readonly (readonly Candidate[])[]): Generator<string> {
  for (const list of lists) for (const candidate of list) yield candidate.id;
}

/** Items with a place of their own that are no candidates yet. One that the workspace does not have is left out. */
function pinnedBeside(store: Store, pool: Pool, { fixed }: FeedConfig): Candidate[] {
  if (fixed.length === 0) return [];
  const known = new Set(pool.candidates.map(({ id }) => id));
  return fixed
    .filter(({ item }) => !known.has(item))
    .map(({ item }) => placeOf(pool.snapshot.data.itemRows, store.feedReader.number('item', item) ?? -1))
    .filter((row) => row >= 0)
    .map((row) => ({ ...furtherCandidate(pool, row, 0), sources: [], rankIn: () => undefined }));
}

/** The version that the scores are from. */
function versionOf({ model, hasModel }: Pool): Pick<Feed['versions'], 'model' | 'algorithm' | 'rule'> {
  if (hasModel && model.isByAnswers) return { model: null, algorithm: 'answers', rule: null };
  const version = hasModel ? model.version : null;
  return { model: version?.id ?? null, algorithm: version?.algorithm ?? null, rule: version?.rule ?? null };
}

/** The rows that the user asked not to see, or that a visitor said they dislike. */
function unwantedOf(store: Store, { who, profile, snapshot }: Pool): Set<number> {
  const items =
    'visitor' in who
      ? dislikedBy(who.visitor).map((item) => store.feedReader.number('item', item) ?? -1)
      : profile.number === null
        ? []
        : store.feeds.dislikes(profile.number);
  return new Set(items.map((item) => placeOf(snapshot.data.itemRows, item)).filter((row) => row >= 0));
}

/** What a visitor asked not to see, and what they said of the items that they were asked about. */
function dislikedBy({ dislikes, answers = [] }: Extract<FeedFor, { visitor: object }>['visitor']): string[] {
  return [...dislikes, ...answers.filter(({ answer }) => answer === 'dislike').map(({ item }) => item)];
}

/** Items that nobody brought but may be shown, the most popular first: a feed is never short while there are any. */
async function fillUp(
  table: EffectTable,
  pool: Pool,
  { sieves, effects, known: besides }: { sieves: Sieves; effects: Map<string, Effect>; known: ReadonlySet<number> },
  wanted: number,
): Promise<Candidate[]> {
  const known = new Set([...besides, ...[...pool.candidates, ...pool.further].map(({ row }) => row)]);
  const passes = (some: readonly Candidate[]) => sift(some, { ...sieves, seen: { claimed: 0, wrong: 0 } }).kept;
  const kept = passes(pool.further).filter(({ row }) => !besides.has(row));
  const order = pool.moment.byPopularity;
  for (let from = 0; from < order.length && kept.length < wanted; from += rowsASlice) {
    const some: Candidate[] = [];
    order.subarray(from, from + rowsASlice).forEach((row, n) => {
      if (!known.has(row)) some.push(furtherCandidate(pool, row, from + n + 1));
    });
    for (const [id, effect] of (await table.of(some.map(({ id }) => id))).effects) effects.set(id, effect);
    const found = passes(some).slice(0, wanted - kept.length);
    pool.further.push(...found);
    kept.push(...found);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return kept;
}
