import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { pairsOf, signalSource } from '../../catalog/interactions/signals.ts';
import { StewardError } from '../../contract/errors.ts';
import type { SignalRule } from '../../contract/index.ts';
import { usersOf } from '../../evaluate/ranking.ts';
import { split } from '../../evaluate/split.ts';
import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import type { PastEvent } from '../../store/feeds-read.ts';

/** Data in two parts: what feeds and their models may know, and what people did then. */
export interface HeldOut {
  /** The data without what is held out. Users, items and what is known of them are all there. */
  before: CatalogData;
  /** What is held out, as data of the same users and items. */
  after: CatalogData;
  /** By time at a cutoff, or by chance within each user where nothing has a time. */
  split: 'time' | 'user';
  /** The first moment that is held out; null where the split is by chance. */
  cutoff: number | null;
}

/**
 * Holds out the latest share of the interactions that have a time: all from the cutoff on, so that whatever happened at
 * one moment is on one side. What has no time counts as old. Where nothing has a time, a share of each user's pairs goes
 * by chance, with all interactions of a pair. BAD_INPUT where a part would be empty.
 */
export function holdOut(data: CatalogData, { share, seed }: { share: number; seed: number }): HeldOut {
  const { interactions } = data;
  const cutoff = cutoffOf(interactions.time, share);
  const isAfter = cutoff === null ? byChance(data, share, seed) : (at: number) => interactions.time![at]! >= cutoff;
  const places = Int32Array.from(interactions.user.keys());
  const [before, after] = [places.filter((at) => !isAfter(at)), places.filter(isAfter)];
  if (before.length === 0 || after.length === 0) {
    const empty = before.length === 0 ? 'nothing that feeds could be made of' : 'nothing to measure them on';
    throw new StewardError('BAD_INPUT', `Holding out ${share} of the interactions leaves ${empty}.`, {
      advice: 'Use more data, or another share.',
      place: { field: 'share' },
    });
  }
  return {
    before: withPlaces(data, before),
    after: withPlaces(data, after),
    split: cutoff === null ? 'user' : 'time',
    cutoff,
  };
}

function cutoffOf(time: Float64Array | null, share: number): number | null {
  const known = time?.filter((at) => !Number.isNaN(at)).sort();
  if (!known || known.length === 0) return null;
  return known[known.length - Math.max(1, Math.round(share * known.length))]!;
}

function byChance({ interactions }: CatalogData, share: number, seed: number): (at: number) => boolean {
  const { user, item, items } = interactions;
  const { test } = split(interactions, 'user', { seed, share });
  const pairs = new Set(Array.from(test, (at) => user[at]! * items.size + item[at]!));
  return (at) => pairs.has(user[at]! * items.size + item[at]!);
}

function withPlaces(data: CatalogData, places: Int32Array): CatalogData {
  const { interactions } = data;
  return {
    ...data,
    interactions: {
      ...interactions,
      user: places.map((at) => interactions.user[at]!),
      item: places.map((at) => interactions.item[at]!),
      value: Float32Array.from(places, (at) => interactions.value[at]!),
      time: interactions.time && Float64Array.from(places, (at) => interactions.time![at]!),
      kind: interactions.kind && places.map((at) => interactions.kind![at]!),
    },
  };
}

/** Who had which item, users x items, whatever it was that they did. */
export function hadOf({ interactions: { users, items, user, item } }: CatalogData): Csr {
  return csrFromTriples(users.size, items.size, user, item, new Float32Array(user.length).fill(1));
}

/** What each user did anew by a rule: the pairs that it takes of what is held out, without items that the user had before. */
export function relevantOf({ after }: Pick<HeldOut, 'after'>, had: Csr, rule: SignalRule): Csr {
  const { user, item, users, items } = pairsOf(signalSource(after), rule);
  const isNew = (at: number) => {
    return !itemsOf(had, user[at]!).includes(item[at]!);
  };
  const places = Int32Array.from(user.keys()).filter(isNew);
  return csrFromTriples(
    users.size,
    items.size,
    places.map((at) => user[at]!),
    places.map((at) => item[at]!),
    new Float32Array(places.length).fill(1),
  );
}

/** The users who did anything new. BAD_INPUT where they are fewer than two. */
export function eligibleOf(relevant: Csr): Int32Array {
  const eligible = usersOf(relevant);
  if (eligible.length > 1) return eligible;
  throw new StewardError('BAD_INPUT', `${eligible.length} users did something new in what is held out.`, {
    advice: 'Hold out a larger share, or fit the model by a rule that takes more of what users do.',
    place: { field: 'share' },
  });
}

/** The items of a user. */
export function itemsOf({ indptr, indices }: Csr, user: number): Int32Array {
  return indices.subarray(indptr[user]!, indptr[user + 1]!);
}

/** Histories by the workspace's numbers, oldest first, as the store would tell them: what has no time comes first. */
export function historiesOf({ interactions, signals, userRows, itemRows }: CatalogData): (user: number) => PastEvent[] {
  const { user, item, value, time, kind, kinds } = interactions;
  const rows = new Map(Array.from(userRows, (number, row) => [number, row]));
  const places = Map.groupBy(user.keys(), (at) => user[at]!);
  return (number) =>
    (places.get(rows.get(number) ?? -1) ?? [])
      .map((at): PastEvent => {
        const known = time === null || Number.isNaN(time[at]!) ? -1 : time[at]!;
        const row = kind === null ? -1 : kind[at]!;
        return {
          item: itemRows[item[at]!]!,
          kind: row < 0 ? '' : kinds.id(row),
          signal: signals[row] ?? 'explicit',
          at: known,
          value: value[at]!,
        };
      })
      .sort((a, b) => a.at - b.at || a.item - b.item);
}
