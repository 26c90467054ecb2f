import type { CatalogData } from '../../../catalog/interactions/catalog-data.ts';
import { Vocabulary } from '../../../catalog/interactions/vocabulary.ts';
import { placeOf } from '../../histories.ts';
import type { FeatureData, Impressions } from '../features/data.ts';
import { labelImpressions } from '../samples/impressions.ts';

/** What was shown, by the workspace's own numbers of users and items, in the order of feeds. */
export type ImpressionLog = Pick<Impressions, 'user' | 'item' | 'time' | 'position' | 'request' | 'sources'>;

/** A workspace as rankers see it: what a thread is sent, in shared memory where the snapshot has it there. */
export interface RankerWorld
  extends Pick<CatalogData, 'userRows' | 'itemRows' | 'userAttributes' | 'itemAttributes' | 'prices' | 'signals'> {
  readonly interactions: Pick<CatalogData['interactions'], 'user' | 'item' | 'value' | 'time' | 'kind'>;
  readonly kinds: readonly string[];
  /** When each item came out; NaN where it is not known, null where of none. */
  readonly publishedAt: Float64Array | null;
  readonly impressions: ImpressionLog;
}

export function worldOf(data: CatalogData, publishedAt: Float64Array | null, impressions: ImpressionLog): RankerWorld {
  const { userRows, itemRows, userAttributes, itemAttributes, prices, signals } = data;
  const { user, item, value, time, kind, kinds } = data.interactions;
  return {
    userRows,
    itemRows,
    userAttributes,
    itemAttributes,
    prices,
    signals,
    interactions: { user, item, value, time, kind },
    kinds: kinds.ids,
    publishedAt,
    impressions,
  };
}

/**
 * The features' view of a workspace. Users and items are called by their numbers there, which stay when others come or
 * go. Impressions are labelled by what followed them; interactions of which kinds count says `wanted` (all where it is empty).
 * BAD_INPUT where interactions have no times.
 */
export function featureDataOf(world: RankerWorld, wanted: readonly string[], propensities: Float64Array | null) {
  const { userRows, itemRows, publishedAt, impressions: log, signals, userAttributes, itemAttributes, prices } = world;
  const interactions = {
    ...world.interactions,
    kinds: new Vocabulary(world.kinds),
    users: { size: userRows.length, id: (row: number) => String(userRows[row]) },
    items: { size: itemRows.length, id: (row: number) => String(itemRows[row]) },
  };
  const data: FeatureData = {
    catalog: { interactions, signals, userAttributes, itemAttributes, prices },
    ...(publishedAt && { publishedAt }),
    ...(propensities && { propensities }),
  };
  if (log.user.length === 0) return data;
  const rows: Impressions = {
    ...log,
    user: log.user.map((number) => placeOf(userRows, number)),
    item: log.item.map((number) => placeOf(itemRows, number)),
  };
  const kinds = wanted.length > 0 ? wanted : world.kinds;
  return { ...data, impressions: labelImpressions(onlyKnown(rows), interactions, { kinds }) };
}

/** Without those of users and items that the data does not have yet. */
function onlyKnown(all: Impressions): Impressions {
  const known = Int32Array.from(all.user.keys()).filter((at) => all.user[at]! >= 0 && all.item[at]! >= 0);
  if (known.length === all.user.length) return all;
  const pick = (from: Int32Array) => known.map((at) => from[at]!);
  const width = all.sources ? all.sources.rank.length / all.user.length : 0;
  const wide = (from: Float32Array) => {
    const to = new Float32Array(known.length * width);
    known.forEach((at, n) => {
      to.set(from.subarray(at * width, (at + 1) * width), n * width);
    });
    return to;
  };
  return {
    user: pick(all.user),
    item: pick(all.item),
    time: Float64Array.from(known, (at) => all.time[at]!),
    position: pick(all.position),
    request: pick(all.request),
    ...(all.sources && { sources: { score: wide(all.sources.score), rank: wide(all.sources.rank) } }),
  };
}
