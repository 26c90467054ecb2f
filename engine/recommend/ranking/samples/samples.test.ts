import { describe, expect, test } from 'vitest';
import { behaviour } from '../../../catalog/demo/plan.ts';
import { interactionsOf } from '../../../catalog/interactions/interactions.ts';
import { seededRandom } from '../../../numeric/random.ts';
import { rankingDemo } from '../demo-fixtures.ts';
import { labelImpressions, samplesOfImpressions } from './impressions.ts';
import { estimatePropensities, popularityWeights, positionTargets, propensitiesOfCounts } from './propensity.ts';
import { partsByTime } from './samples.ts';
import { samplesOfInteractions } from './simulated.ts';

const hour = 3_600_000;

describe('impressions', () => {
  const interactions = interactionsOf([
    { user: 'a', item: 'x', value: 1, kind: 'view', time: 100 },
    { user: 'a', item: 'x', value: 1, kind: 'like', time: 150 },
    { user: 'a', item: 'x', value: 1, kind: 'view', time: 400 },
    { user: 'b', item: 'x', value: 1, kind: 'like', time: 100 + 30 * hour },
  ]);
  const impressions = {
    user: Int32Array.of(0, 0, 0, 1),
    item: Int32Array.of(0, 0, 0, 0),
    time: Float64Array.of(50, 120, 300, 100),
    position: Int32Array.of(1, 2, 3, 1),
    request: Int32Array.of(0, 1, 2, 0),
  };

  test('an interaction belongs to the latest impression before it, within the horizon', () => {
    const { openedAt } = labelImpressions(impressions, interactions, { kinds: ['view', 'like'] });
    expect([...openedAt]).toEqual([100, 150, 400, Number.NaN]);
    const likes = labelImpressions(impressions, interactions, { kinds: ['like'], horizon: 48 * hour });
    expect([...likes.openedAt]).toEqual([Number.NaN, 150, Number.NaN, 100 + 30 * hour]);
  });

  test('what cannot have been opened yet is left out', () => {
    const labelled = labelImpressions(impressions, interactions, { kinds: ['view'] });
    const samples = samplesOfImpressions(labelled, { knownUntil: 1000, horizon: 880 });
    expect([...samples.time]).toEqual([50, 120, 100]);
    expect([...samples.label]).toEqual([1, 0, 0]);
    const sources = { rank: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), score: new Float32Array(8).fill(Number.NaN) };
    const logged = samplesOfImpressions({ ...labelled, sources }, { knownUntil: 1000, horizon: 880 });
    expect([...logged.sources!.rank]).toEqual([1, 2, 3, 4, 7, 8]);
    expect(logged.sources!.score).toHaveLength(6);
  });
});

describe('sampled negatives', () => {
  const random = seededRandom(1);
  const list = Array.from({ length: 3000 }, (_, n) => ({
    user: `u${random.below(200)}`,
    // The first half of the time has other items than the second.
    item: `i${Math.floor(random.uniform() ** 2 * 40) + (n < 1500 ? 0 : 40)}`,
    value: 1 + random.below(5),
    kind: 'view',
    time: n * hour,
  }));
  const interactions = interactionsOf(list);
  const window = 200 * hour;
  const samples = samplesOfInteractions(interactions, { seed: 1, window });
  const corrected = samplesOfInteractions(interactions, { seed: 1, window, logQ: true });

  test('were popular shortly before, and are nothing that the user had', () => {
    const negatives = [...samples.label.keys()].filter((at) => samples.label[at] === 0);
    for (const at of negatives) {
      const [who, what, when] = [samples.user[at]!, samples.item[at]!, samples.time[at]!];
      const before = [...interactions.user.keys()].filter((n) => interactions.time![n]! < when);
      expect(before.some((n) => interactions.item[n] === what && interactions.time![n]! >= when - window)).toBe(true);
      expect(before.some((n) => interactions.item[n] === what && interactions.user[n] === who)).toBe(false);
      if (at > 2000) break;
    }
    const positives = samples.label.reduce((sum, label) => sum + label, 0);
    expect(negatives.length / positives).toBeGreaterThan(3.8);
  });

  test('the offset of the popular is lower: they are sampled more', () => {
    const counts = new Map<number, number>();
    for (const item of interactions.item) counts.set(item, (counts.get(item) ?? 0) + 1);
    const late = [...corrected.time.keys()].filter((at) => corrected.time[at]! > 2500 * hour);
    const mean = (rows: number[]) => rows.reduce((sum, at) => sum + corrected.offset![at]!, 0) / rows.length;
    const popular = late.filter((at) => counts.get(corrected.item[at]!)! > 80);
    const rare = late.filter((at) => counts.get(corrected.item[at]!)! < 40);
    expect(mean(popular)).toBeLessThan(mean(rare) - 0.5);
    expect(samples.offset).toBeUndefined();
  });

  test('corrected for, they come as often as their offsets say, from all that was out', () => {
    // Twenty items are had in turn, as many never; one of these comes out in the middle.
    const log = interactionsOf(
      Array.from({ length: 2000 }, (_, n) => ({
        user: `u${n}`,
        item: `i${n % 20}`,
        value: 1,
        kind: 'view',
        time: n,
      })),
    );
    const all = { ...log, items: { ...log.items, size: 40, id: String } };
    const publishedAt = new Float64Array(40).fill(Number.NaN);
    publishedAt[30] = 1000;
    const rows = samplesOfInteractions(all, { seed: 1, window: 100, negatives: 2, logQ: true, publishedAt });
    const counts = new Float64Array(40);
    for (const [at, item] of rows.item.entries()) {
      if (rows.label[at] === 1) continue;
      counts[item]! += 1;
      if (item === 30) expect(rows.time[at]!).toBeGreaterThanOrEqual(1000);
    }
    const expected = (2 * 2000) / 140;
    expect(Math.abs(counts[30]! - expected / 2)).toBeLessThan(4 * Math.sqrt(expected / 2));
    expect(Math.abs(counts[31]! - expected)).toBeLessThan(4 * Math.sqrt(expected));
    const late = [...rows.item.keys()].find((at) => rows.item[at] === 30)!;
    expect(rows.offset![late]!).toBeCloseTo(-Math.log((2 * 1) / 140), 5);
  });

  test('only high ratings are positive where asked, at the first interaction of the pair', () => {
    const few = interactionsOf([
      { user: 'a', item: 'x', value: 2, time: 1 },
      { user: 'a', item: 'x', value: 5, time: 2 },
      { user: 'a', item: 'y', value: 3, time: 3 },
    ]);
    const rows = samplesOfInteractions(few, { seed: 1, leastValue: 4 });
    expect([[...rows.item], [...rows.time], [...rows.label]]).toEqual([[0], [1], [1]]);
  });
});

