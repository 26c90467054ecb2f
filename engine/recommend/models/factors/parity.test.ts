import { describe, expect, it } from 'vitest';
import { csrFromTriples, transpose } from '../../../numeric/csr.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { Model, TrainingData } from '../model.ts';
import { ials } from './ials.ts';

const [users, items, factors] = [14, 9, 3];
const params = { factors, epochs: 200, reg: 0.05, w0: 0.2, alpha: 1.5 };

function madeUp(): TrainingData {
  const random = seededRandom(5);
  const [user, item]: [number[], number[]] = [[], []];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      // The second group is less like the others, and smaller.
      if (random.uniform() > (u < 9 ? (i % 3 === 0 ? 0.8 : 0.2) : 0.35)) continue;
      user.push(u);
      item.push(i);
    }
  }
  const byUser = csrFromTriples(users, items, user, item, new Float32Array(user.length).fill(1));
  return { users, items, byUser, byItem: transpose(byUser) };
}

const data = madeUp();
const sides = Int8Array.from({ length: users }, (_, user) => (user < 9 ? 1 : -1));

/** The difference between both groups in the mean over users of the mean score of what they have. */
function difference(x: Float64Array, y: Float64Array): number {
  const means = { plus: [] as number[], minus: [] as number[] };
  for (let u = 0; u < users; u++) {
    const own = data.byUser.indices.subarray(data.byUser.indptr[u]!, data.byUser.indptr[u + 1]!);
    if (own.length === 0) continue;
    const mean = own.reduce((sum, i) => sum + score(x, y, u, i), 0) / own.length;
    (sides[u] === 1 ? means.plus : means.minus).push(mean);
  }
  const of = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return of(means.plus) - of(means.minus);
}

function score(x: Float64Array, y: Float64Array, u: number, i: number): number {
  let sum = 0;
  for (let f = 0; f < factors; f++) sum += x[u * factors + f]! * y[i * factors + f]!;
  return sum;
}

/** The whole loss, written out. */
function loss(x: Float64Array, y: Float64Array, strength: number): number {
  const { alpha, w0, reg } = params;
  let sum = strength * data.byUser.indices.length * difference(x, y) ** 2;
  for (let u = 0; u < users; u++) for (let i = 0; i < items; i++) sum += w0 * score(x, y, u, i) ** 2;
  const norms = (rows: Float64Array, indptr: Int32Array, others: number) => {
    for (let at = 0; at < rows.length; at++) {
      const row = Math.floor(at / factors);
      sum += reg * (indptr[row + 1]! - indptr[row]! + w0 * others) * rows[at]! ** 2;
    }
  };
  norms(x, data.byUser.indptr, items);
  norms(y, data.byItem.indptr, users);
  for (let u = 0; u < users; u++) {
    for (const i of data.byUser.indices.subarray(data.byUser.indptr[u]!, data.byUser.indptr[u + 1]!)) {
      sum += alpha * (1 - score(x, y, u, i)) ** 2;
    }
  }
  return sum;
}

const factorsOf = (model: Model) => {
  const { users: x, items: y } = model.sections() as { users: Float32Array; items: Float32Array };
  return [Float64Array.from(x), Float64Array.from(y)] as const;
};

async function learnt(strength: number) {
  const parity = strength > 0 ? { parity: { sides, strength } } : {};
  return factorsOf(await ials.fit({ ...data, ...parity }, params, { seed: 3 }));
}

describe('implicit ALS with parity between two groups', () => {
  it('ends where the gradient of the whole loss, by differences, is nothing', async () => {
    for (const strength of [0.5, 5]) {
      const [x, y] = await learnt(strength);
      const h = 1e-4;
      const gradients = [x, y].flatMap((rows) =>
        Array.from(rows, (value, at) => {
          rows[at] = value + h;
          const above = loss(x, y, strength);
          rows[at] = value - h;
          const below = loss(x, y, strength);
          rows[at] = value;
          return Math.abs(above - below) / (2 * h);
        }),
      );
      expect(Math.max(...gradients)).toBeLessThan(5e-3);
      // That this can tell: without the penalty the same place is no minimum.
      const [plainX, plainY] = await learnt(0);
      expect(loss(x, y, strength)).toBeLessThan(loss(plainX, plainY, strength));
    }
  });

  it('brings the groups together, the more the stronger', async () => {
    const gaps: number[] = [];
    for (const strength of [0, 0.5, 5, 500]) gaps.push(Math.abs(difference(...(await learnt(strength)))));
    expect(gaps[0]).toBeGreaterThan(0.005);
    expect(gaps.slice(1).every((gap, n) => gap < gaps[n]!)).toBe(true);
    expect(gaps[3]).toBeLessThan(gaps[0]! / 20);
  });

  it('refuses a solver that solves nearly', async () => {
    const made = ials.fit({ ...data, parity: { sides, strength: 1 } }, { ...params, solver: 'cg' }, { seed: 3 });
    await expect(made).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
