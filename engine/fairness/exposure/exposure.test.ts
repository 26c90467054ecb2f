import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grouping } from '../../catalog/interactions/groups.ts';
import { coverage, exposure } from '../../evaluate/metrics/beyond.ts';
import { averagePopularity, longTail, tailShare } from '../../evaluate/metrics/popularity.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { csrFromTriples } from '../../numeric/csr.ts';
import {
  amortisedInequity,
  awrf,
  expectedExposure,
  exposureRatios,
  groupExposures,
  groupInequity,
  impactOf,
  relevanceOf,
} from './attention.ts';
import { entropyOf, giniFigures, lorenz } from './concentration.ts';
import { biasDisparities, calibrationDivergence, hellinger, listCalibrations, ndkl } from './distributions.ts';
import { equalOpportunity, groupPopularity, headAndTail, statisticalParity, tailPlaces } from './popularity.ts';
import { exposureReport } from './report.ts';
import { attentionOf, meanOf, positionWeights } from './weights.ts';

const listsOf = (k: number, items: number[]): TopLists => ({
  k,
  items: Int32Array.from(items),
  scores: new Float32Array(items.length),
});
const pairs = (rows: number[][], columns: number) =>
  csrFromTriples(
    rows.length,
    columns,
    rows.flatMap((row, r) => row.map(() => r)),
    rows.flat(),
    rows.flat().map(() => 1),
  );
const grouping = (names: string[], of: number[]): Grouping => ({ attribute: 'kind', names, of: Int32Array.from(of) });

// Items A to F are 0 to 5; four users, lists of two.
const train = pairs(
  [
    [0, 1],
    [0, 2],
    [0, 1, 3],
    [0, 4],
  ],
  6,
);
const relevant = pairs([[2, 4], [1], [5, 2], [3]], 6);
const lists = listsOf(2, [2, 3, 1, 4, 2, 5, 1, 2]);
const users = Int32Array.of(0, 1, 2, 3);
const popularity = [4, 2, 1, 1, 1, 0];

describe('popularity', () => {
  test('ARP, APLT and ACLT of a worked example', () => {
    expect(meanOf(averagePopularity(lists, popularity))).toBeCloseTo(1.125, 12);
    const half = headAndTail(popularity, 0.5);
    expect([...half.of]).toEqual([0, 0, 1, 1, 1, 1]);
    expect(meanOf(tailShare(lists, longTail(popularity, 0.5)))).toBeCloseTo(0.75, 12);
    expect(meanOf(tailPlaces(lists, longTail(popularity, 0.5)))).toBeCloseTo(1.5, 12);
    const most = headAndTail(popularity);
    expect([...most.of]).toEqual([0, 0, 0, 0, 1, 1]);
    expect(meanOf(tailShare(lists, longTail(popularity)))).toBeCloseTo(0.25, 12);
    expect(meanOf(tailPlaces(lists, longTail(popularity)))).toBeCloseTo(0.5, 12);
  });

  test('PopRSP and PopREO of the same example', () => {
    const half = headAndTail(popularity, 0.5);
    const rsp = statisticalParity(lists, users, train, half);
    expect(rsp.chances[1]).toBeCloseTo(0.4615384615, 10);
    expect(rsp.value).toBeCloseTo(0.3684210526, 10);
    const reo = equalOpportunity(lists, users, train, relevant, half);
    expect(reo).toEqual({ chances: [1, 0.6], value: expect.closeTo(0.25, 12) });
    const most = headAndTail(popularity);
    const parity = statisticalParity(lists, users, train, most);
    expect(parity.chances).toEqual([0.75, expect.closeTo(0.2857142857, 10)]);
    expect(parity.value).toBeCloseTo(0.4482758621, 10);
    expect(equalOpportunity(lists, users, train, relevant, most)).toEqual({
      chances: [0.75, 0.5],
      value: expect.closeTo(0.2, 12),
    });
  });

  test('ARP at two depths as RecTools prints it', () => {
    const seen = [3, 2, 1];
    const at3 = listsOf(3, [0, 1, -1, 2, 0, 1, 2, 1, -1]);
    expect([...averagePopularity(at3, seen)]).toEqual([2.5, 2, 1.5]);
    expect([...averagePopularity(listsOf(1, [0, 2, 2]), seen)]).toEqual([3, 1, 1]);
  });

  test('DeltaGAP: lists against profiles, by group of users', () => {
    const of = groupPopularity(lists, users, train, popularity, grouping(['x', 'y'], [0, 0, 1, 1]));
    // Profiles of x: (4+2)/2 and (4+1)/2; lists: (1+1)/2 and (2+1)/2; all as shares of four users.
    expect(of[0]).toEqual({
      group: 'x',
      users: 2,
      profile: 2.75 / 4,
      lists: 1.25 / 4,
      delta: expect.closeTo(-6 / 11, 12),
    });
    // Of y: (4+2+1)/3 and (4+1)/2; lists: (1+0)/2 and (2+1)/2.
    const profile = (7 / 3 + 2.5) / 8;
    expect(of[1]).toEqual({
      group: 'y',
      users: 2,
      profile: expect.closeTo(profile, 12),
      lists: 0.25,
      delta: expect.closeTo((0.25 - profile) / profile, 12),
    });
  });

  test('a group of which nothing can be listed has no chance, and no parity', () => {
    const known = pairs([[0, 1]], 2);
    const parity = statisticalParity(listsOf(1, [-1]), Int32Array.of(0), known, grouping(['a', 'b'], [0, 1]));
    expect(parity).toEqual({ chances: [null, null], value: null });
  });
});

