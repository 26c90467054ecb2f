import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyLists, type TopLists } from '../../evaluate/top.ts';
import { seededRandom } from '../../numeric/random.ts';
import { orders, selections } from '../../recommend/reranking/fixtures.ts';
import { allocateTogether } from '../../recommend/reranking/lp/lp.ts';
import { LpSolver } from '../../recommend/reranking/lp/solver.ts';
import { positionWeights } from '../exposure/weights.ts';
import { relevanceOf } from './candidates.ts';
import { type CpOptions, cpLists, cpValue, predicted } from './cp.ts';
import { exposureShare, withFloor } from './floor.ts';

/** Candidates with falling scores, items 0 to n - 1 in an order by chance. */
function madeUp(users: number, n: number, seed: number): TopLists {
  const random = seededRandom(seed);
  const lists = emptyLists(users, n);
  for (let user = 0; user < users; user++) {
    const items = Array.from({ length: n }, (_, item) => item);
    const scores = Array.from({ length: n }, () => random.uniform()).sort((a, b) => b - a);
    for (let place = 0; place < n; place++) {
      lists.items[user * n + place] = items.splice(random.below(items.length), 1)[0]!;
      lists.scores[user * n + place] = scores[place]!;
    }
  }
  return lists;
}

/** Discounted relevance of lists that were made of candidates. */
function worth(lists: TopLists, candidates: TopLists): number {
  const [relevance, weights] = [relevanceOf(candidates), positionWeights(lists.k)];
  let sum = 0;
  for (const [at, item] of lists.items.entries()) {
    const first = Math.floor(at / lists.k) * candidates.k;
    const place = candidates.items.subarray(first, first + candidates.k).indexOf(item);
    sum += weights[at % lists.k]! * relevance[first + place]!;
  }
  return sum;
}

const isProtected = (item: number) => Number(item >= 5);
const protectedItems = Array.from({ length: 8 }, (_, item) => isProtected(item));

describe('the floor', () => {
  const solver = new LpSolver();
  afterAll(() => solver.close());

  it('holds wherever the candidates can, loses no more for more than it must, and is the base where it holds already', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.double({ min: 0, max: 0.6, noNaN: true }), (seed, share) => {
        const candidates = madeUp(6, 8, seed);
        const weights = positionWeights(4);
        const base = withFloor(candidates, 4, protectedItems, 0);
        const lists = withFloor(candidates, 4, protectedItems, share);
        expect([...base.items]).toEqual(
          [0, 1, 2, 3, 4, 5].flatMap((user) => [...candidates.items.subarray(user * 8, user * 8 + 4)]),
        );
        expect(exposureShare(lists, weights, protectedItems)).toBeGreaterThanOrEqual(share);
        expect(worth(lists, candidates)).toBeLessThanOrEqual(worth(base, candidates) + 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it('is worth what the linear programme is, but for the one user whom that gives a mix', async () => {
    const users = 12;
    const candidates = madeUp(users, 8, 3);
    const share = 0.4;
    const lists = withFloor(candidates, 3, protectedItems, share);
    const requests = Array.from({ length: users }, (_, user) => {
      const items = candidates.items.slice(user * 8, user * 8 + 8);
      const scores = candidates.scores.slice(user * 8, user * 8 + 8);
      return { list: { items, scores, groups: items.map(isProtected) }, context: { k: 3, now: 0 } };
    });
    // Shares of the programme are drawn as rankings: on average they are worth its optimum.
    let sum = 0;
    const draws = 5;
    for (let seed = 1; seed <= draws; seed++) {
      const drawn = requests.map(({ list, context }) => ({ list, context: { ...context, seed } }));
      const { allocations } = await allocateTogether(solver, drawn, [{ kind: 'exposure', group: 1, share }]);
      const orders = emptyLists(users, 3);
      for (const [user, { order }] of allocations.entries()) orders.items.set(order, user * 3);
      sum += worth(orders, candidates) / draws;
    }
    const weights = positionWeights(3);
    // Half of what one user's list can be worth at most.
    expect(worth(lists, candidates)).toBeLessThanOrEqual(sum + weights[0]! / 2);
    expect(worth(lists, candidates)).toBeGreaterThan(sum - weights[0]! / 2);
    expect(exposureShare(lists, weights, protectedItems)).toBeGreaterThanOrEqual(share);
  });
});

describe('fairness for both sides', () => {
  const k = 2;
  const options = (people: number, items: number): CpOptions => ({
    k,
    groups: Int32Array.of(0, 1, 0),
    pair: { better: 0, worse: 1 },
    isTail: [0, 0, 1, 0, 1],
    people,
    items,
  });
  const valueFor = (lists: TopLists, candidates: TopLists, of: CpOptions) => {
    const relevance = predicted(candidates);
    const own = Float64Array.from(lists.items, (item, at) => {
      const first = Math.floor(at / k) * candidates.k;
      return relevance[first + candidates.items.subarray(first, first + candidates.k).indexOf(item)]!;
    });
    return cpValue(lists, own, of);
  };

  it('leaves the best lists as they are without weights', () => {
    const candidates = madeUp(3, 5, 5);
    const best = [0, 1, 2].flatMap((user) => [...candidates.items.subarray(user * 5, user * 5 + 2)]);
    expect([...cpLists(candidates, options(0, 0)).items]).toEqual(best);
  });

  it('never makes its objective worse, and comes near the best of all lists', () => {
    let [sum, most, base] = [0, 0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const candidates = madeUp(3, 5, seed);
      const of = options(0.2, 0.1);
      const objective = (lists: TopLists) => valueFor(lists, candidates, of).objective;
      const made = objective(cpLists(candidates, of));
      const first = objective(cpLists(candidates, options(0, 0)));
      let best = Number.NEGATIVE_INFINITY;
      for (const [a, b, c] of triples([...selections(5, k)])) {
        const lists = emptyLists(3, k);
        for (const [user, places] of [a, b, c].entries()) {
          for (const [place, at] of places!.entries()) lists.items[user * k + place] = candidates.items[user * 5 + at]!;
        }
        best = Math.max(best, objective(lists));
      }
      expect(made).toBeGreaterThanOrEqual(first - 1e-12);
      expect(made).toBeLessThanOrEqual(best + 1e-12);
      [sum, most, base] = [sum + made, most + best, base + first];
    }
    expect(sum - base).toBeGreaterThan(0.7 * (most - base));
  });
});

function* triples<T>(all: readonly T[]): Generator<[T, T, T]> {
  for (const [a] of orders(all.length, 1))
    for (const [b] of orders(all.length, 1))
      for (const [c] of orders(all.length, 1)) yield [all[a!]!, all[b!]!, all[c!]!];
}
