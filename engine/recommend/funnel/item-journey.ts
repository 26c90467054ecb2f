import { StewardError } from '../../contract/errors.ts';
import type { FeedConfig, ItemJourney, JourneyStep } from '../../contract/index.ts';
import { placeOf } from '../histories.ts';
import type { Adjustment, Allocation } from '../reranking/allocator.ts';
import type { AllocationContext } from '../reranking/candidates.ts';
import { type Prepared, prepare } from '../reranking/prepare.ts';
import { allocatorOf } from '../reranking/registry.ts';
import { reasonsFor } from './cards.ts';
import { furtherCandidate } from './first-passes.ts';
import { type Cut, cutOf, type LastPass } from './last-pass.ts';
import type { Candidate, Pool } from './pool.ts';
import { sievesOf, sift } from './sift.ts';
import { allocatable } from './third-pass.ts';
import { adjustmentInWords, leftOutInWords, reasonInWords, type TitleOf } from './words.ts';

type Dropped = NonNullable<ItemJourney['dropped']>;
/** What the third pass made of an item. */
type Reranked = Pick<ItemJourney, 'place' | 'relevance' | 'steps'> & { dropped: Dropped | null };

/**
 * How one item of the workspace fares in the feed of a pool, whether it is shown, dropped, or was never a candidate. The
 * third pass is run again step by step, so that each says where it took the item. NOT_FOUND where there is no such item.
 */
export async function journeyOf(
  parts: LastPass,
  pool: Pool,
  { config, item }: { config: FeedConfig; item: string },
): Promise<ItemJourney> {
  const { data } = pool.snapshot;
  const number = parts.store.feedReader.number('item', item);
  if (number === undefined) {
    throw new StewardError('NOT_FOUND', 'The workspace has no such item.', { place: { field: 'item' } });
  }
  const row = placeOf(data.itemRows, number);
  const cut = await cutOf(parts, pool, config);
  const { effects } = await parts.effects.of([item]);
  const effect = effects.get(item) ?? null;
  const found = find(cut, row);
  const reranked = found?.dropped === null ? await rerankedOf(parts, pool, { config, cut, row }) : null;
  const [reasons = []] = found ? await reasonsFor(pool, [found.candidate], true) : [];
  return {
    item,
    title: row < 0 ? null : data.title(row),
    place: reranked?.place ?? null,
    dropped: found ? (found.dropped ?? reranked!.dropped) : notBrought(pool, { config, cut, row, effects }),
    sources: [...(found?.candidate.sources ?? [])],
    score: found?.candidate.score ?? null,
    relevance: reranked?.relevance ?? null,
    reasons,
    steps: reranked?.steps ?? [],
    decision: effect,
  };
}

/** A candidate by its row, with what dropped it before the third pass; undefined where it is none. */
function find(
  { sifted, beyond, kept }: Cut,
  row: number,
): { candidate: Candidate; dropped: Dropped | null } | undefined {
  const isIt = (candidate: Candidate) => candidate.row === row;
  const filtered = sifted.dropped.find(({ candidate }) => isIt(candidate));
  if (filtered) {
    const { candidate, reason, words } = filtered;
    return { candidate, dropped: { stage: 'filters', reason, words } };
  }
  const cutAway = beyond.find(isIt);
  if (cutAway) {
    const words = `Not among the ${kept.length} most relevant.`;
    return { candidate: cutAway, dropped: { stage: 'ranking', reason: 'relevance', words } };
  }
  const candidate = kept.find(isIt);
  return candidate && { candidate, dropped: null };
}

/** Why an item that no source brought is not there: a filter would keep it out too, or it is just that. */
function notBrought(
  pool: Pool,
  { config, cut, row, effects }: { config: FeedConfig; cut: Cut; row: number; effects: Cut['effects'] },
): Dropped {
  const alone = 'No source brought it: it is not among the best of any.';
  if (row < 0) return { stage: 'candidates', reason: 'not-brought', words: alone };
  const sieves = sievesOf(pool, config, effects, new Set(cut.unwanted));
  const [filtered] = sift([furtherCandidate(pool, row, 0)], sieves).dropped;
  return filtered
    ? { stage: 'filters', reason: filtered.reason, words: `${filtered.words} No source brought it either.` }
    : { stage: 'candidates', reason: 'not-brought', words: alone };
}