describe('concentration', () => {
  const counts = exposure(lists, 6);

  test('coverage and the four Ginis of one set of lists', () => {
    expect([...counts]).toEqual([0, 2, 3, 1, 1, 1]);
    expect(coverage(counts)).toBeCloseTo(5 / 6, 12);
    expect(giniFigures(counts)).toEqual({
      catalogue: expect.closeTo(0.375, 12),
      catalogueUnbiased: expect.closeTo(0.45, 12),
      shownOnly: expect.closeTo(0.3125, 12),
    });
    expect(giniFigures(new Int32Array(3))).toEqual({ catalogue: null, catalogueUnbiased: null, shownOnly: null });
  });

  test('entropy is ln n where all are alike, and 0 where one has all', () => {
    expect(entropyOf(Int32Array.of(2, 2, 2, 2))).toEqual({ nats: expect.closeTo(Math.log(4), 12), evenness: 1 });
    expect(entropyOf(Int32Array.of(0, 5))).toEqual({ nats: 0, evenness: 0 });
    expect(entropyOf(new Int32Array(2))).toBeNull();
  });

  test('twice the area between the diagonal and the Lorenz curve is Gini', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 60 }), (amounts) => {
        const of = Int32Array.from(amounts);
        fc.pre(amounts.some((amount) => amount > 0));
        const curve = lorenz(of);
        let area = 0;
        for (let i = 1; i < curve.length; i++) {
          area += ((curve[i]!.items - curve[i - 1]!.items) * (curve[i]!.share + curve[i - 1]!.share)) / 2;
        }
        expect(1 - 2 * area).toBeCloseTo(giniFigures(of).catalogue!, 9);
      }),
    );
  });
});

