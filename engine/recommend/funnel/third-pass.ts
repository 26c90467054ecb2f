import type { FeedConfig } from '../../contract/index.ts';
import { IntSlots } from '../../numeric/int-slots.ts';
import type { AttributeInfo } from '../../store/catalog.ts';
import type { Effect } from '../../store/feeds-read.ts';
import {
  type AllocationContext,
  effects as bits,
  type CandidateList,
  type Constraint,
  type Memberships,
} from '../reranking/candidates.ts';
import { sharedMembers } from '../reranking/similarity.ts';
import type { Candidate, Pool } from './pool.ts';
import { isOfTail } from './snapshot.ts';

const day = 86_400_000;
/** The chance that a fair ranking misses a target of FA*IR anywhere. */
const fairAlpha = 0.1;

/** What an allocator is given for one feed. */
export interface Allocatable {
  list: CandidateList;
  context: AllocationContext;
  /** The floors' own words, by the number of their group. */
  groups: readonly string[];
}

/** What is known of the candidates of a feed as it is ordered. */
export interface Facts {
  candidates: readonly Candidate[];
  effects: ReadonlyMap<string, Effect>;
  /** Rows that the user is not interested in. */
  unwanted: ReadonlySet<number>;
  /** Places, from 0, of rows that are shown to learn who likes them. */
  explored: ReadonlyMap<number, number>;
  attributes: readonly AttributeInfo[];
}

/** The candidates of a feed and its configuration as allocators take them. Item rows are those of the snapshot. */
export function allocatable(
  pool: Pool,
  config: FeedConfig,
  { candidates, effects, unwanted, explored, attributes }: Facts,
): Allocatable {
  const { facts, data } = pool.snapshot;
  const { moment } = pool;
  const rows = new Int32Array(candidates.length);
  candidates.forEach(({ row }, n) => {
    rows[n] = row;
  });
  const rejected = Int32Array.from(unwanted);
  const similarity = sharedMembers(traitsOf(pool, attributes, Int32Array.of(...rows, ...rejected)));
  const list: CandidateList = {
    items: rows,
    scores: scoresOf(candidates, config, data.prices),
    scoresAre: 'probabilities',
    ...(data.prices && { prices: pick(data.prices, rows, new Float32Array(rows.length)) }),
    ...(facts.publisher && { publishers: rows.map((row) => facts.publisher![row]!) }),
    topics: topicsOf(pool, rows),
    ...(facts.published && { published: pick(facts.published, rows, new Float64Array(rows.length)) }),
    effects: effectsOf(candidates, effects),
    similarity,
    ...(config.floors.length > 0 && { groups: groupsOf(pool, rows, config) }),
    ...(config.tail && { tail: Uint8Array.from(rows, (row) => Number(isOfTail(moment, row))) }),
  };
  const { caps, freshness, k, tail } = config;
  const constraints: Constraint[] = [];
  if (caps.publisher !== null && facts.publisher) {
    constraints.push({ kind: 'cap', by: 'publisher', most: caps.publisher, window: caps.window });
  }
  if (caps.topic !== null) constraints.push({ kind: 'cap', by: 'topic', most: caps.topic, window: caps.window });
  for (const { group, share } of exposureFloors(config)) constraints.push({ kind: 'exposure', group, share });
  if (tail?.of === 'prefixes') constraints.push({ kind: 'prefix', group: 'tail', share: tail.share, alpha: fairAlpha });
  if (config.distinct < 1) constraints.push({ kind: 'distinct', similarity: config.distinct });
  const taste = tasteOf(pool);
  const { likeness: least, strength } = config.notInterested;
  const places = new Map(config.fixed.map(({ item, place }) => [item, place - 1]));
  const pinOf = (one: Candidate) => (places.size === 0 ? undefined : places.get(one.id));
  return {
    list,
    context: {
      k,
      now: moment.now,
      ...(freshness && { freshness: { halfLife: freshness.halfLifeDays * day, weight: freshness.weight } }),
      reduceFactor: config.reduceFactor,
      ...(taste && { taste }),
      ...(rejected.length > 0 && {
        notInterested: {
          // What filters leave is none of them itself.
          items: new Int32Array(0),
          likeness: mostAlike(rows.length, rejected.length, similarity),
          similarity: least,
          strength,
        },
      }),
      fixed:
        places.size === 0 && explored.size === 0
          ? []
          : candidates
              .map((one) => ({ item: one.row, place: pinOf(one) ?? explored.get(one.row) ?? k }))
              .filter(({ place }) => place < k),
      constraints,
    },
    groups: config.floors.map(({ attribute, value }) => `${attribute} ${value}`),
  };
}

/** What is known of some rows: `to[n]` of rows[n]. */
function pick<Column extends Float32Array | Float64Array>(of: Column, rows: Int32Array, to: Column): Column {
  for (let n = 0; n < rows.length; n++) to[n] = of[rows[n]!]!;
  return to;
}

function effectsOf(candidates: readonly Candidate[], effects: ReadonlyMap<string, Effect>): Uint8Array {
  const out = new Uint8Array(candidates.length).fill(bits.none);
  if (effects.size > 0) {
    candidates.forEach(({ id }, n) => {
      out[n] = bits[effects.get(id)?.effect ?? 'none'];
    });
  }
  return out;
}

/** A floor of exposure, as allocators know its group, and in words. */
export interface ExposureFloor {
  group: number | 'tail';
  words: string;
  share: number;
}

