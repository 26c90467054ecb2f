import { type Constraint, discountsOf } from '../candidates.ts';
import { fairTargets } from '../constraints/fair.ts';
import { belongs, keysOf, membersOf } from '../constraints/members.ts';
import type { Prepared } from '../prepare.ts';
import { type Programme, ProgrammeBuilder } from './programme.ts';

/** One feed of a programme: which of its candidates compete, and what each is worth where it is surely seen. */
export interface Feed {
  readonly prepared: Prepared;
  /** Candidates by their places in the list. */
  readonly pool: Int32Array;
  /** One for each of the pool. */
  readonly values: Float64Array;
}

/** A feed with its columns: the share of pool member i at place p is column `first` + i * places + p. */
interface Block extends Feed {
  readonly first: number;
  readonly places: number;
  readonly discounts: Float64Array;
}

/**
 * The programme that gives candidates to places, in shares, for the largest sum of value * discount of the place. Every
 * place is full, no candidate is shown twice in a feed, fixed items have their places. Exposure and ceilings are held over all
 * feeds together, caps, prefixes and tastes in each; all of them in expectation. 'distinct' is none of its business:
 * pools hold no two items that are too like.
 */
export function feedsProgramme(feeds: readonly Feed[], constraints: readonly Constraint[]): Programme {
  const builder = new ProgrammeBuilder();
  const blocks = feeds.map((feed) => addFeed(builder, feed));
  constraints.forEach((constraint, priority) => {
    if (constraint.kind === 'exposure' || constraint.kind === 'fresh') {
      addFloor(builder, blocks, constraint, builder.slack(priority));
    } else if (constraint.kind === 'ceiling') {
      addCeiling(builder, blocks, constraint, priority);
    } else {
      for (const block of blocks) addOwn(builder, block, constraint, priority);
    }
  });
  return builder.build();
}

/** Where in `Solution.values` the shares of each feed begin. */
export function feedOffsets(feeds: readonly Feed[]): number[] {
  let at = 0;
  return feeds.map(({ pool, prepared }) => {
    const first = at;
    at += pool.length * prepared.places;
    return first;
  });
}

/** The shares of one feed, places x pool, row-major. */
export function sharesOf(values: Float64Array, first: number, { pool, prepared: { places } }: Feed): Float64Array {
  const shares = new Float64Array(places * pool.length);
  for (let i = 0; i < pool.length; i++) {
    for (let p = 0; p < places; p++) shares[p * pool.length + i] = Math.max(0, values[first + i * places + p]!);
  }
  return shares;
}

function addFeed(builder: ProgrammeBuilder, feed: Feed): Block {
  const { prepared, pool, values } = feed;
  const { places, fixed } = prepared;
  const discounts = discountsOf(prepared.context).subarray(0, places);
  let first = -1;
  pool.forEach((candidate, i) => {
    for (let p = 0; p < places; p++) {
      const isFixed = fixed.get(p) === candidate;
      const column = builder.column(values[i]! * discounts[p]!, isFixed ? 1 : 0, 1);
      if (first < 0) first = column;
    }
  });
  const block = { ...feed, first, places, discounts };
  for (let p = 0; p < places; p++)
    builder.row(
      1,
      1,
      entries(
        block,
        () => true,
        (at) => Number(at === p),
      ),
    );
  for (let i = 0; i < pool.length; i++)
    builder.row(
      0,
      1,
      entries(
        block,
        (at) => at === i,
        () => 1,
      ),
    );
  return block;
}

/** The columns of the pool members that belong, each with the weight of its place. */
function* entries(
  { pool, places, first }: Block,
  has: (i: number, candidate: number) => boolean,
  weight: (place: number) => number,
): Generator<[number, number]> {
  for (let i = 0; i < pool.length; i++) {
    if (!has(i, pool[i]!)) continue;
    for (let p = 0; p < places; p++) {
      const value = weight(p);
      if (value !== 0) yield [first + i * places + p, value];
    }
  }
}

