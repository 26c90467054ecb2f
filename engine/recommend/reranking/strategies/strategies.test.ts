import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CandidateList } from '../candidates.ts';
import { madeUpContext, madeUpList, selections } from '../fixtures.ts';
import { prepare } from '../prepare.ts';
import { similarityMatrix } from '../similarity.ts';
import { calibrated } from './calibrated.ts';
import { dpp, window } from './dpp.ts';
import { facility } from './facility.ts';
import { kcenter } from './kcenter.ts';
import { mmr } from './mmr.ts';

const small = fc.record({ n: fc.integer({ min: 4, max: 9 }), k: fc.integer({ min: 1, max: 4 }), seed: fc.integer() });

/** A list, its matrix of likenesses, its relevance, and the places in the list of a feed's items. */
function parts(list: CandidateList) {
  const n = list.items.length;
  const matrix = similarityMatrix(list);
  const { relevance } = prepare(list, madeUpContext(1));
  return {
    n,
    relevance,
    like: (a: number, b: number) => matrix[a * n + b]!,
    places: (order: Int32Array) => [...order].map((item) => list.items.indexOf(item)),
  };
}

function argmax(n: number, taken: number[], list: CandidateList, gain: (c: number) => number): number {
  const left = Array.from({ length: n }, (_, c) => c).filter((c) => !taken.includes(c));
  return left.sort((a, b) => gain(b) - gain(a) || list.items[a]! - list.items[b]!)[0]!;
}

function determinant(of: number[], entry: (a: number, b: number) => number): number {
  const m = of.map((a) => of.map((b) => entry(a, b)));
  let value = 1;
  for (let i = 0; i < m.length; i++) {
    let pivot = i;
    for (let r = i; r < m.length; r++) if (Math.abs(m[r]![i]!) > Math.abs(m[pivot]![i]!)) pivot = r;
    if (pivot !== i) {
      [m[i], m[pivot]] = [m[pivot]!, m[i]!];
      value = -value;
    }
    value *= m[i]![i]!;
    if (m[i]![i] === 0) return 0;
    for (let r = i + 1; r < m.length; r++) {
      const f = m[r]![i]! / m[i]![i]!;
      for (let c = i; c < m.length; c++) m[r]![c]! -= f * m[i]![c]!;
    }
  }
  return value;
}

describe('mmr', () => {
  it('is the worked example', async () => {
    // Relevance 1, .9, .6; the first two are alike. .5 * .9 - .5 * 1 = -.05 is less than .5 * .6 - .5 * 0 = .3.
    const list: CandidateList = {
      items: Int32Array.of(5, 6, 7),
      scores: Float32Array.of(1, 0.9, 0.6),
      scoresAre: 'probabilities',
      vectors: { dimensions: 2, values: Float32Array.of(1, 0, 2, 0, 0, 3) },
    };
    const { order, steps } = await mmr.allocate(list, madeUpContext(3), { lambda: 0.5 });
    expect([...order]).toEqual([5, 7, 6]);
    expect(steps[1]).toMatchObject({ item: 7, before: 2, push: 1, reason: 'diversity', nearest: 5, similarity: 0 });
    expect(steps[1]!.gain).toBeCloseTo(0.3, 6);
    expect(steps[2]).toMatchObject({ item: 6, push: -1, reason: 'relevance', nearest: 5, similarity: 1 });
    expect(steps[2]!.gain).toBeCloseTo(-0.05, 6);
  });

  it('is what its definition gives', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.double({ min: 0, max: 1, noNaN: true }), async ({ n, k, seed }, lambda) => {
        const list = madeUpList({ n, seed });
        const { relevance, like, places } = parts(list);
        const chosen: number[] = [];
        while (chosen.length < k) {
          const most = (c: number) => (chosen.length === 0 ? 0 : Math.max(...chosen.map((s) => like(s, c))));
          chosen.push(argmax(n, chosen, list, (c) => lambda * relevance[c]! - (1 - lambda) * most(c)));
        }
        expect(places((await mmr.allocate(list, madeUpContext(k), { lambda })).order)).toEqual(chosen);
      }),
    );
  });
});

