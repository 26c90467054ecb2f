import { inSlices, Pace } from '../../../numeric/pace.ts';
import { choice, number, positive, whole } from '../../info/spec.ts';
import type { Allocation, Allocator, AllocatorParams, Relaxed } from '../allocator.ts';
import { type AllocationContext, type CandidateList, type Constraint, discountsOf } from '../candidates.ts';
import { constraintName, holdAll } from '../constraints/hold.ts';
import { type Choice, fill } from '../fill.ts';
import { trackNearest } from '../nearest.ts';
import { checkAllocatorParams } from '../params.ts';
import { type Prepared, prepare } from '../prepare.ts';
import { report } from '../report.ts';
import { similaritiesOf } from '../similarity.ts';
import { feedOffsets, feedsProgramme, sharesOf } from './feeds.ts';
import { poolOf, worthOf } from './pool.ts';
import { type Rounding, rounderOf, roundings } from './rounding.ts';
import type { Solution } from './solve.ts';
import type { LpSolver } from './solver.ts';

/** Below this a miss is rounding of the solver. */
const negligible = 1e-6;

export const lpDefaults = { engagement: 1, revenue: 0, pool: 200, rounding: 'draw', seconds: 10 };
export type LpParams = typeof lpDefaults;

export const lpParams = {
  engagement: number('What relevance is worth by itself.', 1e6),
  revenue: number('What a unit of price is worth, times relevance.', 1e6),
  pool: whole('How many candidates compete, best first; with those that the constraints speak of.', 1, 1000),
  rounding: choice(
    'How shares become one ranking: drawn by their weights, so that exposure is kept on average, the main one, or the one ' +
      'that holds floors and ceilings best.',
    roundings,
  ),
  seconds: positive('How long the solver may take before the feed is filled greedily.', 600),
};

const about =
  'Linear programme: the assignment of items to places that is worth the most under exposure floors, ceilings, caps and the ' +
  "user's taste (Singh and Joachims 2018), drawn as a ranking (Birkhoff and von Neumann).";

const holds = ['cap', 'ceiling', 'exposure', 'fresh', 'prefix', 'taste', 'distinct'] as const;

/** The allocator by linear programme, on a solver's thread. `relaxed` says what could not be held in expectation. */
export function lpAllocator(solver: LpSolver): Allocator {
  return {
    id: 'lp',
    about,
    holds,
    defaults: lpDefaults,
    params: lpParams,
    async allocate(list, context, given = {}) {
      const { allocations } = await allocateTogether(
        solver,
        [{ list, context }],
        context.constraints ?? [],
        given,
        context.signal,
      );
      return allocations[0]!;
    },
  };
}

/** One of the feeds that are allocated together. */
export interface Request {
  list: CandidateList;
  context: AllocationContext;
}

/** What came of feeds that were allocated together. */
export interface Together {
  /** One a request, each with the misses of all. */
  allocations: Allocation[];
  /**
   * The shadow price of each constraint: the value that all feeds together lose by one more unit of exposure for a
   * floor. NaN where the constraint has none: it holds in each feed apart, something was relaxed, or time ran out.
   */
  prices: Float64Array;
}

/**
 * Allocates the feeds of many users with one programme: exposure floors and ceilings hold over all feeds together, so
 * that each user gives up as little as possible for them; the other constraints hold in every feed. `constraints` are
 * those of all; what the contexts say of constraints is not looked at.
 * BAD_INPUT where a request cannot be; CANCELLED on abort.
 */
export async function allocateTogether(
  solver: LpSolver,
  requests: readonly Request[],
  constraints: readonly Constraint[],
  given: Partial<AllocatorParams> = {},
  signal?: AbortSignal,
): Promise<Together> {
  const started = performance.now();
  const spec = { id: 'lp', defaults: lpDefaults, params: lpParams } as const;
  const params = { ...lpDefaults, ...checkAllocatorParams(spec, given) } as LpParams;
  const feeds = await mapInSlices(requests, ({ list, context }) =>
    poolOf(prepare(list, { ...context, constraints }), params, params.pool),
  );
  const filled = feeds.filter(({ prepared }) => prepared.places > 0);
  const options = { seconds: params.seconds, signal };
  const solution =
    filled.length === 0 ? null : await solver.solve(await inSlices(feedsProgramme(filled, constraints)), options);
  const offsets = new Map(feedOffsets(filled).map((first, i) => [filled[i]!, first]));
  const relaxed = relaxedOf(solution, constraints);
  const distinct = new Set(constraints.filter(({ kind }) => kind === 'distinct').map(constraintName));
  const rounder = rounderOf(params.rounding as Rounding, constraints);
  const allocations = await mapInSlices(feeds, (feed, at) => {
    const first = offsets.get(feed);
    const isSolved = solution?.status === 'optimal' && first !== undefined;
    const shown = isSolved ? rounder(feed, sharesOf(solution.values, first, feed), at) : null;
    const explained = explain(feed.prepared, shown, params);
    // Likeness was settled before the programme; what the programme itself gave up holds for all feeds together.
    const copies = explained.relaxed.filter(({ constraint }) => distinct.has(constraint));
    return { ...explained, ...(shown && { relaxed: [...relaxed, ...copies] }), ms: performance.now() - started };
  });
  return { allocations, prices: solution?.prices ?? new Float64Array(constraints.length).fill(Number.NaN) };
}

/** Maps over all, and lets the event loop turn now and then: a batch may hold many users. */
async function mapInSlices<From, To>(all: readonly From[], map: (one: From, at: number) => To): Promise<To[]> {
  const pace = new Pace();
  const mapped: To[] = [];
  for (const one of all) {
    mapped.push(map(one, mapped.length));
    await pace.turn();
  }
  return mapped;
}

function relaxedOf(solution: Solution | null, constraints: readonly Constraint[]): Relaxed[] {
  return constraints
    .map((constraint, priority) => ({ constraint: constraintName(constraint), by: solution?.missed[priority] ?? 0 }))
    .filter(({ by }) => by > negligible);
}

/**
 * The allocation of a ranking. Without one, because time ran out, the places are filled greedily by worth under the same
 * constraints: a feed is never empty.
 */
function explain(prepared: Prepared, ranking: Int32Array | null, params: LpParams): Omit<Allocation, 'ms'> {
  const nearest = trackNearest(similaritiesOf(prepared.list));
  const held = holdAll(prepared, nearest);
  const worth = worthOf(prepared, params);
  if (!ranking) {
    const filled = fill(prepared, { gains: worth, chose: () => undefined }, held, nearest);
    const greedy = report(prepared, filled, held, nearest, 'value');
    return prepared.places === 0
      ? greedy
      : { ...greedy, relaxed: [{ constraint: `solved within ${params.seconds} s`, by: 1 }, ...greedy.relaxed] };
  }
  const { relevance, open, fixed } = prepared;
  const discounts = discountsOf(prepared.context);
  const left = open.slice();
  const choices = Array.from(ranking, (candidate, place): Choice => {
    nearest.chose(candidate);
    left[candidate] = 0;
    return {
      candidate,
      gain: worth[candidate]! * discounts[place]!,
      isFixed: fixed.get(place) === candidate,
      passedRelevant: relevance.some((value, c) => left[c] === 1 && value > relevance[candidate]!),
      constraint: -1,
    };
  });
  const filled = { shown: ranking, choices, lastForbidden: new Int32Array(prepared.list.items.length).fill(-1) };
  return report(prepared, filled, held, nearest, 'value');
}
