import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { atOnce } from '../../../numeric/pace.ts';
import { type CandidateList, type Constraint, discountsOf } from '../candidates.ts';
import { day, madeUpContext, madeUpList, madeUpNow, orders } from '../fixtures.ts';
import { prepare } from '../prepare.ts';
import { feedsProgramme, sharesOf } from './feeds.ts';
import { allocateTogether, lpAllocator } from './lp.ts';
import { poolOf } from './pool.ts';
import { ProgrammeBuilder } from './programme.ts';
import { solveProgramme } from './solve.ts';
import { LpSolver } from './solver.ts';

const solver = new LpSolver();
const lp = lpAllocator(solver);
afterAll(() => solver.close());

/** Four items of worth 1, .9, .3, .2; the last two are group 1. Two places: exposure 1 and .63093. */
const four: CandidateList = {
  items: Int32Array.of(1, 2, 3, 4),
  scores: Float32Array.of(1, 0.9, 0.3, 0.2),
  scoresAre: 'probabilities',
  groups: Int32Array.of(0, 0, 1, 1),
  prices: Float32Array.of(0, 0, 10, 0),
};

/** The shares that the programme gives each candidate of a list at each place, solved on this thread. */
async function sharesFor(list: CandidateList, k: number, constraints: Constraint[]) {
  const feed = poolOf(prepare(list, madeUpContext(k, { constraints })), { engagement: 1, revenue: 0 }, 1000);
  const solution = await solveProgramme(atOnce(feedsProgramme([feed], constraints)), 10);
  return { solution, feed, shares: sharesOf(solution.values, 0, feed) };
}

/** All stretches of `length` neighbours; the whole where it is shorter. */
function windows(all: number[], length: number): number[][] {
  return Array.from({ length: Math.max(1, all.length - length + 1) }, (_, start) => all.slice(start, start + length));
}

describe('solveProgramme', () => {
  /** max 3x + 2y, x + y <= 4, x <= 2: 10 at (2, 2); two wishes x >= 3 and y >= 3 that cannot both be. */
  function wishes(first: 'x' | 'y') {
    const builder = new ProgrammeBuilder();
    const [x, y] = [builder.column(3), builder.column(2)];
    builder.row(-Infinity, 4, (put) => {
      put(x, 1);
      put(y, 1);
    });
    builder.row(3, Infinity, (put) => {
      put(x, 1);
      put(builder.slack(first === 'x' ? 0 : 1), 1);
    });
    builder.row(3, Infinity, (put) => {
      put(y, 1);
      put(builder.slack(first === 'x' ? 1 : 0), 1);
    });
    return atOnce(builder.build());
  }

  it('gives up the least important first, and only as much as needed', async () => {
    const x = await solveProgramme(wishes('x'), 10);
    expect([...x.missed].map((by) => by.toFixed(5))).toEqual(['0.00000', '2.00000']);
    expect(x.objective).toBeCloseTo(11, 5);
    const y = await solveProgramme(wishes('y'), 10);
    expect([...y.missed].map((by) => by.toFixed(5))).toEqual(['0.00000', '2.00000']);
    expect(y.objective).toBeCloseTo(9, 5);
  });

  it('solves once where nothing has to be given up', async () => {
    const builder = new ProgrammeBuilder();
    const [x, y] = [builder.column(3, 0, 2), builder.column(2)];
    builder.row(-Infinity, 4, (put) => {
      put(x, 1);
      put(y, 1);
    });
    expect(await solveProgramme(atOnce(builder.build()), 10)).toMatchObject({
      status: 'optimal',
      objective: 10,
      solves: 1,
    });
  });
});

