import type { Grouping } from '../../catalog/interactions/groups.ts';
import { coverage, exposure } from '../../evaluate/metrics/beyond.ts';
import { averagePopularity, byPopularity, longTail, tailShare } from '../../evaluate/metrics/popularity.ts';
import { popularityOf } from '../../evaluate/ranking.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import {
  amortisedInequity,
  awrf,
  type ExpectedExposure,
  type ExposureRatios,
  expectedExposure,
  exposureRatios,
  type GroupExposure,
  groupExposures,
  groupInequity,
  impactOf,
  relevanceOf,
} from './attention.ts';
import { entropyOf, type GiniFigures, giniFigures, type LorenzPoint, lorenz } from './concentration.ts';
import { type BiasDisparity, biasDisparities, listCalibrations, ndkl } from './distributions.ts';
import { type FairLists, fairLists } from './fair-lists.ts';
import {
  equalOpportunity,
  type GroupPopularity,
  groupPopularity,
  headAndTail,
  type Parity,
  statisticalParity,
  tailPlaces,
} from './popularity.ts';
import { attentionOf, meanOf, type PositionModel, positionWeights } from './weights.ts';

/** Lists and what they are held against. Items and users are the columns and rows of `train`. */
export interface ExposureInput {
  lists: TopLists;
  /** The user of each list. */
  users: Int32Array;
  train: Csr;
  /** users x items: what of the test is relevant. */
  relevant: Csr;
  /** Groups of items, one entry an item; head and tail are always looked at. */
  itemGroups?: Grouping;
  /** Groups of users, one entry a list. */
  userGroups?: Grouping;
  /** items x categories, for calibration. */
  categories?: Csr;
  position?: PositionModel;
}

/** Items of one tenth of the catalogue, the most popular first. */
export interface Decile {
  items: number;
  /** Shares of all training interactions, of all places and of all attention. */
  interactions: number;
  places: number;
  attention: number;
}

/** What groups of items get. */
export interface ItemGroupReport {
  attribute: string;
  groups: GroupExposure[];
  /** Each group against the largest. */
  reference: string;
  ratios: ExposureRatios[];
  rsp: Parity;
  reo: Parity;
  /** Between groups: what they get and what they merit. */
  inequity: number | null;
  /** Means over lists, with the groups' shares of the catalogue as what is wanted. */
  awrf: number | null;
  ndkl: number | null;
  fair: FairLists[];
  expected: ExpectedExposure | null;
}

export interface ExposureReport {
  lists: number;
  k: number;
  items: number;
  coverage: number;
  gini: GiniFigures;
  /** Gini of attention instead of places. */
  attentionGini: GiniFigures;
  entropy: { nats: number; evenness: number | null } | null;
  lorenz: LorenzPoint[];
  deciles: Decile[];
  /** Mean popularity of lists: in users, over all interactions (RecTools) and over the largest (Evidently). */
  arp: { users: number | null; byInteractions: number | null; byLargest: number | null };
  /** Of the tail, which is all but the fewest items that hold 80 % of all interactions. */
  aplt: number | null;
  aclt: number | null;
  /** Between items: what they get and to how many users they are relevant. */
  inequity: number | null;
  expected: ExpectedExposure | null;
  headAndTail: ItemGroupReport;
  itemGroups: ItemGroupReport | null;
  /** By group of users; all users in one where none are given. */
  gap: GroupPopularity[];
  biasDisparity: BiasDisparity[];
  /** For each list: the mean popularity of its items, and how far its categories are from the profile's (null without). */
  ofLists: { popularity: Float64Array; divergence: Float64Array | null };
  /** Means over lists, in nats; null without categories. */
  calibration: { divergence: number | null; hellinger: number | null } | null;
}