/** The third pass again, one step more each time, followed for one candidate. */
async function rerankedOf(
  { store, allocators }: LastPass,
  pool: Pool,
  { config, cut, row }: { config: FeedConfig; cut: Cut; row: number },
): Promise<Reranked> {
  const { kept: candidates, explored, effects, unwanted } = cut;
  const attributes = store.catalog.attributes();
  const given = { candidates, effects, unwanted, explored: explored.places, attributes };
  const { list, context, groups } = allocatable(pool, config, given);
  const prepared = prepare(list, context);
  const at = candidates.findIndex((candidate) => candidate.row === row);
  const effect = effects.get(candidates[at]!.id);
  const title: TitleOf = (of) => pool.snapshot.data.title(of) ?? pool.snapshot.data.interactions.items.id(of);
  const isMixed = config.objective.revenue > 0 && list.prices !== undefined;
  const steps = relevanceSteps(prepared, { candidates, at, isMixed }, (one) => adjustmentInWords(one, effect));
  const allocate = (less: Partial<AllocationContext>) =>
    allocatorOf(allocators, config.allocator).allocate(list, { ...context, ...less }, config.allocatorParams);
  const follow = (by: JourneyStep['by'], allocation: Allocation, others: string) => {
    const own = allocation.steps.find(({ item }) => item === row);
    const left = allocation.leftOut.find(({ item }) => item === row);
    const before = steps.at(-1)!.place;
    const place = own ? own.place + 1 : null;
    const isGiven = own?.reason === 'fixed';
    const words =
      place === before && by !== 'allocator' && !isGiven
        ? 'It stays.'
        : own && (by === 'allocator' || own.reason === 'constraint' || isGiven)
          ? reasonInWords(own, groups)
          : left
            ? leftOutInWords(left, title, groups)
            : others;
    steps.push({ by, place, words });
  };
  const [constraints, fixed] = [context.constraints ?? [], context.fixed ?? []];
  const behind = 'Others are more relevant, or add more.';
  follow('allocator', await allocate({ constraints: [], fixed: [] }), behind);
  if (constraints.length > 0) {
    follow('constraints', await allocate({ fixed: [] }), 'Caps, floors and likeness move others.');
  }
  const whole = await allocate({});
  if (fixed.length > 0) follow('fixed', whole, 'Items with a place of their own move others.');
  const place = steps.at(-1)!.place;
  const left = whole.leftOut.find(({ item }) => item === row);
  return {
    place,
    relevance: prepared.relevance[at]!,
    steps,
    dropped:
      place !== null
        ? null
        : {
            stage: 'reranking',
            reason: left?.reason ?? 'relevance',
            words: left ? leftOutInWords(left, title, groups) : `${candidates.length} compete for ${config.k} places.`,
          },
  };
}

/** What the score, the mix of what is maximised, and each adjustment of relevance do with the place of one candidate. */
function relevanceSteps(
  { list, adjustments }: Prepared,
  { candidates, at, isMixed }: { candidates: readonly Candidate[]; at: number; isMixed: boolean },
  words: (adjustment: Adjustment) => string,
): JourneyStep[] {
  const scores = Float64Array.from(candidates, ({ score }) => score);
  const steps: JourneyStep[] = [{ by: 'score', place: rank(scores, list.items, at), words: 'By its score alone.' }];
  const relevance = Float64Array.from(list.scores);
  if (isMixed) steps.push({ by: 'objective', place: rank(relevance, list.items, at), words: 'Its price counts too.' });
  const others = {
    freshness: 'Others lose by their age.',
    reduce: 'Others are reduced by moderation.',
    'not-interested': 'Others are like what the user does not want.',
  };
  for (const kind of ['freshness', 'reduce', 'not-interested'] as const) {
    const all = adjustments.map((own) => own.find((adjustment) => adjustment.kind === kind));
    if (all.every((adjustment) => adjustment === undefined)) continue;
    all.forEach((adjustment, n) => {
      relevance[n]! *= adjustment?.factor ?? 1;
    });
    const own = all[at];
    steps.push({ by: kind, place: rank(relevance, list.items, at), words: own ? words(own) : others[kind] });
  }
  return steps;
}

/** The place, from 1, of one of some values, the largest first; ties by the smaller row. */
function rank(values: Float64Array, rows: Int32Array, at: number): number {
  let place = 1;
  for (let n = 0; n < values.length; n++) {
    if (values[n]! > values[at]! || (values[n] === values[at] && rows[n]! < rows[at]!)) place += 1;
  }
  return place;
}