describe('kcenter', () => {
  it('covers within twice the optimum of any k centres', async () => {
    await fc.assert(
      fc.asyncProperty(small, async ({ n, k, seed }) => {
        const list = madeUpList({ n, seed });
        const { like, places } = parts(list);
        const radius = (centres: number[]) => {
          const far = Array.from({ length: n }, (_, c) =>
            Math.min(...centres.map((s) => Math.sqrt(Math.max(0, 2 - 2 * like(s, c))))),
          );
          return Math.max(...far);
        };
        const best = Math.min(...[...selections(n, k)].map(radius));
        const { order } = await kcenter.allocate(list, madeUpContext(k), { pool: 1000 });
        const feed = places(order);
        expect(radius(feed)).toBeLessThanOrEqual(2 * best + 1e-6);
        // Each further centre is the candidate that was farthest: as far from those before it as their radius.
        for (let at = 1; at < k; at++) {
          const before = feed.slice(0, at);
          const away = Math.min(...before.map((s) => Math.sqrt(Math.max(0, 2 - 2 * like(s, feed[at]!)))));
          expect(away).toBeCloseTo(radius(before), 3);
        }
      }),
    );
  });

  it('spreads over the pool only, and starts with the most relevant', async () => {
    const list = madeUpList({ n: 40 });
    const { order, steps } = await kcenter.allocate(list, madeUpContext(5), { pool: 2 });
    expect(steps[0]).toMatchObject({ before: 0, place: 0 });
    expect(steps.every(({ before }) => before < 10)).toBe(true);
    expect(new Set(order).size).toBe(5);
  });
});

describe('facility', () => {
  it('is worth at least 1 - 1/e of the best feed, and what plain greedy gives', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.double({ min: 0, max: 1, noNaN: true }), async ({ n, k, seed }, lambda) => {
        const list = madeUpList({ n, seed });
        const { relevance, like, places } = parts(list);
        const total = relevance.reduce((sum, value) => sum + value, 0);
        const worth = (feed: number[]) => {
          let covered = 0;
          for (let c = 0; c < n; c++) covered += relevance[c]! * Math.max(0, ...feed.map((s) => like(s, c)));
          return (lambda * feed.reduce((sum, c) => sum + relevance[c]!, 0)) / k + ((1 - lambda) * covered) / total;
        };
        const best = Math.max(...[...selections(n, k)].map(worth));
        const feed = places((await facility.allocate(list, madeUpContext(k), { lambda })).order);
        expect(worth(feed)).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-6);
        const plain: number[] = [];
        while (plain.length < k) plain.push(argmax(n, plain, list, (c) => worth([...plain, c])));
        expect(worth(feed)).toBeCloseTo(worth(plain), 5);
      }),
    );
  });
});

describe('pools', () => {
  it('give way where a constraint asks for candidates outside of them', async () => {
    const list = madeUpList({ n: 60 });
    const weakest = { ...list, groups: prepare(list, madeUpContext(1)).before.map((rank) => Number(rank >= 50)) };
    const context = madeUpContext(4, { constraints: [{ kind: 'exposure', group: 1, share: 0.5 }] });
    for (const [allocator, pool] of [[facility, 4] as const, [kcenter, 1] as const]) {
      const { relaxed, steps } = await allocator.allocate(weakest, context, { pool });
      expect(relaxed).toEqual([]);
      expect(steps.some(({ before }) => before >= 50)).toBe(true);
      expect(steps.every(({ before }) => before < 4 || before >= 50)).toBe(true);
    }
  });
});