function addFloor(
  builder: ProgrammeBuilder,
  blocks: readonly Block[],
  floor: Constraint & { kind: 'exposure' | 'fresh' },
  slack: number,
): void {
  const total = totalExposure(blocks);
  const members = blocks.flatMap((block) => {
    const member = belongs(block.prepared.list, block.prepared.context, floor);
    return [
      ...entries(
        block,
        (_, candidate) => member[candidate] === 1,
        (p) => block.discounts[p]!,
      ),
    ];
  });
  builder.row(floor.share * total, Infinity, [...members, [slack, total]]);
}

function addCeiling(
  builder: ProgrammeBuilder,
  blocks: readonly Block[],
  { by, share }: Constraint & { kind: 'ceiling' },
  priority: number,
): void {
  const total = totalExposure(blocks);
  const all = new Map<number, [number, number][]>();
  for (const block of blocks) {
    for (const [key, has] of keyed(block, by)) {
      const mine = [
        ...entries(
          block,
          (i) => has.has(i),
          (p) => block.discounts[p]!,
        ),
      ];
      all.set(key, [...(all.get(key) ?? []), ...mine]);
    }
  }
  for (const [, mine] of all) builder.row(-Infinity, share * total, [...mine, [builder.slack(priority), -total]]);
}

function addOwn(builder: ProgrammeBuilder, block: Block, constraint: Constraint, priority: number): void {
  const { places, discounts, prepared } = block;
  if (constraint.kind === 'cap') {
    const { by, most, window } = constraint;
    for (const [, has] of keyed(block, by)) {
      if (has.size <= most) continue;
      const slack = builder.slack(priority);
      for (let start = 0; start === 0 || start + window <= places; start++) {
        const inside = entries(
          block,
          (i) => has.has(i),
          (p) => Number(p >= start && p < start + window),
        );
        builder.row(-Infinity, most, [...inside, [slack, -1]]);
      }
    }
  } else if (constraint.kind === 'prefix') {
    const member = belongs(prepared.list, prepared.context, constraint);
    const targets = fairTargets(places, constraint.share, constraint.alpha);
    const slack = builder.slack(priority);
    targets.forEach((target, place) => {
      // Between two steps of the target the prefix only grows.
      if (target === (targets[place - 1] ?? 0)) return;
      const inside = entries(
        block,
        (_, candidate) => member[candidate] === 1,
        (p) => Number(p <= place),
      );
      builder.row(target, Infinity, [...inside, [slack, 1]]);
    });
  } else if (constraint.kind === 'taste') {
    const taste = prepared.context.taste!;
    const total = discounts.reduce((sum, value) => sum + value, 0);
    const keys = keysOf(prepared.list, 'topic');
    const topics = keyed(block, 'topic');
    const off: [number, number][] = [];
    taste.forEach((wanted, topic) => {
      const has = topics.get(topic) ?? new Set<number>();
      const mine = [...has].flatMap((i) => {
        const share = 1 / membersOf(keys, block.pool[i]!).length;
        return [
          ...entries(
            block,
            (at) => at === i,
            (p) => share * discounts[p]!,
          ),
        ];
      });
      const column = builder.column(0);
      builder.row(-Infinity, wanted * total, [...mine, [column, -1]]);
      builder.row(wanted * total, Infinity, [...mine, [column, 1]]);
      off.push([column, 1]);
    });
    const slack = builder.slack(priority);
    builder.row(-Infinity, 2 * constraint.distance * total, [...off, [slack, -2 * total]]);
  }
}

/** The pool members of each publisher or topic, by their places in the pool. */
function keyed({ prepared, pool }: Block, by: 'publisher' | 'topic'): Map<number, Set<number>> {
  const keys = keysOf(prepared.list, by);
  const all = new Map<number, Set<number>>();
  pool.forEach((candidate, i) => {
    for (const key of membersOf(keys, candidate)) {
      if (!all.has(key)) all.set(key, new Set());
      all.get(key)!.add(i);
    }
  });
  return all;
}

function totalExposure(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { discounts }) => sum + discounts.reduce((all, value) => all + value, 0), 0);
}
