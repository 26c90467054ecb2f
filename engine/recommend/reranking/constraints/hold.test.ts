import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CandidateList, type Constraint, discountsOf, effects } from '../candidates.ts';
import { day, madeUpContext, madeUpList, madeUpNow } from '../fixtures.ts';
import { mmr } from '../strategies/mmr.ts';
import { score } from '../strategies/score.ts';
import { fairTargets } from './fair.ts';

const placeOf = (list: CandidateList, order: Int32Array) => [...order].map((item) => list.items.indexOf(item));
const feedSize = { min: 1, max: 20 };

/** The share of exposure that the items with a property have. */
function exposed(order: Int32Array, list: CandidateList, has: (c: number) => boolean): number {
  const discounts = discountsOf({ k: order.length });
  const total = discounts.reduce((sum, value) => sum + value, 0);
  return placeOf(list, order).reduce((sum, c, place) => sum + (has(c) ? discounts[place]! : 0), 0) / total;
}

describe('caps', () => {
  it('hold within every window, with fixed places, or say by how much not', async () => {
    const cases = fc.record({
      seed: fc.integer(),
      n: fc.integer({ min: 5, max: 40 }),
      k: fc.integer(feedSize),
      most: fc.integer({ min: 1, max: 3 }),
      window: fc.integer({ min: 1, max: 8 }),
      at: fc.nat(19),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, n, k, most, window, at }) => {
        const list = madeUpList({ n, seed });
        const fixed = [{ item: list.items[0]!, place: at % k }];
        const constraints: Constraint[] = [{ kind: 'cap', by: 'publisher', most, window }];
        const { order, relaxed } = await score.allocate(list, madeUpContext(k, { constraints, fixed }));
        const publishers = placeOf(list, order).map((c) => list.publishers![c]!);
        let worst = 0;
        publishers.forEach((_, start) => {
          const seen = publishers.slice(start, start + window);
          for (const p of seen) worst = Math.max(worst, seen.filter((other) => other === p).length - most);
        });
        expect(relaxed.map(({ by }) => by)).toEqual(worst > 0 ? [worst] : []);
        if (n >= 40 && fixed.length === 0) expect(worst).toBe(0);
      }),
    );
  });

  it('count what is fixed further down', async () => {
    const list: CandidateList = {
      items: Int32Array.of(1, 2, 3, 4, 5),
      scores: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.5),
      publishers: Int32Array.of(8, 7, 9, 10, 7),
    };
    const fixed = [{ item: 5, place: 3 }];
    const constraints: Constraint[] = [{ kind: 'cap', by: 'publisher', most: 1, window: 3 }];
    const { order, relaxed } = await score.allocate(list, madeUpContext(4, { constraints, fixed }));
    expect([...order]).toEqual([1, 3, 4, 5]);
    expect(relaxed).toEqual([]);
  });

  it('are all held where there is plenty of everything', async () => {
    const list = madeUpList({ n: 200, publishers: 20, topics: 10 });
    const constraints: Constraint[] = [
      { kind: 'cap', by: 'publisher', most: 1, window: 10 },
      { kind: 'cap', by: 'topic', most: 2, window: 5 },
      { kind: 'cap', by: 'topic', most: 0, window: 1 },
    ];
    const { relaxed } = await mmr.allocate(list, madeUpContext(20, { constraints: constraints.slice(0, 2) }));
    expect(relaxed).toEqual([]);
    // What cannot be held is given up, last first, and nothing else with it.
    const strict = await mmr.allocate(list, madeUpContext(20, { constraints }));
    expect(strict.relaxed).toEqual([{ constraint: 'at most 0 of a topic in 1 places', by: 1 }]);
    expect(strict.order.length).toBe(20);
  });
});