/** All floors of exposure of a configuration, in the order in which they are held. */
export function exposureFloors({ floors, tail }: FeedConfig): ExposureFloor[] {
  const own = floors.map(({ attribute, value, share }, group) => ({ group, words: `${attribute} ${value}`, share }));
  return tail?.of === 'exposure' ? [...own, { group: 'tail', words: 'the tail', share: tail.share }] : own;
}

/** How like each candidate is to the most like of those rejected, which are numbered behind the candidates. */
function mostAlike(candidates: number, rejected: number, similarity: (one: number, other: number) => number) {
  const most = new Float64Array(candidates);
  for (let n = candidates; n < candidates + rejected; n++) {
    for (let c = 0; c < candidates; c++) most[c] = Math.max(most[c]!, similarity(n, c));
  }
  return most;
}

/** The mix of engagement, which is the score, and revenue, which is the score times the price as a share of the highest. */
function scoresOf(candidates: readonly Candidate[], { objective }: FeedConfig, prices: Float32Array | null) {
  const { engagement, revenue } = objective;
  const sum = engagement + revenue;
  const highest = prices ? candidates.reduce((most, { row }) => Math.max(most, prices[row]!), 0) : 0;
  // A ranker's chances may all be small: what counts beside likeness and caps is how they compare with the best.
  const isRanked = candidates.some(({ scoredBy }) => scoredBy !== undefined);
  const best = isRanked ? candidates.reduce((most, { score }) => Math.max(most, score), 0) || 1 : 1;
  const isPriced = sum > 0 && revenue > 0 && highest > 0;
  const scores = new Float32Array(candidates.length);
  candidates.forEach(({ row, score: own }, n) => {
    const score = own / best;
    scores[n] = isPriced ? (engagement * score + (revenue * score * prices![row]!) / highest) / sum : score;
  });
  return scores;
}

function topicsOf({ snapshot: { facts } }: Pool, rows: Int32Array) {
  const { indptr, members } = facts.topic;
  const own = new Int32Array(rows.length + 1);
  rows.forEach((row, n) => {
    own[n + 1] = own[n]! + indptr[row + 1]! - indptr[row]!;
  });
  const all = new Int32Array(own.at(-1)!);
  rows.forEach((row, n) => {
    for (let at = indptr[row]!, to = own[n]!; at < indptr[row + 1]!; at++) all[to++] = members[at]!;
  });
  return { indptr: own, members: all };
}

/** Of the first floor that an item meets: an item counts for one. */
function groupsOf({ snapshot: { data } }: Pool, rows: Int32Array, { floors }: FeedConfig): Int32Array {
  const columns = new Map(data.itemAttributes?.names.map((name, column) => [name, column]));
  const wanted = floors.map(({ attribute, value }) => columns.get(`${attribute}:${value}`) ?? -1);
  return rows.map((row) => {
    const { indptr, indices } = data.itemAttributes?.rows ?? {
      indptr: new Int32Array(row + 2),
      indices: new Int32Array(),
    };
    const own = indices.subarray(indptr[row]!, indptr[row + 1]!);
    return wanted.findIndex((column) => own.includes(column));
  });
}

/** The share of each topic in the user's history; null without one. */
function tasteOf({ snapshot: { facts }, profile }: Pool): Float64Array | null {
  const taste = new Float64Array(facts.topics.length);
  let total = 0;
  for (const row of profile.history.items) {
    const own = facts.topic.members.subarray(facts.topic.indptr[row]!, facts.topic.indptr[row + 1]!);
    for (const topic of own) taste[topic]! += 1 / own.length;
    if (own.length > 0) total += 1;
  }
  return total === 0 ? null : taste.map((share) => share / total);
}

/** The attributes that say what items are, categories and sets, by their rows. */
function traitsOf({ snapshot: { data } }: Pool, attributes: readonly AttributeInfo[], rows: Int32Array): Memberships {
  const indptr = new Int32Array(rows.length + 1);
  const { itemAttributes } = data;
  if (!itemAttributes) return { indptr, members: new Int32Array(0) };
  const telling = attributes.filter(
    ({ subject, type }) => subject === 'item' && (type === 'category' || type === 'set'),
  );
  const isTelling = columnsOf(
    itemAttributes.names,
    telling.map(({ name }) => name),
  );
  const { indptr: starts, indices } = itemAttributes.rows;
  const most = rows.reduce((sum, row) => sum + starts[row + 1]! - starts[row]!, 0);
  const members = new Int32Array(most);
  // Numbered among themselves: what is made by the number of attributes stays small.
  const numbers = IntSlots.forNow(most);
  let size = 0;
  rows.forEach((row, n) => {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = indices[at]!;
      if (isTelling[column] === 1) members[size++] = numbers.add(column);
    }
    indptr[n + 1] = size;
  });
  return { indptr, members: members.subarray(0, size) };
}

/** The columns of some attributes, by the names of the columns and of the attributes: there are many, and they stay. */
const kept = new WeakMap<readonly string[], { of: string; columns: Uint8Array }>();

/** 1 for each column that is of one of some attributes. */
function columnsOf(names: readonly string[], attributes: readonly string[]): Uint8Array {
  const of = attributes.join('\n');
  const known = kept.get(names);
  if (known?.of === of) return known.columns;
  const wanted = new Set(attributes);
  const columns = Uint8Array.from(names, (name) => Number(wanted.has(name.slice(0, name.indexOf(':')))));
  kept.set(names, { of, columns });
  return columns;
}