describe('dpp and window', () => {
  const share = fc.double({ min: 0, max: 0.9, noNaN: true });

  /**
   * Whether each choice has the largest determinant of all: of the last `size` - 1 with it, over that without. Choices
   * that differ by rounding only are as good as each other.
   */
  function expectGreedy(list: CandidateList, order: Int32Array, theta: number, size: number): void {
    const { n, relevance, like, places } = parts(list);
    const quality = (c: number) => Math.exp((theta / (2 * (1 - theta))) * relevance[c]!);
    const kernel = (a: number, b: number) => quality(a) * like(a, b) * quality(b);
    const chosen: number[] = [];
    for (const next of places(order)) {
      const recent = size === Infinity ? chosen : chosen.slice(-(size - 1));
      const grows = (c: number) => determinant([...recent, c], kernel) / determinant(recent, kernel);
      const best = grows(argmax(n, chosen, list, grows));
      expect(grows(next)).toBeGreaterThan(best * (1 - 1e-5) - 1e-6);
      chosen.push(next);
    }
  }

  it('dpp takes what naive greedy takes by determinants', async () => {
    await fc.assert(
      fc.asyncProperty(small, share, async ({ n, k, seed }, theta) => {
        const list = madeUpList({ n, seed });
        const { order, steps } = await dpp.allocate(list, madeUpContext(k), { theta });
        expectGreedy(list, order, theta, Infinity);
        const { relevance, like, places } = parts(list);
        const quality = (c: number) => Math.exp((theta / (2 * (1 - theta))) * relevance[c]!);
        const whole = determinant(places(order), (a, b) => quality(a) * like(a, b) * quality(b));
        const gains = steps.reduce((sum, { gain }) => sum + gain, 0);
        expect(Math.exp(gains) / whole).toBeCloseTo(1, 3);
      }),
    );
  });

  it('window does so within its window', async () => {
    await fc.assert(
      fc.asyncProperty(small, share, fc.integer({ min: 2, max: 4 }), async ({ n, seed }, theta, size) => {
        const list = madeUpList({ n, seed });
        const { order } = await window.allocate(list, madeUpContext(n - 1), { theta, size });
        expectGreedy(list, order, theta, size);
      }),
    );
  });

  it('goes on by relevance where nothing is left to span', async () => {
    const list: CandidateList = {
      items: Int32Array.of(1, 2, 3, 4),
      scores: Float32Array.of(0.4, 0.9, 0.5, 0.6),
      vectors: { dimensions: 2, values: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -1) },
    };
    const { order } = await dpp.allocate(list, madeUpContext(4), { theta: 0 });
    expect([...order]).toEqual([1, 2, 4, 3]);
  });
});

describe('calibrated', () => {
  const taste = Float64Array.of(0.5, 0.3, 0.2, 0);

  it('is what its definition gives', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.double({ min: 0, max: 1, noNaN: true }), async ({ n, k, seed }, lambda) => {
        const list = madeUpList({ n, seed });
        const { relevance, places } = parts(list);
        const worth = (feed: number[]) => {
          let divergence = 0;
          taste.forEach((wanted, topic) => {
            if (wanted === 0) return;
            const share = feed.filter((c) => list.topics!.members[c] === topic).length / Math.max(1, feed.length);
            divergence += wanted * Math.log(wanted / (0.99 * share + 0.01 * wanted));
          });
          return (1 - lambda) * feed.reduce((sum, c) => sum + relevance[c]!, 0) - lambda * divergence;
        };
        const feed = places((await calibrated.allocate(list, madeUpContext(k, { taste }), { lambda })).order);
        const taken: number[] = [];
        for (const c of feed) {
          const best = Math.max(
            ...Array.from({ length: n }, (_, o) => (taken.includes(o) ? -Infinity : worth([...taken, o]))),
          );
          expect(worth([...taken, c])).toBeCloseTo(best, 9);
          taken.push(c);
        }
      }),
    );
  });

  it('gives every topic its share, to the place, where candidates allow', async () => {
    const list = madeUpList({ n: 200 });
    const { order } = await calibrated.allocate(list, madeUpContext(10, { taste }), { lambda: 0.99 });
    const counts = [0, 0, 0, 0];
    for (const item of order) counts[list.topics!.members[list.items.indexOf(item)]!]! += 1;
    expect(counts).toEqual([5, 3, 2, 0]);
  });

  it('is the order by relevance where no taste is known', async () => {
    const list = madeUpList({ n: 9 });
    const { steps } = await calibrated.allocate(list, madeUpContext(9));
    expect(steps.map(({ push }) => push)).toEqual(new Array(9).fill(0));
  });
});
