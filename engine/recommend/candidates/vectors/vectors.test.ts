import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { buildIndex } from './build.ts';
import { ExactIndex } from './exact-index.ts';
import { recallOf, simulatedVectors } from './fixture.ts';
import { HnswIndex } from './hnsw-index.ts';
import { loadIndex, saveIndex } from './index-file.ts';
import { LshIndex } from './lsh-index.ts';
import { ProjectionIndex } from './projection-index.ts';
import { allBut, type IndexKind, isAllowed, itemFilter, mostFound, type Vectors } from './vector-index.ts';

const dir = mkdtempSync(join(tmpdir(), 'steward-index-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** All products in double precision, sorted: score down, then item up. */
function naive(
  { dimensions, values, similarity }: Vectors,
  query: Float32Array,
  k: number,
  allowed = (_: number) => true,
) {
  const lengthOf = (row: Float32Array) => (similarity === 'cosine' ? Math.hypot(...row) || 1 : 1);
  const scores = Array.from({ length: values.length / dimensions }, (_, item) => {
    const row = values.subarray(item * dimensions, (item + 1) * dimensions);
    return row.reduce((sum, value, d) => sum + value * query[d]!, 0) / lengthOf(row) / lengthOf(query);
  });
  const order = [...scores.keys()].filter(allowed).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.slice(0, k).map((item) => ({ item, score: scores[item]! }));
}

describe('exact', () => {
  test('finds what sorting all products finds', async () => {
    const number = fc.integer({ min: -3, max: 3 });
    const cases = fc.record({
      dimensions: fc.integer({ min: 1, max: 9 }),
      size: fc.integer({ min: 1, max: 30 }),
      k: fc.integer({ min: 1, max: 12 }),
      numbers: fc.array(number, { minLength: 300, maxLength: 300 }),
      banned: fc.array(fc.integer({ min: 0, max: 29 })),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ dimensions, size, k, numbers, banned }) => {
        const values = Float32Array.from(numbers.slice(0, size * dimensions));
        const query = Float32Array.from(numbers.slice(-dimensions));
        const vectors: Vectors = { dimensions, values, similarity: 'product' };
        const index = await ExactIndex.build(vectors);
        const filter = allBut(size, banned);
        const found = await index.search(query, k, { filter });
        // Whole numbers: products are exact, so ties are real ones.
        const expected = naive(vectors, query, k, (item) => !banned.includes(item));
        const padded = Array.from({ length: k }, (_, n) => expected[n]?.item ?? -1);
        expect([...found.items]).toEqual(padded);
        expect([...found.scores].slice(0, expected.length)).toEqual(expected.map(({ score }) => score + 0));
        expect(filter.allowed).toBe(size - new Set(banned.filter((item) => item < size)).size);
      }),
      { numRuns: 60 },
    );
  });

  test('more queries than a call takes, and rows on several threads, give the same', async () => {
    const { vectors, queries } = simulatedVectors(30_000, 64, { queries: 40, seed: 2 });
    const [one, two] = [await ExactIndex.build(vectors), await ExactIndex.build(vectors, { threads: 2 })];
    const all = await one.search(queries, 5);
    expect(await two.search(queries, 5)).toEqual(all);
    const last = await one.search(queries.subarray(39 * 64), 5);
    expect(last.items).toEqual(all.items.slice(39 * 5));
    const expected = naive(vectors, queries.subarray(39 * 64), 5).map(({ item }) => item);
    expect([...last.items]).toEqual(expected);
  });
});

describe.each(['product', 'cosine'] as const)('by %s', (similarity) => {
  const { vectors, queries } = simulatedVectors(5000, 32, { queries: 50, seed: 3, similarity });
  const truth = ExactIndex.build(vectors).then((index) => index.search(queries, 20));

  test.each([
    ['hnsw', { hnsw: { ef: 200 } }, 0.95],
    ['lsh', { lsh: { tables: 8, bits: 8, share: 2 } }, 0.95],
    ['projection', { projection: { width: 24, rescored: 500 } }, 0.95],
  ] as const)('%s finds nearly all, with exact scores, on any number of threads', async (kind, choice, least) => {
    const build = (threads: number) => buildIndex(vectors, { kind, seed: 5, threads, ...choice });
    const [one, two] = [await build(1), await build(2)];
    const found = await one.search(queries, 20);
    expect(recallOf(found.items, (await truth).items, 20)).toBeGreaterThanOrEqual(least);
    expect(await two.search(queries, 20)).toEqual(found);
    expect(two.sections()).toEqual(one.sections());
    const first = naive(vectors, queries.subarray(0, 32), 1)[0]!;
    expect(found.items[0]).toBe(first.item);
    expect(found.scores[0]).toBeCloseTo(first.score, 4);
  });

  test.each(['exact', 'hnsw', 'lsh', 'projection'] as const)('%s keeps to a filter, however narrow', async (kind) => {
    const index = await buildIndex(vectors, { kind, seed: 1 });
    for (const every of [2, 10, 500, 2000]) {
      const filter = itemFilter(5000, (item) => item % every === 1);
      const { items } = await index.search(queries, 20, { filter });
      const wanted = Math.min(20, filter.allowed);
      for (let at = 0; at < items.length; at++) {
        if (at % 20 < wanted) expect(isAllowed(filter, items[at]!)).toBe(true);
        else expect(items[at]).toBe(-1);
      }
      expect(new Set(items.subarray(0, wanted)).size).toBe(wanted);
    }
  });

  test.each(['exact', 'hnsw', 'lsh', 'projection'] as const)('%s is the same after a file', async (kind) => {
    const index = await buildIndex(vectors, { kind, seed: 1 });
    const path = join(dir, `${kind}-${similarity}`);
    await saveIndex(index, path);
    const loaded = await loadIndex(path);
    expect(loaded.sections()).toEqual(index.sections());
    expect(await loaded.search(queries, 7)).toEqual(await index.search(queries, 7));
    expect(loaded.stats).toMatchObject({ kind, items: 5000, dimensions: 32, buildMs: 0, bytes: index.stats.bytes });
  });
});