describe('places', () => {
  test("the demo's are found from its impressions", () => {
    const demo = rankingDemo({ posts: 600, users: 600, interactions: 40_000, seed: 2 });
    const labelled = labelImpressions(demo.impressions, demo.data.catalog.interactions, { kinds: ['view'] });
    const [shown, opened] = [new Float64Array(10), new Float64Array(10)];
    for (const [at, position] of labelled.position.entries()) {
      shown[position - 1]! += 1;
      opened[position - 1]! += Number(!Number.isNaN(labelled.openedAt[at]!));
    }
    const [counted, fitted] = [propensitiesOfCounts(shown, opened), estimatePropensities(labelled)];
    for (let k = 0; k < 10; k++) {
      const truth = (k + 1) ** -behaviour.positionDecay;
      expect(Math.abs(counted[k]! - truth), `place ${k + 1}`).toBeLessThan(0.04);
      expect(Math.abs(fitted[k]! - truth), `place ${k + 1}`).toBeLessThan(0.05);
    }
  });

  test('are found where good items stand above, and what is opened becomes unbiased', () => {
    const random = seededRandom(3);
    const truth = [1, 0.6, 0.4, 0.25, 0.15];
    const attraction = Array.from({ length: 60 }, (_, item) => 0.05 + 0.6 * (item / 60));
    const rows = Array.from({ length: 120_000 }, () => {
      const item = random.below(60);
      // The better the item, the further above it tends to stand.
      const place = Math.min(4, Math.floor((1 - item / 60) * 3 + 2.5 * random.uniform()));
      return { item, place, isOpened: random.uniform() < truth[place]! * attraction[item]! };
    });
    const log = {
      item: Int32Array.from(rows, ({ item }) => item),
      position: Int32Array.from(rows, ({ place }) => place + 1),
      openedAt: Float64Array.from(rows, ({ isOpened }) => (isOpened ? 1 : Number.NaN)),
    };
    const found = estimatePropensities(log);
    for (const [k, share] of truth.entries()) expect(Math.abs(found[k]! - share), `place ${k + 1}`).toBeLessThan(0.06);
    const labels = Uint8Array.from(rows, ({ isOpened }) => Number(isOpened));
    const targets = positionTargets(labels, log.position, Float64Array.from(truth));
    for (const item of [5, 30, 55]) {
      const own = [...rows.keys()].filter((at) => rows[at]!.item === item);
      const mean = (values: ArrayLike<number>) => own.reduce((sum, at) => sum + values[at]!, 0) / own.length;
      expect(Math.abs(mean(targets) - attraction[item]!)).toBeLessThan(0.06);
      expect(Math.abs(mean(labels) - attraction[item]!)).toBeGreaterThan(0.06);
    }
  });
});

test('popularity: weights fall with the count, are clipped, and have mean 1', () => {
  const item = Int32Array.of(0, 0, 0, 1, 2);
  const weights = popularityWeights(item, [99, 24, 0], { power: 0.5 });
  expect(weights.reduce((sum, weight) => sum + weight, 0) / 5).toBeCloseTo(1, 6);
  expect(weights[4]! / weights[0]!).toBeCloseTo(10, 4);
  expect(weights[3]! / weights[0]!).toBeCloseTo(2, 4);
  const clipped = popularityWeights(item, [99, 24, 0], { power: 0.5, most: 2 });
  expect(clipped[4]! / clipped[0]!).toBeLessThan(8);
});

test('parts follow in time, and rows of one time stay together', () => {
  const time = Float64Array.of(5, 1, 2, 3, 3, 3, 4, 6, 7, 8);
  const { train, validation, test: last } = partsByTime(time, { validation: 0.2, test: 0.3 });
  expect([train, validation, last].map((rows) => Array.from(rows, (at) => time[at]))).toEqual([
    [1, 2, 3, 3, 3],
    [4, 5],
    [6, 7, 8],
  ]);
  expect(() => partsByTime(Float64Array.of(1, 1, 1))).toThrow('too few');
});