describe('floors', () => {
  it('of exposure hold wherever the group has items enough, and say what is missing otherwise', async () => {
    const cases = fc.record({
      seed: fc.integer(),
      k: fc.integer(feedSize),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      groups: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, k, share, groups }) => {
        const list = madeUpList({ n: 60, seed, groups });
        const constraints: Constraint[] = [{ kind: 'exposure', group: 0, share }];
        const { order, relaxed } = await score.allocate(list, madeUpContext(k, { constraints }));
        const has = exposed(order, list, (c) => list.groups![c] === 0);
        const members = list.groups!.filter((group) => group === 0).length;
        if (members >= k) expect(relaxed).toEqual([]);
        if (relaxed.length === 0) expect(has).toBeGreaterThanOrEqual(share - 1e-9);
        else expect(relaxed[0]!.by).toBeCloseTo(share - has, 9);
      }),
    );
  });

  it.each([
    [1, 0],
    [0, 1],
  ])('of group %i comes before that of group %i where it is named first', async (first, second) => {
    const constraints: Constraint[] = [first, second].map((group) => ({ kind: 'exposure', group, share: 0.8 }));
    const { relaxed } = await score.allocate(madeUpList({ n: 60 }), madeUpContext(10, { constraints }));
    expect(relaxed.map(({ constraint }) => constraint)).toEqual([`at least 80 % of exposure for group ${second}`]);
  });

  it('of fresh items and of prefixes hold together with a ceiling', async () => {
    const list = madeUpList({ n: 300, publishers: 12 });
    const constraints: Constraint[] = [
      { kind: 'prefix', group: 1, share: 0.7, alpha: 0.1 },
      { kind: 'fresh', maxAge: 3 * day, share: 0.3 },
      { kind: 'ceiling', by: 'publisher', share: 0.15 },
    ];
    const { order, relaxed, steps } = await score.allocate(list, madeUpContext(20, { constraints }));
    expect(relaxed).toEqual([]);
    expect(exposed(order, list, (c) => list.published![c]! >= madeUpNow - 3 * day)).toBeGreaterThanOrEqual(0.3);
    for (let publisher = 0; publisher < 12; publisher++) {
      expect(exposed(order, list, (c) => list.publishers![c] === publisher)).toBeLessThanOrEqual(0.15 + 1e-9);
    }
    const members = placeOf(list, order).map((c) => Number(list.groups![c] === 1));
    fairTargets(20, 0.7, 0.1).forEach((target, place) => {
      expect(members.slice(0, place + 1).reduce((sum, is) => sum + is, 0)).toBeGreaterThanOrEqual(target);
    });
    const pushed = steps.filter(({ reason }) => reason === 'constraint');
    expect(pushed.length).toBeGreaterThan(0);
    expect(pushed.every(({ constraint }) => constraint !== undefined)).toBe(true);
  });
});