test('half of the items being zeros and copies does not lose the others', async () => {
  const { vectors, queries } = simulatedVectors(4000, 16, { queries: 20, seed: 4 });
  vectors.values.fill(0, 0, 2000 * 16);
  for (let item = 2001; item < 2500; item++) vectors.values.copyWithin(item * 16, 2000 * 16, 2001 * 16);
  const truth = await (await ExactIndex.build(vectors)).search(queries, 10);
  const index = await HnswIndex.build(vectors, { seed: 1, params: { ef: 400 } });
  const found = await index.search(queries, 10);
  const same = truth.scores.filter((score, at) => Math.abs(score - found.scores[at]!) < 1e-5).length;
  expect(same / truth.scores.length).toBeGreaterThan(0.95);
});

test.each(['exact', 'hnsw', 'lsh', 'projection'] as IndexKind[])('%s of nothing finds nothing', async (kind) => {
  const vectors: Vectors = { dimensions: 4, values: new Float32Array(0), similarity: 'product' };
  const index = await buildIndex(vectors, { kind, seed: 1 });
  expect([...(await index.search(new Float32Array(4), 2)).items]).toEqual([-1, -1]);
});

test('progress ends with all, and calling off ends with CANCELLED', async () => {
  const { vectors } = simulatedVectors(3000, 16, { queries: 1, seed: 1 });
  for (const kind of ['hnsw', 'lsh', 'projection'] as const) {
    const seen: number[] = [];
    let total = 0;
    const onProgress = (done: number, of: number) => {
      seen.push(done);
      total = of;
    };
    await buildIndex(vectors, { kind, seed: 1, onProgress });
    expect(seen.at(-1)).toBe(total);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const stop = new AbortController();
    const building = buildIndex(vectors, { kind, seed: 1, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(building).rejects.toMatchObject({ code: 'CANCELLED' });
  }
});

test('what cannot be answered is refused', async () => {
  const vectors: Vectors = { dimensions: 2, values: Float32Array.of(1, 2, 3, 4), similarity: 'product' };
  const bad = { code: 'BAD_INPUT' };
  const index = await ExactIndex.build(vectors);
  await expect(index.search(Float32Array.of(1, 2, 3), 1)).rejects.toMatchObject(bad);
  await expect(index.search(Float32Array.of(1, Number.NaN), 1)).rejects.toMatchObject(bad);
  await expect(index.search(Float32Array.of(1, 2), mostFound + 1)).rejects.toMatchObject(bad);
  await expect(index.search(Float32Array.of(1, 2), 1, { filter: allBut(99, []) })).rejects.toMatchObject(bad);
  await expect(ExactIndex.build({ ...vectors, values: Float32Array.of(1, Infinity) })).rejects.toMatchObject(bad);
  await expect(ExactIndex.build({ ...vectors, dimensions: 3 })).rejects.toMatchObject(bad);
  await expect(HnswIndex.build(vectors, { seed: 1, params: { m: 1 } })).rejects.toMatchObject(bad);
  await expect(LshIndex.build(vectors, { seed: 1, params: { bits: 40 } })).rejects.toMatchObject(bad);
  await expect(ProjectionIndex.build(vectors, { seed: 1, params: { width: 3 } })).rejects.toMatchObject(bad);
  // After a refusal the index still answers.
  expect([...(await index.search(Float32Array.of(1, 2), 1)).items]).toEqual([1]);
});

test('a file that is damaged or missing is refused', async () => {
  writeFileSync(join(dir, 'bad'), 'STWINDX1 and so on');
  for (const name of ['bad', 'none']) {
    await expect(loadIndex(join(dir, name))).rejects.toMatchObject({ code: 'BAD_FILE' });
  }
});
