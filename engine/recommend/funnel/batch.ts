import { StewardError } from '../../contract/errors.ts';
import type { FeedConfig } from '../../contract/index.ts';
import type { Relaxed } from '../reranking/allocator.ts';
import { type Constraint, discountsOf } from '../reranking/candidates.ts';
import { constraintName } from '../reranking/constraints/hold.ts';
import { allocateTogether, type LpParams } from '../reranking/lp/lp.ts';
import type { LpSolver } from '../reranking/lp/solver.ts';
import type { Candidate } from './pool.ts';
import { type Allocatable, type ExposureFloor, exposureFloors } from './third-pass.ts';

/** Shares that one programme decides about at most: more of them take longer than they gain. */
const mostShares = 40_000;
/** How long the solver may take for one programme. */
const seconds = 120;

/** A feed of a batch: what was shown at each place, best first. */
export interface BatchFeed {
  user: string;
  /** `floors` are those that an item counts for, by their places in `exposureFloors`. */
  shown: readonly { candidate: Candidate; floors: readonly number[] }[];
}

export interface BatchOptions {
  config: FeedConfig;
  /** At most this share of all exposure for a publisher; null has none. */
  ceiling: number | null;
  users: readonly string[];
  solver: LpSolver;
  /** What may be shown to a user, with the configuration as allocators take it. */
  orderable(user: string): Promise<Allocatable & { candidates: readonly Candidate[] }>;
  signal: AbortSignal;
  onFeeds(feeds: number): void;
}

/** What came of a batch. */
export interface Batch {
  feeds: BatchFeed[];
  programmes: number;
  /** One for each of `exposureFloors`. */
  prices: (number | null)[];
  groups: readonly string[];
  /** Most important last: in the order of giving up. `by` is the most that was missed in one programme. */
  relaxed: (Relaxed & { programmes: number })[];
}

/**
 * Orders the feeds of many users by linear programmes of some users each. Floors hold over all feeds together: each programme
 * is asked for what those before it have left to reach, so that a surplus is not paid for twice and what could not be
 * held is made up for where it can. The ceiling holds in each programme, and so over all; caps and the rest hold in every feed.
 */
export async function allocateBatch(options: BatchOptions): Promise<Batch> {
  const { config, users, signal } = options;
  const params = paramsOf(config);
  const size = Math.max(1, Math.floor(mostShares / (params.pool * config.k)));
  const discounts = discountsOf(config);
  const whole = discounts.reduce((sum, value) => sum + value, 0);
  const floors = exposureFloors(config);
  const pacing = new Pacing(floors);
  const batch: Batch = { feeds: [], programmes: 0, prices: [], groups: [], relaxed: [] };
  const priced = floors.map((): number[] => []);
  const missed = new Map<number, Relaxed & { programmes: number }>();
  for (let from = 0; from < users.length; from += size) {
    const some = users.slice(from, from + size);
    const requests: Awaited<ReturnType<BatchOptions['orderable']>>[] = [];
    for (const user of some) {
      if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
      requests.push(await options.orderable(user));
    }
    const asked = constraintsOf(requests[0]!, options.ceiling);
    const paced = pacing.apply(asked, some.length * whole);
    const { allocations, prices } = await allocateTogether(options.solver, requests, paced, params, signal);
    const names = new Map(paced.map((constraint, priority) => [constraintName(constraint), priority]));
    const worst = new Map<number, Relaxed>();
    allocations.forEach(({ order, relaxed }, n) => {
      const { candidates, list } = requests[n]!;
      const places = new Map(candidates.map(({ row }, c) => [row, c]));
      const shown = Array.from(order, (row) => {
        const c = places.get(row)!;
        const isOf = (group: ExposureFloor['group']) =>
          group === 'tail' ? list.tail?.[c] === 1 : list.groups?.[c] === group;
        return { candidate: candidates[c]!, floors: floors.flatMap(({ group }, n) => (isOf(group) ? [n] : [])) };
      });
      shown.forEach(({ floors: own }, place) => {
        pacing.had(own, discounts[place]!);
      });
      batch.feeds.push({ user: some[n]!, shown });
      for (const { constraint, by } of relaxed) {
        // Without a constraint of that name it was time that ran out, which is more than any of them.
        const priority = names.get(constraint) ?? -1;
        const name = priority < 0 ? constraint : constraintName(asked[priority]!);
        const beyond = priority < 0 ? 0 : surplus(paced[priority]!, asked[priority]!);
        if (by - beyond > (worst.get(priority)?.by ?? 0)) worst.set(priority, { constraint: name, by: by - beyond });
      }
    });
    for (const [priority, one] of worst) {
      const before = missed.get(priority);
      const by = Math.max(one.by, before?.by ?? 0);
      missed.set(priority, { ...one, by, programmes: (before?.programmes ?? 0) + 1 });
    }
    asked.forEach((constraint, priority) => {
      const price = prices[priority]!;
      const floor = floorOf(floors, constraint);
      if (floor >= 0 && !Number.isNaN(price)) priced[floor]!.push(price);
    });
    batch.programmes += 1;
    batch.groups = requests[0]!.groups;
    options.onFeeds(batch.feeds.length);
  }
  batch.prices = priced.map((all) => (all.length > 0 ? all.reduce((sum, one) => sum + one, 0) / all.length : null));
  batch.relaxed = [...missed].sort(([a], [b]) => b - a).map(([, one]) => one);
  return batch;
}

