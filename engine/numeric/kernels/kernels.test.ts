import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { KernelCrew, rowParts, scratch } from './crew.ts';

const factors = 8;
const bytes = factors * 4;
const [users, items] = [3, 4];
// Users 0 and 2 with three items each, user 1 with one; the last item is nobody's.
const indptr = Int32Array.of(0, 3, 4, 7);
const indices = Int32Array.of(0, 1, 2, 1, 0, 1, 2);
const rowOf = Int32Array.of(0, 0, 0, 1, 2, 2, 2);
const values = Float32Array.of(5, 3, 1, 4, 2, 4, 5);
const [mean, lr, reg] = [3.4, 0.05, 0.02];

function setUp(seed = 1) {
  const random = seededRandom(seed);
  const crew = new KernelCrew({ threads: 1 });
  crew.reserveScratch(65_536);
  const draw = (rows: number, scale = 0.5) => {
    const array = crew.floats(rows * factors);
    for (let k = 0; k < array.length; k++) array[k] = random.normal() * scale;
    return array;
  };
  const [p, q, y] = [draw(users), draw(items), draw(items)];
  const [bu, bi] = [crew.floats(users), crew.floats(items)];
  const sparse = { indptr: crew.copy(indptr), indices: crew.copy(indices), values: crew.copy(values) };
  return { crew, p, q, y, bu, bi, rows: crew.copy(rowOf), ...sparse };
}

const dot = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number) => {
  let sum = 0;
  for (let f = 0; f < factors; f++) sum += a[i * factors + f]! * b[j * factors + f]!;
  return sum;
};

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, digits = 4) {
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < found.length; k++) expect(found[k]!).toBeCloseTo(expected[k]!, digits);
}

describe('ratings', () => {
  test('a pass of SGD is the one written out, step by step', async () => {
    const { crew, p, q, bu, bi, rows, indices: columns, values: ratings } = setUp();
    const [P, Q, BU, BI] = [p, q, bu, bi].map((array) => Float64Array.from(array));
    let loss = 0;
    for (let k = 0; k < values.length; k++) {
      const [u, i] = [rowOf[k]!, indices[k]!];
      const error = values[k]! - (mean + BU![u]! + BI![i]! + dot(P!, u, Q!, i));
      loss += error * error;
      BU![u]! += lr * (error - reg * BU![u]!);
      BI![i]! += lr * (error - reg * BI![i]!);
      for (let f = 0; f < factors; f++) {
        const [x, z] = [P![u * factors + f]!, Q![i * factors + f]!];
        P![u * factors + f]! += lr * (error * z - reg * x);
        Q![i * factors + f]! += lr * (error * x - reg * z);
      }
    }
    const order = crew.copy(Int32Array.from(indices.keys()));
    const found = await crew.run('sgd', [order, 0, 7, rows, columns, ratings, p, q, bu, bi, 1, mean, bytes, lr, reg]);
    expect(found).toBeCloseTo(loss, 4);
    for (const [array, twin] of [
      [p, P],
      [q, Q],
      [bu, BU],
      [bi, BI],
    ] as const)
      expectClose(array, twin!);
  });

  test('SVD++ in linear time takes the same steps as the quadratic one that is written out', async () => {
    const { crew, p, q, y, bu, bi, indptr: starts, indices: columns, values: ratings } = setUp();
    const [P, Q, Y, BU, BI] = [p, q, y, bu, bi].map((array) => Float64Array.from(array));
    const order = Int32Array.of(2, 0, 1);
    for (const u of order) {
      const own = indices.slice(indptr[u], indptr[u + 1]);
      const norm = 1 / Math.sqrt(own.length);
      for (let k = indptr[u]!; k < indptr[u + 1]!; k++) {
        const i = indices[k]!;
        const z = Array.from({ length: factors }, (_, f) =>
          own.reduce((sum, j) => sum + norm * Y![j * factors + f]!, 0),
        );
        let expected = mean + BU![u]! + BI![i]!;
        for (let f = 0; f < factors; f++) expected += Q![i * factors + f]! * (P![u * factors + f]! + z[f]!);
        const error = values[k]! - expected;
        BU![u]! += lr * (error - reg * BU![u]!);
        BI![i]! += lr * (error - reg * BI![i]!);
        for (let f = 0; f < factors; f++) {
          const [x, w] = [P![u * factors + f]!, Q![i * factors + f]!];
          P![u * factors + f]! += lr * (error * w - reg * x);
          Q![i * factors + f]! += lr * (error * (x + z[f]!) - reg * w);
          for (const j of own) Y![j * factors + f]! += lr * (error * norm * w - reg * Y![j * factors + f]!);
        }
      }
    }
    const turns = crew.copy(order);
    const arrays = [starts, columns, ratings, p, q, y, bu, bi];
    await crew.run('svdpp', [scratch, turns, 0, 3, ...arrays, mean, bytes, lr, reg]);
    for (const [array, twin] of [
      [p, P],
      [q, Q],
      [y, Y],
      [bu, BU],
      [bi, BI],
    ] as const)
      expectClose(array, twin!);
  });

  test('a multiplicative step is the quotient of the papers, with and without what is missing', async () => {
    const { crew, p, q, indptr: starts, indices: columns, values: ratings } = setUp();
    for (const array of [p, q]) for (let k = 0; k < array.length; k++) array[k] = Math.abs(array[k]!);
    const out = crew.floats(p.length);
    const gram = crew.floats(factors * factors);
    await crew.run('gramOf', [0, items, q, factors, gram]);
    for (const missing of [false, true]) {
      const args = [starts, columns, ratings, p, out, q, missing ? gram : 0, bytes, reg];
      await crew.run('nonNegativeRows', [scratch, 0, users, ...args]);
      const expected = Array.from(p, (x, k) => {
        const [u, f] = [Math.floor(k / factors), k % factors];
        let [above, below] = [0, 0];
        for (let i = 0; i < items; i++) {
          const place = indices.subarray(indptr[u], indptr[u + 1]).indexOf(i);
          if (place >= 0) above += values[indptr[u]! + place]! * q[i * factors + f]!;
          if (place >= 0 || missing) below += dot(p, u, q, i) * q[i * factors + f]!;
        }
        return (x * above) / (below + reg * x * (missing ? 1 : indptr[u + 1]! - indptr[u]!));
      });
      expectClose(out, expected, 3);
    }
  });
});

