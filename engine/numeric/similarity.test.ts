import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Csr, csrFromTriples } from './csr.ts';
import { neighbourLists } from './similarity.ts';
import { type Similarity, type SimilaritySpec, similarities } from './similarity-spec.ts';

const rows = 7;
const columns = 9;
const anyMatrix = fc
  .array(fc.tuple(fc.nat(rows - 1), fc.nat(columns - 1), fc.integer({ min: 1, max: 5 })), { maxLength: 45 })
  .map((entries) => {
    const part = (n: 0 | 1 | 2) => entries.map((entry) => entry[n]);
    return csrFromTriples(rows, columns, part(0), part(1), part(2));
  });

function dense({ indptr, indices, values }: Csr, row: number): (number | null)[] {
  const out: (number | null)[] = Array(columns).fill(null);
  for (let at = indptr[row]!; at < indptr[row + 1]!; at++) out[indices[at]!] = values[at]!;
  return out;
}

const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const known = (row: (number | null)[]) => row.filter((x) => x !== null);

/** The definitions as they stand in the literature, over dense rows with gaps. */
function bruteForce(all: (number | null)[][], i: number, j: number, spec: SimilaritySpec): number {
  const { kind, common, shrink, alpha } = spec;
  const columnMean = (c: number) => mean(known(all.map((row) => row[c]!)));
  const prepare = (row: (number | null)[]) => {
    const own = mean(known(row));
    return row.map((x, c) => {
      if (x === null) return null;
      return kind === 'adjusted' ? x - columnMean(c) : kind === 'pearson' && !common ? x - own : x;
    });
  };
  const [a, b] = [prepare(all[i]!), prepare(all[j]!)];
  const both = a.flatMap((x, c) => (x === null || b[c] == null ? [] : [[x, b[c]] as const]));
  const n = both.length;
  if (n === 0 || n < spec.minSupport) return 0;
  const sum = (numbers: number[]) => numbers.reduce((total, x) => total + x, 0);
  const dot = sum(both.map(([x, y]) => x * y));
  const [aa, bb] = [sum(known(a).map((x) => x * x)), sum(known(b).map((x) => x * x))];
  const faith = common && shrink > 0 ? n / (n + shrink) : 1;
  const added = common ? 0 : shrink;
  if (kind === 'dot') return faith * dot;
  const [sizeA, sizeB] = [known(a).length, known(b).length];
  if (kind === 'jaccard') return (faith * n) / (sizeA + sizeB - n + added);
  if (kind === 'dice') return (faith * 2 * n) / (sizeA + sizeB + added);
  if (kind === 'asymmetric') return (faith * dot) / (aa ** alpha * bb ** (1 - alpha) + added);
  if (kind === 'msd') return ((1 / (1 + mean(both.map(([x, y]) => (x - y) ** 2)))) * n) / (n + shrink);
  if (!common) return dot / (Math.sqrt(aa * bb) + added);
  const shift = kind === 'pearson' ? [mean(both.map(([x]) => x)), mean(both.map(([, y]) => y))] : [0, 0];
  const centred = both.map(([x, y]) => [x - shift[0]!, y - shift[1]!] as const);
  const norm = Math.sqrt(sum(centred.map(([x]) => x * x)) * sum(centred.map(([, y]) => y * y)));
  return (faith * sum(centred.map(([x, y]) => x * y))) / norm;
}

describe('neighbourLists', () => {
  for (const kind of similarities as readonly Similarity[]) {
    it(`finds what the definition of ${kind} gives`, async () => {
      const spec = fc.record({
        kind: fc.constant(kind),
        common: fc.boolean(),
        shrink: fc.constantFrom(0, 3),
        alpha: fc.constantFrom(0.2, 0.5, 0.9),
        minSupport: fc.constantFrom(1, 2),
      });
      await fc.assert(
        fc.asyncProperty(anyMatrix, spec, async (matrix, given) => {
          const all = Array.from({ length: rows }, (_, r) => dense(matrix, r));
          const { indptr, indices, values } = await neighbourLists(matrix, given, rows, { threads: 1 });
          for (let i = 0; i < rows; i++) {
            const found = new Map([...indices.subarray(indptr[i], indptr[i + 1])].map((j, n) => [j, indptr[i]! + n]));
            for (let j = 0; j < rows; j++) {
              const expected = i === j ? 0 : bruteForce(all, i, j, given);
              const value = found.has(j) ? values[found.get(j)!]! : 0;
              expect(value).toBeCloseTo(expected > 1e-6 ? expected : 0, 4);
            }
            const own = values.subarray(indptr[i], indptr[i + 1]);
            expect(own.every((value, n) => n === 0 || value <= own[n - 1]!)).toBe(true);
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('gives the same bytes on one thread and on two', async () => {
    const n = 3000;
    const row = Array.from({ length: n }, (_, e) => (e * 7919) % 200);
    const column = Array.from({ length: n }, (_, e) => (e * 104729) % 83);
    const matrix = csrFromTriples(200, 83, row, column, Array(n).fill(1));
    const spec: SimilaritySpec = { kind: 'cosine', common: false, shrink: 5, alpha: 0.5, minSupport: 1 };
    const [one, two] = await Promise.all([1, 2].map((threads) => neighbourLists(matrix, spec, 10, { threads })));
    expect(two).toEqual(one);
  });

  it.each([1, 40, 250, 299])('lists long rows best first, equal ones by the smaller number (k = %i)', async (k) => {
    const n = 300;
    const entries = Array.from({ length: 12 * n }, (_, e) => [e % n, (e * 7919) % 31] as const);
    const part = (at: 0 | 1) => entries.map((entry) => entry[at]);
    const matrix = csrFromTriples(n, 31, part(0), part(1), Array(entries.length).fill(1));
    const spec: SimilaritySpec = { kind: 'dice', common: false, shrink: 0, alpha: 0.5, minSupport: 1 };
    const { indptr, indices, values } = await neighbourLists(matrix, spec, k, { threads: 1 });
    const sets = Array.from({ length: n }, (_, row) => {
      return new Set(matrix.indices.subarray(matrix.indptr[row], matrix.indptr[row + 1]));
    });
    for (let row = 0; row < n; row += 23) {
      const likeness = (other: number) => {
        const common = [...sets[row]!].filter((column) => sets[other]!.has(column)).length;
        return Math.fround((2 * common) / (sets[row]!.size + sets[other]!.size));
      };
      const expected = [...sets.keys()]
        .filter((other) => other !== row && likeness(other) > 0)
        .sort((a, b) => likeness(b) - likeness(a) || a - b)
        .slice(0, k);
      expect([...indices.subarray(indptr[row], indptr[row + 1])]).toEqual(expected);
      expect([...values.subarray(indptr[row], indptr[row + 1])]).toEqual(expected.map(likeness));
    }
  });

  it('stops when it is called off', async () => {
    const matrix = csrFromTriples(2, 2, [0, 1], [0, 0], [1, 1]);
    const spec: SimilaritySpec = { kind: 'dot', common: false, shrink: 0, alpha: 0.5, minSupport: 1 };
    const done = neighbourLists(matrix, spec, 1, { threads: 1, signal: AbortSignal.abort() });
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
