import type { Pieces } from '../../../numeric/pace.ts';
import { type Constraint, discountsOf } from '../candidates.ts';
import { fairTargets } from '../constraints/fair.ts';
import { belongs, keysOf, membersOf } from '../constraints/members.ts';
import type { Prepared } from '../prepare.ts';
import { type Programme, ProgrammeBuilder, type Put } from './programme.ts';

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
 * pools hold no two items that are too like. Put together in pieces: a batch has a million entries.
 */
export function* feedsProgramme(feeds: readonly Feed[], constraints: readonly Constraint[]): Pieces<Programme> {
  const builder = new ProgrammeBuilder();
  const blocks: Block[] = [];
  for (const feed of feeds) {
    blocks.push(addFeed(builder, feed));
    yield;
  }
  for (const [priority, constraint] of constraints.entries()) {
    if (constraint.kind === 'exposure' || constraint.kind === 'fresh') {
      builder.price(priority, addFloor(builder, blocks, constraint, builder.slack(priority)));
    } else if (constraint.kind === 'ceiling') {
      addCeiling(builder, blocks, constraint, priority);
    } else {
      for (const block of blocks) {
        addOwn(builder, block, constraint, priority);
        yield;
      }
    }
    yield;
  }
  return yield* builder.build(constraints.length);
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
  const everyone = Array.from(pool.keys());
  for (let p = 0; p < places; p++) builder.row(1, 1, (put) => putCounts(put, block, everyone, p, p + 1));
  for (const i of everyone) builder.row(0, 1, (put) => putCounts(put, block, [i], 0, places));
  return block;
}

/** How much of some pool members is shown from a place to before another. */
function putCounts(put: Put, { places, first }: Block, members: readonly number[], from: number, to: number): void {
  const end = Math.min(to, places);
  for (const i of members) for (let p = from; p < end; p++) put(first + i * places + p, 1);
}

/** How much exposure some pool members have, times a factor. */
function putExposure(put: Put, { places, first, discounts }: Block, members: readonly number[], factor = 1): void {
  for (const i of members) for (let p = 0; p < places; p++) put(first + i * places + p, factor * discounts[p]!);
}

function addFloor(
  builder: ProgrammeBuilder,
  blocks: readonly Block[],
  floor: Constraint & { kind: 'exposure' | 'fresh' },
  slack: number,
): number {
  const total = totalExposure(blocks);
  return builder.row(floor.share * total, Infinity, (put) => {
    for (const block of blocks) putExposure(put, block, belonging(block, floor));
    put(slack, total);
  });
}

function addCeiling(
  builder: ProgrammeBuilder,
  blocks: readonly Block[],
  { by, share }: Constraint & { kind: 'ceiling' },
  priority: number,
): void {
  const total = totalExposure(blocks);
  const all = blocks.map((block) => keyed(block, by));
  for (const key of new Set(all.flatMap((members) => [...members.keys()]))) {
    const slack = builder.slack(priority);
    builder.row(-Infinity, share * total, (put) => {
      blocks.forEach((block, b) => {
        putExposure(put, block, all[b]!.get(key) ?? []);
      });
      put(slack, -total);
    });
  }
}

type Own = Constraint & { kind: 'cap' | 'prefix' | 'taste' | 'distinct' };

function addOwn(builder: ProgrammeBuilder, block: Block, constraint: Own, priority: number): void {
  if (constraint.kind === 'cap') addCap(builder, block, constraint, priority);
  else if (constraint.kind === 'prefix') addPrefix(builder, block, constraint, priority);
  else if (constraint.kind === 'taste') addTaste(builder, block, constraint.distance, priority);
}

function addCap(
  builder: ProgrammeBuilder,
  block: Block,
  { by, most, window }: Constraint & { kind: 'cap' },
  priority: number,
): void {
  for (const members of keyed(block, by).values()) {
    if (members.length <= most) continue;
    const slack = builder.slack(priority);
    for (let start = 0; start === 0 || start + window <= block.places; start++) {
      builder.row(-Infinity, most, (put) => {
        putCounts(put, block, members, start, start + window);
        put(slack, -1);
      });
    }
  }
}

function addPrefix(
  builder: ProgrammeBuilder,
  block: Block,
  constraint: Constraint & { kind: 'prefix' },
  priority: number,
): void {
  const members = belonging(block, constraint);
  const targets = fairTargets(block.places, constraint.share, constraint.alpha);
  const slack = builder.slack(priority);
  targets.forEach((target, place) => {
    // Between two steps of the target the prefix only grows.
    if (target === (targets[place - 1] ?? 0)) return;
    builder.row(target, Infinity, (put) => {
      putCounts(put, block, members, 0, place + 1);
      put(slack, 1);
    });
  });
}

/** A column for each topic says how far its exposure is from the taste, and together they may be twice the distance. */
function addTaste(builder: ProgrammeBuilder, block: Block, distance: number, priority: number): void {
  const { discounts, prepared, pool } = block;
  const total = discounts.reduce((sum, value) => sum + value, 0);
  const keys = keysOf(prepared.list, 'topic');
  const topics = keyed(block, 'topic');
  const off = Array.from(prepared.context.taste!, (wanted, topic) => {
    const column = builder.column(0);
    for (const side of [-1, 1] as const) {
      builder.row(side < 0 ? -Infinity : wanted * total, side < 0 ? wanted * total : Infinity, (put) => {
        for (const i of topics.get(topic) ?? []) putExposure(put, block, [i], 1 / membersOf(keys, pool[i]!).length);
        put(column, side);
      });
    }
    return column;
  });
  const slack = builder.slack(priority);
  builder.row(-Infinity, 2 * distance * total, (put) => {
    for (const column of off) put(column, 1);
    put(slack, -2 * total);
  });
}

/** The pool members that a floor is for, by their places in the pool. */
function belonging({ prepared, pool }: Block, floor: Parameters<typeof belongs>[2]): number[] {
  const member = belongs(prepared.list, prepared.context, floor);
  return Array.from(pool.keys()).filter((i) => member[pool[i]!] === 1);
}

/** The pool members of each publisher or topic, by their places in the pool. */
function keyed({ prepared, pool }: Block, by: 'publisher' | 'topic'): Map<number, number[]> {
  const keys = keysOf(prepared.list, by);
  const all = new Map<number, number[]>();
  pool.forEach((candidate, i) => {
    for (const key of new Set(membersOf(keys, candidate))) {
      const members = all.get(key) ?? [];
      all.set(key, members);
      members.push(i);
    }
  });
  return all;
}

function totalExposure(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { discounts }) => sum + discounts.reduce((all, value) => all + value, 0), 0);
}