/** A configuration's own parameters of the linear programme; otherwise a pool that many users can afford. */
function paramsOf({ allocator, allocatorParams, k }: FeedConfig): Partial<LpParams> & { pool: number } {
  const own = allocator === 'lp' ? (allocatorParams as Partial<LpParams>) : {};
  return { seconds, ...own, pool: Math.min(1000, own.pool ?? 3 * k), rounding: 'hold' };
}

/** The constraints of a configuration, with the ceiling after its caps: floors give way before it does. */
function constraintsOf({ context }: Allocatable, ceiling: number | null): Constraint[] {
  const own = context.constraints ?? [];
  if (ceiling === null) return [...own];
  const caps = own.filter(({ kind }) => kind === 'cap');
  const rest = own.filter(({ kind }) => kind !== 'cap');
  return [...caps, { kind: 'ceiling', by: 'publisher', share: ceiling }, ...rest];
}

/** The place of a constraint among the floors of exposure; -1 where it is none. */
function floorOf(floors: readonly ExposureFloor[], constraint: Constraint): number {
  return constraint.kind === 'exposure' ? floors.findIndex(({ group }) => group === constraint.group) : -1;
}

/** How much more a programme is asked for than the configuration asks, to make up for others: no miss of its own. */
function surplus(paced: Constraint, asked: Constraint): number {
  return paced.kind === 'exposure' && asked.kind === 'exposure' ? Math.max(0, paced.share - asked.share) : 0;
}

/** What the feeds so far have of each floor's exposure, and what the next ones are therefore asked for. */
class Pacing {
  readonly #floors: readonly ExposureFloor[];
  readonly #had: Float64Array;
  #all = 0;

  constructor(floors: readonly ExposureFloor[]) {
    this.#floors = floors;
    this.#had = new Float64Array(floors.length);
  }

  had(floors: readonly number[], exposure: number): void {
    this.#all += exposure;
    for (const floor of floors) this.#had[floor]! += exposure;
  }

  /** The constraints for feeds that have so much exposure together. */
  apply(constraints: readonly Constraint[], next: number): Constraint[] {
    return constraints.map((constraint) => {
      const floor = floorOf(this.#floors, constraint);
      if (constraint.kind !== 'exposure' || floor < 0) return constraint;
      const owed = constraint.share * (this.#all + next) - this.#had[floor]!;
      return { ...constraint, share: Math.min(1, Math.max(0, owed / next)) };
    });
  }
}
