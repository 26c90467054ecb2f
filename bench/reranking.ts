import { BloomFilter } from '../engine/recommend/filters/bloom.ts';
import { compileRules } from '../engine/recommend/filters/rules.ts';
import type { Allocator } from '../engine/recommend/reranking/allocator.ts';
import type { AllocationContext, CandidateList, Constraint } from '../engine/recommend/reranking/candidates.ts';
import { madeUpContext, madeUpList } from '../engine/recommend/reranking/fixtures.ts';
import { allocateTogether } from '../engine/recommend/reranking/lp/lp.ts';
import { LpSolver } from '../engine/recommend/reranking/lp/solver.ts';
import { createAllocators } from '../engine/recommend/reranking/registry.ts';
import { type Figure, median } from './measure.ts';

const taste = Float64Array.of(0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05);
const size = { dimensions: 128, topics: taste.length, publishers: 40, groups: 4 };
const floors: readonly Constraint[] = [
  { kind: 'exposure', group: 3, share: 0.3 },
  { kind: 'fresh', maxAge: 5 * 86_400_000, share: 0.25 },
  { kind: 'cap', by: 'publisher', most: 2, window: 10 },
];
const withTaste: readonly Constraint[] = [...floors, { kind: 'taste', distance: 0.1 }];

/** The third pass: milliseconds a feed for every allocator, and how many items the quick filters test in a second. */
export async function reranking(): Promise<Figure[]> {
  const solver = new LpSolver();
  const allocators = createAllocators(solver);
  const figures: Figure[] = [];
  const add = (what: string, value: number, unit: string) => figures.push({ bench: 'reranking', what, value, unit });
  for (const allocator of allocators.values()) {
    if (allocator.id === 'lp') continue;
    for (const n of [500, 1000]) {
      const list = madeUpList({ ...size, n });
      const ms = await milliseconds(allocator, list, madeUpContext(20, { taste, constraints: floors }), 15);
      add(`${allocator.id}: ${n} candidates of 128 dimensions to 20 places, 3 constraints`, ms, 'ms');
    }
  }
  const lp = allocators.get('lp')!;
  for (const [n, k, constraints, label] of [
    [200, 20, floors, '3 constraints'],
    [200, 20, withTaste, '4 constraints with taste'],
    [200, 50, floors, '3 constraints'],
    [200, 50, withTaste, '4 constraints with taste'],
  ] as const) {
    const list = madeUpList({ ...size, n });
    const ms = await milliseconds(lp, list, madeUpContext(k, { taste, constraints }), 5);
    add(`lp: ${n} candidates to ${k} places, ${label}`, ms, 'ms');
  }
  const requests = Array.from({ length: 50 }, (_, user) => ({
    list: madeUpList({ ...size, n: 40, seed: user }),
    context: madeUpContext(10),
  }));
  const started = performance.now();
  await allocateTogether(solver, requests, [{ kind: 'exposure', group: 3, share: 0.4 }]);
  add('lp: 50 users together, 40 candidates to 10 places each, one floor', performance.now() - started, 'ms');
  await solver.close();
  return [...figures, ...filters()];
}

async function milliseconds(allocator: Allocator, list: CandidateList, context: AllocationContext, rounds: number) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await allocator.allocate(list, context)).ms);
  return median(times);
}

function filters(): Figure[] {
  const rows = Int32Array.from({ length: 1_000_000 }, (_, row) => row);
  const filter = BloomFilter.forSize(100_000, 0.01);
  for (let item = 0; item < 200_000; item += 2) filter.add(item);
  const rules = compileRules(
    [
      { kind: 'deny', reason: 'category', column: 'category', values: ['c3', 'c7'] },
      { kind: 'allow', reason: 'language', column: 'language', values: ['l0', 'l1'] },
      { kind: 'range', reason: 'price', column: 'price', most: 90 },
    ],
    {
      category: { kind: 'category', names: names('c', 10), codes: rows.map((row) => row % 10) },
      language: { kind: 'category', names: names('l', 3), codes: rows.map((row) => row % 3) },
      price: { kind: 'number', values: Float64Array.from(rows, (row) => row % 100) },
    },
  );
  const perSecond = (what: string, work: () => unknown): Figure => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      work();
      return (performance.now() - started) / 1000;
    });
    return { bench: 'reranking', what, value: rows.length / median(times), unit: 'items/s' };
  };
  return [
    perSecond('Bloom filter of 100,000 items at 1 %', () =>
      rows.reduce((sum, row) => sum + Number(filter.has(row)), 0),
    ),
    perSecond('three business rules', () => rules.apply(rows, 0)),
  ];
}

function names(prefix: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${prefix}${i}`);
}
