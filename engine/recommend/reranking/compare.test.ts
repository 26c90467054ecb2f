import { afterAll, describe, expect, it } from 'vitest';
import { allocatorIds } from './allocator.ts';
import type { CandidateList } from './candidates.ts';
import { compare } from './compare.ts';
import { madeUpContext, madeUpList } from './fixtures.ts';
import { LpSolver } from './lp/solver.ts';
import { allocatorOf, createAllocators } from './registry.ts';

const solver = new LpSolver();
const allocators = createAllocators(solver);
afterAll(() => solver.close());

describe('the registry', () => {
  it('has every allocator, each with what is said of its parameters', () => {
    expect([...allocators.keys()]).toEqual([...allocatorIds]);
    for (const { params, defaults } of allocators.values()) expect(Object.keys(params)).toEqual(Object.keys(defaults));
    expect(() => allocatorOf(allocators, 'best')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(allocatorOf(allocators, 'mmr').id).toBe('mmr');
  });

  it.each([...allocatorIds])('%s fills k different places, explains each, and does the same again', async (id) => {
    const list = madeUpList({ n: 50 });
    const taste = Float64Array.of(0.4, 0.3, 0.2, 0.1);
    const context = madeUpContext(12, { taste, constraints: [{ kind: 'cap', by: 'publisher', most: 2, window: 5 }] });
    const { ms: _, ...first } = await allocators.get(id)!.allocate(list, context);
    const { ms: __, ...again } = await allocators.get(id)!.allocate(list, context);
    expect(again).toEqual(first);
    expect(new Set(first.order).size).toBe(12);
    expect(first.relaxed).toEqual([]);
    first.steps.forEach(({ item, place, push, before }, at) => {
      expect([item, place, push]).toEqual([first.order[at], at, before - at]);
    });
    const shown = new Set(first.order);
    expect(first.leftOut.some(({ item }) => shown.has(item))).toBe(false);
    expect(first.leftOut.length).toBe(first.steps.filter(({ before }) => before >= 12).length);
  });

  it.each([...allocatorIds])('%s does not depend on the order of the candidates', async (id) => {
    const list = madeUpList({ n: 30 });
    const turned = Array.from({ length: 30 }, (_, i) => 29 - i);
    const { dimensions, values } = list.vectors!;
    const reversed: CandidateList = {
      items: Int32Array.from(turned, (i) => list.items[i]!),
      scores: Float32Array.from(turned, (i) => list.scores[i]!),
      vectors: {
        dimensions,
        values: Float32Array.from(turned.flatMap((i) => [...values.subarray(i * dimensions, (i + 1) * dimensions)])),
      },
    };
    const straight = { items: list.items, scores: list.scores, vectors: list.vectors };
    const [a, b] = [straight, reversed].map((of) => allocators.get(id)!.allocate(of, madeUpContext(8)));
    expect((await a!).order).toEqual((await b!).order);
  });
});

describe('compare', () => {
  it('measures what is worked by hand', async () => {
    const list: CandidateList = {
      items: Int32Array.of(1, 2, 3),
      scores: Float32Array.of(0.8, 0.4, 0.2),
      scoresAre: 'probabilities',
      prices: Float32Array.of(1, 5, 0),
      publishers: Int32Array.of(4, 4, 9),
      groups: Int32Array.of(0, 1, 2),
      vectors: { dimensions: 2, values: Float32Array.of(1, 0, 0, 1, 1, 0) },
    };
    const [row] = await compare([{ allocator: allocators.get('score')! }], list, madeUpContext(2));
    const second = 1 / Math.log2(3);
    expect(row!.relevance).toBe(1);
    expect(row!.diversity).toBeCloseTo(1, 6);
    expect(row!.revenue).toBeCloseTo(0.8 + 2 * second, 6);
    expect(row!.coverage.groups).toBeCloseTo(2 / 3, 6);
    expect(row!.coverage.topics).toBeNaN();
    expect(row!.exposure.get(0)).toBeCloseTo(1 / (1 + second), 6);
    // One publisher of two has all exposure: (n - 1) / n.
    expect(row!.publisherGini).toBeCloseTo(1 / 2, 6);
  });

  it('shows the trade: the order by relevance keeps all of it, the others are more diverse', async () => {
    const list = madeUpList({ n: 200, topics: 8 });
    const contenders = ['score', 'mmr', 'kcenter', 'facility', 'dpp', 'window'] as const;
    const rows = await compare(
      contenders.map((id) => ({ allocator: allocators.get(id)! })),
      list,
      madeUpContext(10),
    );
    const [byScore, ...others] = rows;
    expect(byScore!.relevance).toBe(1);
    for (const { relevance, diversity } of others) {
      expect(relevance).toBeLessThanOrEqual(1);
      expect(relevance).toBeGreaterThan(0.3);
      expect(diversity).toBeGreaterThan(byScore!.diversity);
    }
  });
});