describe('ranking', () => {
  test('a BPR step goes down the gradient of its loss, measured by differences', async () => {
    const { crew, p, q, bi, rows, indptr: starts, indices: columns } = setUp(5);
    const before = [p, q, bi].map((array) => Float64Array.from(array));
    const drawn = crew.ints(3);
    await crew.run('drawSteps', [drawn, 0, 1, 1, 2, rows, starts, columns, 7, items, 0, 1, 0]);
    await crew.run('bpr', [drawn, 1, 1, p, q, bi, 1, bytes, lr, reg]);
    const moved = (array: Float32Array, old: Float64Array, width: number) =>
      [...new Set(Array.from(array, (x, k) => (x === Math.fround(old[k]!) ? -1 : Math.floor(k / width))))].filter(
        (n) => n >= 0,
      );
    const [u] = moved(p, before[0]!, factors);
    const [i, j] = moved(q, before[1]!, factors).sort((a, b) => bi[b]! - bi[a]!);
    expect(Array.from(indices.subarray(indptr[u!], indptr[u! + 1]))).toContain(i);
    expect(Array.from(indices.subarray(indptr[u!], indptr[u! + 1]))).not.toContain(j);
    const loss = ([P, Q, B]: Float64Array[]) => {
      const x = B![i!]! - B![j!]! + dot(P!, u!, Q!, i!) - dot(P!, u!, Q!, j!);
      const squares = [dot(P!, u!, P!, u!), dot(Q!, i!, Q!, i!), dot(Q!, j!, Q!, j!), B![i!]! ** 2, B![j!]! ** 2];
      return Math.log(1 + Math.exp(-x)) + (reg / 2) * squares.reduce((sum, square) => sum + square, 0);
    };
    for (const [n, array] of [p, q, bi].entries()) {
      for (let k = 0; k < array.length; k++) {
        const around = [1e-5, -1e-5].map((step) => {
          const at = before.map((old) => old.slice());
          at[n]![k]! += step;
          return loss(at);
        });
        const gradient = (around[0]! - around[1]!) / 2e-5;
        expect((before[n]![k]! - array[k]!) / lr).toBeCloseTo(gradient, 3);
      }
    }
  });

  test('steps drawn in parts are those drawn at once; negatives are unknown to the user, with bits and by search', async () => {
    const { crew, rows, indptr: starts, indices: columns } = setUp();
    const known = crew.ints(1);
    await crew.run('markKnown', [0, users, starts, columns, items, known]);
    const draw = async (cuts: number[], bits: Int32Array | 0, byPopularity: number) => {
      const drawn = crew.ints(200 * 4);
      for (const [n, from] of cuts.entries()) {
        const to = cuts[n + 1] ?? 200;
        const data = [rows, starts, columns, 7, items, byPopularity, 2, bits];
        await crew.run('drawSteps', [drawn.subarray(from * 4), from, to, 5, 6, ...data]);
      }
      return drawn;
    };
    for (const byPopularity of [0, 1]) {
      const whole = await draw([0], known, byPopularity);
      expect(await draw([0, 77], known, byPopularity)).toEqual(whole);
      expect(await draw([0], 0, byPopularity)).toEqual(whole);
      const counts = new Int32Array(7);
      for (let n = 0; n < 200; n++) {
        const [u, item, ...negatives] = whole.subarray(n * 4, n * 4 + 4) as unknown as [number, number, number, number];
        const own = indices.subarray(indptr[u], indptr[u + 1]);
        expect(own).toContain(item);
        counts[indptr[u]! + own.indexOf(item)]! += 1;
        for (const negative of negatives) expect(negative === item || !own.includes(negative)).toBe(true);
        // Item 3 is nobody's, so that it is never drawn by popularity.
        if (byPopularity) expect(negatives).not.toContain(3);
      }
      for (const count of counts) expect(count).toBeGreaterThan(10);
    }
  });

  test('steps taken together are those taken one by one, to the bit', async () => {
    const [one, many] = [setUp(6), setUp(6)];
    const steps = 300;
    for (const [setup, atOnce] of [
      [one, 1],
      [many, steps],
    ] as const) {
      const { crew, p, q, bi, rows, indptr: starts, indices: columns } = setup;
      const drawn = crew.ints(steps * 3);
      await crew.run('drawSteps', [drawn, 0, steps, 1, 2, rows, starts, columns, 7, items, 0, 1, 0]);
      for (let n = 0; n < steps; n += atOnce) {
        await crew.run('bpr', [drawn.subarray(n * 3), atOnce, 1, p, q, bi, 1, bytes, lr, reg]);
      }
    }
    for (const name of ['p', 'q', 'bi'] as const) expect(many[name]).toEqual(one[name]);
  });
});