describe('attention', () => {
  test('attention by 1 / log2(1 + rank)', () => {
    const rest = 0.6309297536;
    const attention = attentionOf(lists, 6, positionWeights(2));
    for (const [item, value] of [0, 2, 2.6309297536, rest, rest, rest].entries())
      expect(attention[item]).toBeCloseTo(value, 9);
  });

  const halves = grouping(['a', 'b'], [0, 0, 1, 1]);
  const merit = [0.9, 0.8, 0.7, 0.6];
  const weights = positionWeights(4);
  const one = attentionOf(listsOf(4, [0, 1, 2, 3]), 4, weights);

  test('exposure, treatment and amortised attention of four items in two groups', () => {
    const [a, b] = groupExposures(one, merit, one, halves);
    const ratios = exposureRatios(a!, b!);
    expect(ratios.parity).toBeCloseTo(1.752413, 6);
    expect(ratios.treatment).toBeCloseTo(1.34008, 5);
    expect(ratios.logParity).toBeCloseTo(Math.log(ratios.parity!), 9);
    expect(exposureRatios(b!, a!).logTreatment).toBeCloseTo(-ratios.logTreatment!, 12);
    expect(amortisedInequity(one, merit)).toBeCloseTo(0.1807601, 7);
    // Two groups: twice what the one has too much.
    const share = (one[0]! + one[1]!) / one.reduce((sum, value) => sum + value, 0);
    expect(groupInequity(one, merit, halves)).toBeCloseTo(2 * (share - 1.7 / 3), 12);
  });

  test('attention that deserved alike evens out over lists', () => {
    const both = attentionOf(listsOf(2, [0, 1, 1, 0]), 2, positionWeights(2));
    expect(amortisedInequity(both, [1, 1])).toBeCloseTo(0, 12);
    expect(amortisedInequity(both, [0, 0])).toBeNull();
  });

  test('impact counts attention of users who want the item', () => {
    const impact = impactOf(lists, users, relevant, positionWeights(2));
    // C is first for users 1 and 3, who want it, and second for user 4, who does not.
    expect([...impact].slice(1, 3)).toEqual([1, 2]);
    expect([...relevanceOf(relevant, users)]).toEqual([0, 1, 2, 1, 1, 1]);
  });

  test('disparate impact worked by hand: two groups of unlike merit', () => {
    const kinds = grouping(['x', 'y'], [1, 0, 0, 1, 1, 1]);
    const [attention, merit] = [attentionOf(lists, 6, positionWeights(2)), relevanceOf(relevant, users)];
    const [x, y] = groupExposures(attention, merit, impactOf(lists, users, relevant, positionWeights(2)), kinds);
    // x is B and C: relevant to 1 and 2 users, first for one and two of them. y is A, D, E, F: relevant to 0, 1, 1 and 1;
    // of these only F is shown to whom it is relevant, in second place.
    const second = 1 / Math.log2(3);
    expect([x!.merit, y!.merit, x!.impact]).toEqual([1.5, 0.75, 1.5]);
    expect(y!.impact).toBeCloseTo(second / 4, 12);
    const ratios = exposureRatios(x!, y!);
    expect(ratios.impact).toBeCloseTo(1.5 / 1.5 / (second / 4 / 0.75), 12);
    expect(ratios.impact).toBeCloseTo(4.7548875022, 9);
    // Attention: x has 2 and 2 + second, y none and thrice second.
    expect(ratios.parity).toBeCloseTo((4 + second) / 2 / ((3 * second) / 4), 12);
    expect(ratios.treatment).toBeCloseTo(ratios.parity! / 2, 12);
    expect(ratios.logImpact).toBeCloseTo(Math.log(4.7548875022), 9);
  });

  test('AWRF of two groups is the distance of the share from the one wanted', () => {
    const [value] = awrf(listsOf(4, [0, 1, 2, 3]), weights, halves, [0.5, 0.5]);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(value).toBeCloseTo((weights[0]! + weights[1]!) / total - 0.5, 12);
  });

  test('expected exposure is |e - e*|^2 written out, for items and for groups', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 3, maxLength: 3 });
    const wantedItems = fc.subarray([0, 1, 2, 3, 4, 5]);
    const groups = grouping(['a', 'b'], [0, 1, 0, 1, 1, 1]);
    const patience = positionWeights(3, { kind: 'geometric', patience: 0.5 });
    fc.assert(
      fc.property(order, wantedItems, (list, wanted) => {
        const [own, of] = [listsOf(3, list), pairs([wanted], 6)];
        const m = Math.min(3, wanted.length);
        const first = [0, 1, 1.5, 1.75][m]!;
        const target = Array.from({ length: 6 }, (_, item) =>
          wanted.includes(item)
            ? first / wanted.length
            : wanted.length === 6
              ? 0
              : (1.75 - first) / (6 - wanted.length),
        );
        const given = Array.from({ length: 6 }, (_, item) => (list.includes(item) ? patience[list.indexOf(item)]! : 0));
        const loss = (e: number[], t: number[]) => e.reduce((sum, value, i) => sum + (value - t[i]!) ** 2, 0);
        const items = expectedExposure(own, Int32Array.of(0), of, patience)!;
        expect(items.loss).toBeCloseTo(loss(given, target), 9);
        expect(items.disparity).toBeCloseTo(1 + 0.25 + 0.0625, 12);
        const byGroup = (values: number[]) =>
          [0, 1].map((g) => values.reduce((sum, v, i) => sum + (groups.of[i] === g ? v : 0), 0));
        const grouped = expectedExposure(own, Int32Array.of(0), of, patience, groups)!;
        expect(grouped.loss).toBeCloseTo(loss(byGroup(given), byGroup(target)), 9);
      }),
    );
  });
});

describe('distributions', () => {
  test("Steck's calibration and Hellinger's distance", () => {
    const [p, q] = [
      [0.7, 0.3, 0],
      [1, 0, 0],
    ];
    expect(calibrationDivergence(p!, q!)).toBeCloseTo(1.133981751, 9);
    expect(calibrationDivergence(p!, q!) / Math.LN2).toBeCloseTo(1.635989849, 9);
    expect(hellinger(p!, q!)).toBeCloseTo(0.404153403, 9);
    expect([calibrationDivergence(p!, p!), hellinger(q!, q!)]).toEqual([0, 0]);
  });

  test("a list of the profile's own categories is calibrated; items share their weight between categories", () => {
    const categories = pairs([[0], [1], [0, 1], []], 2);
    const of = listCalibrations(
      listsOf(2, [2, -1, 0, 3, 3, -1]),
      Int32Array.of(0, 0, 0),
      pairs([[0, 1]], 4),
      categories,
    );
    expect(of.divergence[0]).toBeCloseTo(0, 12);
    expect(of.hellinger[1]).toBeCloseTo(hellinger([0.5, 0.5], [1, 0]), 12);
    expect(of.divergence[2]).toBeNaN();
  });

  test('NDKL: even prefixes have none, an uneven one what it has alone', () => {
    const halves = grouping(['a', 'b'], [0, 1]);
    const [value] = ndkl(listsOf(2, [0, 1]), halves, [0.5, 0.5]);
    // Prefix 1 is all of one group: ln 2 with weight 1; prefix 2 is even, with weight 1 / log2(3).
    expect(value).toBeCloseTo(Math.LN2 / (1 + 1 / Math.log2(3)), 12);
    expect(ndkl(listsOf(1, [-1]), halves, [0.5, 0.5])[0]).toBeNaN();
  });

  test('bias disparity: shown against chosen', () => {
    const kinds = grouping(['x', 'y'], [0, 0, 0, 1, 1, 1]);
    const all = grouping(['all'], [0, 0, 0, 0]);
    const [x, y] = biasDisparities(lists, users, train, all, kinds);
    // Chosen: 7 of 9 pairs are x; shown: B, B, C, C, C of 8 places; each has half of the catalogue.
    expect(x).toEqual({
      users: 'all',
      items: 'x',
      chosen: expect.closeTo(14 / 9, 12),
      shown: expect.closeTo(10 / 8, 12),
      disparity: expect.closeTo((10 / 8 - 14 / 9) / (14 / 9), 12),
    });
    expect(y!.disparity).toBeGreaterThan(0);
  });
});