/** Everything about how fair lists are to items. Users are weighted alike. */
export function exposureReport(input: ExposureInput): ExposureReport {
  const { lists, users, train, relevant, itemGroups, categories } = input;
  const items = train.columns;
  const popularity = popularityOf(train);
  const weights = positionWeights(lists.k, input.position);
  const counts = exposure(lists, items);
  const attention = attentionOf(lists, items, weights);
  const merit = relevanceOf(relevant, users);
  const popularities = averagePopularity(lists, popularity);
  const arp = meanOf(popularities);
  const parts = headAndTail(popularity);
  const isTail = longTail(popularity);
  const everybody: Grouping = { attribute: 'all', names: ['all'], of: new Int32Array(users.length) };
  const userGroups = input.userGroups ?? everybody;
  const calibration = categories && listCalibrations(lists, users, train, categories);
  const largest = popularity.reduce((most, count) => Math.max(most, count), 0);
  const over = (value: number | null, by: number) => (value === null || by === 0 ? null : value / by);
  const groupReport = (grouping: Grouping) => itemGroupReport(input, grouping, { attention, merit, weights });
  return {
    lists: users.length,
    k: lists.k,
    items,
    coverage: coverage(counts),
    gini: giniFigures(counts),
    attentionGini: giniFigures(attention),
    entropy: entropyOf(counts),
    lorenz: lorenz(counts),
    deciles: decilesOf(popularity, counts, attention),
    arp: { users: arp, byInteractions: over(arp, train.indices.length), byLargest: over(arp, largest) },
    aplt: meanOf(tailShare(lists, isTail)),
    aclt: meanOf(tailPlaces(lists, isTail)),
    inequity: amortisedInequity(attention, merit),
    expected: expectedExposure(lists, users, relevant, weights),
    headAndTail: groupReport(parts),
    itemGroups: itemGroups ? groupReport(itemGroups) : null,
    gap: groupPopularity(lists, users, train, popularity, userGroups),
    biasDisparity: biasDisparities(lists, users, train, userGroups, itemGroups ?? parts),
    ofLists: { popularity: popularities, divergence: calibration?.divergence ?? null },
    calibration: calibration
      ? { divergence: meanOf(calibration.divergence), hellinger: meanOf(calibration.hellinger) }
      : null,
  };
}

function itemGroupReport(
  { lists, users, train, relevant }: ExposureInput,
  grouping: Grouping,
  { attention, merit, weights }: { attention: Float64Array; merit: Float64Array; weights: Float64Array },
): ItemGroupReport {
  const groups = groupExposures(attention, merit, impactOf(lists, users, relevant, weights), grouping);
  const reference = groups.reduce((largest, own) => (own.items > largest.items ? own : largest), groups[0]!);
  const wanted = groups.map(({ itemShare }) => itemShare ?? 0);
  return {
    attribute: grouping.attribute,
    groups,
    reference: reference.group,
    ratios: groups.filter((own) => own !== reference).map((own) => exposureRatios(own, reference)),
    rsp: statisticalParity(lists, users, train, grouping),
    reo: equalOpportunity(lists, users, train, relevant, grouping),
    inequity: groupInequity(attention, merit, grouping),
    awrf: meanOf(awrf(lists, weights, grouping, wanted)),
    ndkl: meanOf(ndkl(lists, grouping, wanted)),
    fair: fairLists(lists, grouping),
    expected: expectedExposure(lists, users, relevant, weights, grouping),
  };
}

function decilesOf(popularity: ArrayLike<number>, counts: Int32Array, attention: Float64Array): Decile[] {
  const order = byPopularity(popularity);
  const sumOf = (of: ArrayLike<number>, from: Int32Array) => from.reduce((sum, item) => sum + of[item]!, 0);
  return Array.from({ length: 10 }, (_, tenth) => {
    const [from, to] = [tenth, tenth + 1].map((n) => Math.round((n * order.length) / 10));
    const own = order.subarray(from, to);
    const share = (of: ArrayLike<number>) => sumOf(of, own) / Math.max(sumOf(of, order), Number.MIN_VALUE);
    return { items: own.length, interactions: share(popularity), places: share(counts), attention: share(attention) };
  });
}