describe('the programme of a feed', () => {
  it('is the optimum worked by hand', async () => {
    // Group 1 needs 30 % of 1.63093 = .48928 of exposure. Item 3 takes it in the second place only, in a share of
    // .48928 / .63093 = .77549: 1 + (.22451 * .9 + .77549 * .3) * .63093 = 1.27427.
    const { solution, shares } = await sharesFor(four, 2, [{ kind: 'exposure', group: 1, share: 0.3 }]);
    expect(solution.objective).toBeCloseTo(1.27427, 4);
    expect([...shares].map((share) => share.toFixed(4))).toEqual([
      '1.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      '0.0000',
      '0.2245',
      '0.7755',
      '0.0000',
    ]);
  });

  it('is worth at least what any ranking that holds the constraints is, and what the best is without any', async () => {
    const cases = fc.record({
      seed: fc.integer(),
      n: fc.integer({ min: 3, max: 6 }),
      k: fc.integer({ min: 1, max: 3 }),
    });
    const floors = fc.record({
      share: fc.double({ min: 0, max: 0.6, noNaN: true }),
      most: fc.integer({ min: 1, max: 2 }),
      window: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, floors, async ({ seed, n, k }, { share, most, window }) => {
        const list = madeUpList({ n, seed, publishers: 3 });
        const { relevance } = prepare(list, madeUpContext(1));
        const discounts = discountsOf({ k });
        const total = discounts.reduce((sum, value) => sum + value, 0);
        const sum = (order: number[], of: (c: number) => number) =>
          order.reduce((all, c, place) => all + of(c) * discounts[place]!, 0);
        let [best, bestHeld] = [-Infinity, -Infinity];
        for (const order of orders(n, k)) {
          const worth = sum(order, (c) => relevance[c]!);
          best = Math.max(best, worth);
          const isHeld =
            sum(order, (c) => Number(list.groups![c] === 0)) >= share * total &&
            windows(order, window).every((inside) =>
              inside.every((c) => inside.filter((o) => list.publishers![o] === list.publishers![c]).length <= most),
            );
          if (isHeld) bestHeld = Math.max(bestHeld, worth);
        }
        const free = await sharesFor(list, k, []);
        expect(free.solution.objective).toBeCloseTo(best, 5);
        const constraints: Constraint[] = [
          { kind: 'exposure', group: 0, share },
          { kind: 'cap', by: 'publisher', most, window },
        ];
        const held = await sharesFor(list, k, constraints);
        if (bestHeld > -Infinity) {
          expect([...held.solution.missed].every((by) => by < 1e-6)).toBe(true);
          expect(held.solution.objective).toBeGreaterThanOrEqual(bestHeld - 1e-5);
        }
        const inWindow = windows([...Array(k).keys()], window).flatMap((places) =>
          [0, 1, 2].map((publisher) => {
            let sum = 0;
            held.feed.pool.forEach((c, i) => {
              if (list.publishers![c] === publisher) for (const p of places) sum += held.shares[p * n + i]!;
            });
            return sum;
          }),
        );
        expect(Math.max(...inWindow)).toBeLessThanOrEqual(most + (held.solution.missed[1] ?? 0) + 1e-6);
        for (let place = 0; place < k; place++) {
          expect(held.shares.subarray(place * n, (place + 1) * n).reduce((all, value) => all + value, 0)).toBeCloseTo(
            1,
            6,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('holds taste, freshness, ceilings and prefixes in expectation', async () => {
    const list = madeUpList({ n: 60, publishers: 8 });
    const taste = Float64Array.of(0.4, 0.3, 0.2, 0.1);
    const constraints: Constraint[] = [
      { kind: 'taste', distance: 0.05 },
      { kind: 'fresh', maxAge: 3 * day, share: 0.4 },
      { kind: 'ceiling', by: 'publisher', share: 0.2 },
      { kind: 'prefix', group: 1, share: 0.6, alpha: 0.1 },
    ];
    const feed = poolOf(prepare(list, madeUpContext(10, { constraints, taste })), { engagement: 1, revenue: 0 }, 1000);
    const solution = await solveProgramme(atOnce(feedsProgramme([feed], constraints)), 10);
    expect([...solution.missed].every((by) => by < 1e-6)).toBe(true);
    const shares = sharesOf(solution.values, 0, feed);
    const discounts = discountsOf({ k: 10 });
    const total = discounts.reduce((sum, value) => sum + value, 0);
    const exposure = (has: (c: number) => boolean) => {
      let sum = 0;
      feed.pool.forEach((c, i) => {
        if (has(c)) for (let p = 0; p < 10; p++) sum += shares[p * feed.pool.length + i]! * discounts[p]!;
      });
      return sum / total;
    };
    const off = taste.reduce(
      (sum, wanted, topic) => sum + Math.abs(exposure((c) => list.topics!.members[c] === topic) - wanted),
      0,
    );
    expect(off / 2).toBeLessThanOrEqual(0.05 + 1e-6);
    expect(exposure((c) => list.published![c]! >= madeUpNow - 3 * day)).toBeGreaterThanOrEqual(0.4 - 1e-6);
    for (let p = 0; p < 8; p++) expect(exposure((c) => list.publishers![c] === p)).toBeLessThanOrEqual(0.2 + 1e-6);
  });
});

describe('the lp allocator', () => {
  it('is the order by relevance without constraints, and by revenue where only that counts', async () => {
    const plain = await lp.allocate(four, madeUpContext(3));
    expect([...plain.order]).toEqual([1, 2, 3]);
    expect(plain.steps.map(({ reason }) => reason)).toEqual(['relevance', 'relevance', 'relevance']);
    const earning = await lp.allocate(four, madeUpContext(2), { engagement: 0, revenue: 1 });
    expect(earning.order[0]).toBe(3);
    expect(earning.steps[0]).toMatchObject({ reason: 'value', push: 2 });
    expect(earning.steps[0]!.gain).toBeCloseTo(3, 5);
  });

  it('keeps exposure on average over many draws', async () => {
    const constraints: Constraint[] = [{ kind: 'exposure', group: 1, share: 0.3 }];
    const draws = 300;
    let second = 0;
    for (let seed = 1; seed <= draws; seed++) {
      const { order } = await lp.allocate(four, madeUpContext(2, { constraints, seed }));
      expect(order[0]).toBe(1);
      second += Number(order[1] === 3);
    }
    expect(Math.abs(second - draws * 0.77549)).toBeLessThan(4.4 * Math.sqrt(draws * 0.77549 * 0.22451));
    const main = await lp.allocate(four, madeUpContext(2, { constraints }), { rounding: 'main' });
    expect([...main.order]).toEqual([1, 3]);
  });

  it('says what it had to give up, in its order', async () => {
    const constraints: Constraint[] = [
      { kind: 'exposure', group: 1, share: 0.5 },
      { kind: 'exposure', group: 0, share: 0.7 },
    ];
    const { relaxed } = await lp.allocate(four, madeUpContext(2, { constraints }));
    expect(relaxed).toHaveLength(1);
    expect(relaxed[0]!.constraint).toBe('at least 70 % of exposure for group 0');
    expect(relaxed[0]!.by).toBeCloseTo(0.2, 5);
  });

  it('keeps fixed places, drops the removed and holds likeness apart', async () => {
    const list: CandidateList = {
      ...four,
      vectors: { dimensions: 2, values: Float32Array.of(1, 0, 1, 0, 0, 1, 1, 1) },
      effects: Uint8Array.of(0, 0, 4, 0),
    };
    const constraints: Constraint[] = [{ kind: 'distinct', similarity: 0.95 }];
    const { order, leftOut } = await lp.allocate(
      list,
      madeUpContext(2, { constraints, fixed: [{ item: 4, place: 0 }] }),
    );
    expect([...order]).toEqual([4, 1]);
    expect(leftOut.map(({ item }) => item)).toEqual([2, 3]);
    const all = await lp.allocate(list, madeUpContext(3, { constraints }));
    expect(all.relaxed).toEqual([{ constraint: 'no two items as like as 0.95', by: 1 }]);
  });

  it('fills greedily where time runs out, is empty where nothing is, and can be called off', async () => {
    const big = madeUpList({ n: 200 });
    const constraints: Constraint[] = [{ kind: 'exposure', group: 1, share: 0.6 }];
    const late = await lp.allocate(big, madeUpContext(40, { constraints }), { seconds: 1e-9 });
    expect(late.order.length).toBe(40);
    expect(late.relaxed[0]!.constraint).toMatch(/solved within/);
    const none = { items: new Int32Array(), scores: new Float32Array() };
    expect((await lp.allocate(none, madeUpContext(2))).order.length).toBe(0);
    const stop = new AbortController();
    const running = lp.allocate(big, madeUpContext(50, { constraints, signal: stop.signal }));
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await lp.allocate(four, madeUpContext(2))).order.length).toBe(2);
  });

  it('leaves the event loop alone while it solves', async () => {
    let turns = 0;
    const ticker = setInterval(() => turns++, 1);
    await lp.allocate(
      madeUpList({ n: 200 }),
      madeUpContext(30, { constraints: [{ kind: 'exposure', group: 1, share: 0.7 }] }),
    );
    clearInterval(ticker);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('allocateTogether', () => {
  it('lets those pay for a floor who lose least by it', async () => {
    // The second user likes the group's items almost as much as the others: all of its exposure comes from there.
    const second = { ...four, scores: Float32Array.of(1, 0.9, 0.95, 0.85) };
    const requests = [four, second].map((list) => ({ list, context: madeUpContext(2) }));
    const constraints: Constraint[] = [{ kind: 'exposure', group: 1, share: 0.3 }];
    const { allocations, prices } = await allocateTogether(solver, requests, constraints);
    const [a, b] = allocations;
    expect([...a!.order]).toEqual([1, 2]);
    expect(b!.order.every((item) => item > 2) || b!.order[0] === 3).toBe(true);
    expect(b!.relaxed).toEqual([]);

    // The price of the floor is what a little more of it costs: the change of the objective by that of its right side.
    const worth = async (share: number) => {
      const feeds = requests.map(({ list }) =>
        poolOf(prepare(list, madeUpContext(2, { constraints })), { engagement: 1, revenue: 0 }, 10),
      );
      const solution = await solveProgramme(atOnce(feedsProgramme(feeds, [{ kind: 'exposure', group: 1, share }])), 10);
      return solution.objective;
    };
    const total = 2 * discountsOf({ k: 2 }).reduce((sum, value) => sum + value, 0);
    const cost = ((await worth(0.3)) - (await worth(0.3001))) / (0.0001 * total);
    expect(cost).toBeGreaterThan(0);
    expect(prices[0]).toBeCloseTo(cost, 4);
  });

  it('draws feeds that hold a floor over all of them to the letter, where it is asked to', async () => {
    const requests = Array.from({ length: 12 }, (_, user) => ({
      list: madeUpList({ n: 20, seed: user, groups: 3 }),
      context: madeUpContext(6),
    }));
    const constraints: Constraint[] = [
      { kind: 'exposure', group: 2, share: 0.45 },
      { kind: 'cap', by: 'publisher', most: 1, window: 3 },
    ];
    const { allocations } = await allocateTogether(solver, requests, constraints, { rounding: 'hold' });
    const discounts = discountsOf({ k: 6 });
    let [held, total] = [0, 0];
    allocations.forEach(({ order }, user) => {
      const { items, groups } = requests[user]!.list;
      order.forEach((item, p) => {
        total += discounts[p]!;
        if (groups![items.indexOf(item)] === 2) held += discounts[p]!;
      });
    });
    expect(held / total).toBeGreaterThanOrEqual(0.45 - 1e-6);
  });

  it('holds a floor over all feeds, and other constraints in each', async () => {
    const requests = Array.from({ length: 30 }, (_, user) => ({
      list: madeUpList({ n: 25, seed: user, groups: 4 }),
      context: madeUpContext(5),
    }));
    const constraints: Constraint[] = [
      { kind: 'exposure', group: 3, share: 0.4 },
      { kind: 'prefix', group: 2, share: 0.3, alpha: 0.2 },
    ];
    const { allocations: feeds } = await allocateTogether(solver, requests, constraints);
    const discounts = discountsOf({ k: 5 });
    const total = discounts.reduce((sum, value) => sum + value, 0);
    const shares = feeds.map(({ order }, user) => {
      const { items, groups } = requests[user]!.list;
      return order.reduce((sum, item, p) => sum + (groups![items.indexOf(item)] === 3 ? discounts[p]! : 0), 0) / total;
    });
    // One feed or two are drawn, the rest is whole: the floor over all is held to about one feed's part.
    expect(shares.reduce((sum, share) => sum + share, 0) / 30).toBeGreaterThan(0.4 - 1 / 30);
    expect(Math.min(...shares)).toBeLessThan(0.4);
    expect(feeds.every(({ relaxed, order }) => relaxed.length === 0 && order.length === 5)).toBe(true);
  });
});