describe('what is settled before', () => {
  const list: CandidateList = {
    items: Int32Array.of(10, 20, 30, 40, 50),
    scores: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.5),
    scoresAre: 'probabilities',
    vectors: { dimensions: 2, values: Float32Array.of(1, 0, 1, 0, 0, 1, 0.6, 0.8, 0, 1) },
    published: Float64Array.of(madeUpNow - 2 * day, Number.NaN, madeUpNow, madeUpNow, madeUpNow + day),
    effects: Uint8Array.of(effects.none, effects.reduce | effects.inform, effects.remove, effects.inform, effects.none),
  };

  it('removes, demotes and attaches notices', async () => {
    const { order, steps, leftOut } = await score.allocate(list, madeUpContext(5, { reduceFactor: 0.5 }));
    expect([...order]).toEqual([10, 40, 50, 20]);
    expect(steps.map(({ notice }) => notice)).toEqual([false, true, false, true]);
    expect(steps[3]).toMatchObject({ push: -2, adjustments: [{ kind: 'reduce', factor: 0.5 }] });
    expect(leftOut).toMatchObject([{ item: 30, before: 2, reason: 'removed' }]);
  });

  it('halves relevance with every half-life, as far as the weight says', async () => {
    const freshness = { halfLife: day, weight: 0.8 };
    const { steps } = await score.allocate(list, madeUpContext(5, { freshness }));
    const old = steps.find(({ item }) => item === 10)!;
    // Two half-lives: 0.2 + 0.8 / 4 = 0.4.
    expect(old.adjustments[0]!.factor).toBeCloseTo(0.4, 12);
    expect(old.relevance).toBeCloseTo(0.36, 6);
    expect(steps.filter(({ adjustments }) => adjustments.some(({ kind }) => kind === 'freshness'))).toHaveLength(1);
  });

  it('drops what the user does not want and demotes what is like it', async () => {
    const notInterested = { items: Int32Array.of(10), vectors: Float32Array.of(2, 0), similarity: 0.6, strength: 0.5 };
    const { order, steps, leftOut } = await score.allocate(list, madeUpContext(5, { notInterested, reduceFactor: 1 }));
    expect([...order]).toEqual([50, 40, 20]);
    expect(steps[1]!.adjustments[0]!.factor).toBeCloseTo(0.7, 6);
    expect(leftOut.map(({ item, reason }) => `${item} ${reason}`)).toEqual(['10 not-interested', '30 removed']);
  });

  it('keeps no two items that are too like', async () => {
    const constraints: Constraint[] = [{ kind: 'distinct', similarity: 0.9 }];
    const { order, leftOut } = await score.allocate(list, madeUpContext(3, { constraints, reduceFactor: 1 }));
    expect([...order]).toEqual([10, 40, 50]);
    expect(leftOut[0]).toMatchObject({ item: 20, reason: 'constraint', nearest: 10, similarity: 1 });
    const all = await score.allocate(list, madeUpContext(4, { constraints }));
    expect(all.relaxed).toEqual([{ constraint: 'no two items as like as 0.9', by: 1 }]);
  });

  it('puts fixed items where they belong, unless they must not be shown or there are too few', async () => {
    const fixed = [
      { item: 50, place: 0 },
      { item: 30, place: 1 },
      { item: 99, place: 2 },
      { item: 40, place: 4 },
    ];
    const { order, steps } = await score.allocate(list, madeUpContext(5, { fixed, reduceFactor: 1 }));
    expect([...order]).toEqual([50, 10, 20, 40]);
    expect(steps.map(({ reason }) => reason)).toEqual(['fixed', 'relevance', 'relevance', 'fixed']);
  });

  it.each([
    [{ ...list, scores: Float32Array.of(1) }, madeUpContext(1), 'scores'],
    [{ ...list, items: Int32Array.of(1, 1, 2, 3, 4) }, madeUpContext(1), 'items'],
    [{ ...list, scores: new Float32Array(5).fill(Number.NaN) }, madeUpContext(1), 'scores'],
    [{ ...list, vectors: { dimensions: 3, values: new Float32Array(2) } }, madeUpContext(1), 'vectors'],
    [list, madeUpContext(0), 'k'],
    [list, madeUpContext(1, { fixed: [{ item: 1, place: 1 }] }), 'fixed'],
    [list, madeUpContext(1, { discounts: Float64Array.of(0) }), 'discounts'],
    [list, madeUpContext(1, { constraints: [{ kind: 'taste', distance: 0.1 }] }), 'taste'],
    [list, madeUpContext(1, { constraints: [{ kind: 'exposure', group: 0, share: 2 }] }), 'constraints'],
    [list, madeUpContext(1, { freshness: { halfLife: 0, weight: 1 } }), 'freshness'],
  ])('refuses what cannot be (%#)', async (bad, context, field) => {
    await expect(score.allocate(bad, context)).rejects.toMatchObject({ code: 'BAD_INPUT', place: { field } });
  });

  it('refuses parameters that an allocator has not, or not so', async () => {
    for (const params of [{ lambda: 2 }, { lambda: 'x' }, { mu: 1 }]) {
      await expect(mmr.allocate(list, madeUpContext(1), params)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('gives an empty feed only where there is nothing to show', async () => {
    const none = { items: new Int32Array(), scores: new Float32Array() };
    expect(await mmr.allocate(none, madeUpContext(3))).toMatchObject({
      order: new Int32Array(),
      steps: [],
      relaxed: [],
    });
  });
});