describe('least squares', () => {
  test('Cholesky and conjugate gradients satisfy the normal equations', async () => {
    const { crew, p, q, indptr: starts, indices: columns, values: weights } = setUp();
    const targets = crew.copy(Float32Array.of(1, 2, 3, 4, 5, 6, 7));
    const gram = crew.floats(factors * factors);
    await crew.run('gramOf', [0, items, q, factors, gram]);
    expect(gram[1]).toBeCloseTo(
      [0, 1, 2, 3].reduce((sum, i) => sum + q[i * factors]! * q[i * factors + 1]!, 0),
      4,
    );
    const [w0, lambda, perRow] = [0.3, 0.5, 2];
    for (const kernel of ['solveRows', 'descendRows'] as const) {
      const rest = [starts, columns, weights, targets, p, q, gram, w0, lambda, perRow, factors];
      await crew.run(kernel, [scratch, 0, users, ...rest, kernel === 'descendRows' ? 40 : factors]);
      for (let u = 0; u < users; u++) {
        for (let f = 0; f < factors; f++) {
          let gap = lambda * (indptr[u + 1]! - indptr[u]! + perRow) * p[u * factors + f]!;
          for (let i = 0; i < items; i++) gap += w0 * dot(p, u, q, i) * q[i * factors + f]!;
          for (let k = indptr[u]!; k < indptr[u + 1]!; k++) {
            gap += (weights[k]! * dot(p, u, q, indices[k]!) - targets[k]!) * q[indices[k]! * factors + f]!;
          }
          expect(Math.abs(gap), kernel).toBeLessThan(1e-3);
        }
      }
    }
  });

  test('a system without a solution is counted, and its row is zero', async () => {
    const { crew, p, q, indptr: starts, indices: columns, values: weights } = setUp();
    const args = [starts, columns, weights, weights, p, q, 0, 0, 0, 0, factors, factors];
    q.fill(0);
    expect(await crew.run('solveRows', [scratch, 0, users, ...args])).toBe(users);
    expect([...p].every((x) => x === 0)).toBe(true);
  });
});

test('random numbers do not depend on how rows are dealt out, and have the moments asked for', async () => {
  const crew = new KernelCrew({ threads: 1 });
  crew.reserveScratch(64);
  const [whole, parts] = [crew.floats(2048 * factors), crew.floats(2048 * factors)];
  const rest = [bytes, factors, 0, 1, 0.5, 11, 12];
  await crew.run('randomRows', [scratch, 0, 2048, whole, ...rest]);
  for (const from of [1024, 0]) await crew.run('randomRows', [scratch, from, from + 1024, parts, ...rest]);
  expect(parts).toEqual(whole);
  const mean = whole.reduce((sum, x) => sum + x, 0) / whole.length;
  const spread = Math.sqrt(whole.reduce((sum, x) => sum + (x - mean) ** 2, 0) / whole.length);
  expect(mean).toBeCloseTo(1, 1);
  expect(spread).toBeCloseTo(0.5, 1);
});

test('a shuffle keeps all numbers, and rows are cut by their work', async () => {
  const crew = new KernelCrew({ threads: 1 });
  const order = crew.copy(Int32Array.from({ length: 100 }, (_, k) => k));
  await crew.run('shuffle', [crew.copy(Int32Array.of(1, 2, 3, 4)), order, 100, 0, 100]);
  expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(100);
  expect(rowParts(indptr, 4, 0)).toEqual([
    [0, 2],
    [2, 3],
  ]);
});