describe('the report', () => {
  test('brings the figures of the worked example together', () => {
    const kinds = grouping(['x', 'y'], [0, 0, 0, 1, 1, 1]);
    const report = exposureReport({
      lists,
      users,
      train,
      relevant,
      itemGroups: kinds,
      userGroups: grouping(['m', 'n'], [0, 0, 1, 1]),
      categories: pairs([[0], [0], [1], [1], [0, 1], [1]], 2),
    });
    expect(report.coverage).toBeCloseTo(5 / 6, 12);
    expect(report.arp).toEqual({ users: 1.125, byInteractions: 0.125, byLargest: 0.28125 });
    expect(report.aplt).toBeCloseTo(0.25, 12);
    expect(report.headAndTail.rsp.value).toBeCloseTo(0.4482758621, 10);
    expect(report.deciles.reduce((sum, { places }) => sum + places, 0)).toBeCloseTo(1, 12);
    expect(report.itemGroups!.groups.map(({ items, share }) => [items, share])).toEqual([
      [3, expect.closeTo(4.6309297536 / 6.5237190144, 9)],
      [3, expect.closeTo(1.8927892608 / 6.5237190144, 9)],
    ]);
    expect(report.gap.map(({ group, users: n }) => [group, n])).toEqual([
      ['m', 2],
      ['n', 2],
    ]);
    // Half of the catalogue, two places: at 10 % no list of two can fail.
    expect(report.itemGroups!.fair.map(({ share, unfair, expected }) => [share, unfair, expected])).toEqual([
      [0.5, 0, 0],
      [0.5, 0, 0],
    ]);
    expect(report.biasDisparity).toHaveLength(4);
    expect(report.calibration!.divergence).toBeGreaterThan(0);
  });

  test('tenths of the catalogue by popularity, worked by hand', () => {
    // Item i of 20 is known to 20 - i users: tenths have 39, 35, ... of 210 interactions.
    const known = pairs(
      Array.from({ length: 20 }, (_, user) => Array.from({ length: user + 1 }, (_, item) => item)),
      20,
    );
    const all = Int32Array.from({ length: 20 }, (_, user) => user);
    const shown = listsOf(2, Array.from(all, (user) => (user < 10 ? [0, 19] : user < 15 ? [1, 0] : [3, 2])).flat());
    const { deciles } = exposureReport({ lists: shown, users: all, train: known, relevant: known });
    expect(deciles.map(({ items }) => items)).toEqual(new Array(10).fill(2));
    for (const [d, { interactions }] of deciles.entries()) expect(interactions).toBeCloseTo((39 - 4 * d) / 210, 12);
    const places = [20, 10, 0, 0, 0, 0, 0, 0, 0, 10];
    expect(deciles.map((decile) => decile.places)).toEqual(places.map((count) => expect.closeTo(count / 40, 12)));
    const second = 1 / Math.log2(3);
    const attention = [15 + 5 * second, 5 + 5 * second, 0, 0, 0, 0, 0, 0, 0, 10 * second];
    const total = 20 + 20 * second;
    expect(deciles.map((decile) => decile.attention)).toEqual(attention.map((sum) => expect.closeTo(sum / total, 12)));
  });

  test('of lists that show nothing: nothing is defined, and nothing fails', () => {
    const empty = listsOf(2, [-1, -1]);
    const report = exposureReport({ lists: empty, users: Int32Array.of(0), train, relevant });
    expect(report).toMatchObject({ coverage: 0, entropy: null, aplt: null, inequity: null, calibration: null });
    expect(report.headAndTail.awrf).toBeNull();
    expect(report.deciles.map(({ places }) => places)).toEqual(new Array(10).fill(0));
  });
});
