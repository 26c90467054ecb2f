import type { CandidateList } from './candidates.ts';

/** Likeness between candidates of a list, by their places in it. */
export interface Similarities {
  readonly n: number;
  /** Likeness of one candidate to each: n numbers, 1 for itself, written over `to`. */
  row(candidate: number, to: Float64Array): void;
}

/**
 * Likeness as a list gives it: the cosine of its vectors, or its own function; without either the share of topics that
 * two candidates have together (Jaccard), and 0 where topics are not known too.
 */
export function similaritiesOf(list: CandidateList): Similarities {
  const n = list.items.length;
  if (list.vectors) return cosines(unitRows(list.vectors.values, list.vectors.dimensions), list.vectors.dimensions);
  const similarity = list.similarity ?? sharedTopics(list);
  return {
    n,
    row(candidate, to) {
      for (let other = 0; other < n; other++) to[other] = other === candidate ? 1 : similarity(candidate, other);
    },
  };
}

/** Rows scaled to length one; a row of zeros stays as it is. */
export function unitRows(values: Float32Array, dimensions: number): Float32Array {
  const out = values.slice();
  for (let at = 0; at < out.length; at += dimensions) {
    let square = 0;
    for (let d = at; d < at + dimensions; d++) square += out[d]! * out[d]!;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let d = at; d < at + dimensions; d++) out[d]! *= scale;
  }
  return out;
}

/** The product of two rows, in four sums that the processor keeps apart. */
export function dot(a: Float32Array, aAt: number, b: Float32Array, bAt: number, dimensions: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 3 < dimensions; d += 4) {
    s0 += a[aAt + d]! * b[bAt + d]!;
    s1 += a[aAt + d + 1]! * b[bAt + d + 1]!;
    s2 += a[aAt + d + 2]! * b[bAt + d + 2]!;
    s3 += a[aAt + d + 3]! * b[bAt + d + 3]!;
  }
  for (; d < dimensions; d++) s0 += a[aAt + d]! * b[bAt + d]!;
  return s0 + s1 + (s2 + s3);
}

/** All likenesses as an n x n matrix, row-major, each pair worked out once. Negative ones become 0 where asked. */
export function similarityMatrix(list: CandidateList, atLeast = -Infinity): Float32Array {
  const n = list.items.length;
  const all = new Float32Array(n * n);
  const { vectors } = list;
  const unit = vectors && unitRows(vectors.values, vectors.dimensions);
  const given = list.similarity ?? sharedTopics(list);
  for (let a = 0; a < n; a++) {
    all[a * n + a] = 1;
    for (let b = a + 1; b < n; b++) {
      const value = unit
        ? dot(unit, a * vectors.dimensions, unit, b * vectors.dimensions, vectors.dimensions)
        : given(a, b);
      all[a * n + b] = all[b * n + a] = Math.max(atLeast, value);
    }
  }
  return all;
}

function cosines(unit: Float32Array, dimensions: number): Similarities {
  const n = dimensions === 0 ? 0 : unit.length / dimensions;
  return {
    n,
    row(candidate, to) {
      const from = candidate * dimensions;
      for (let other = 0; other < n; other++) to[other] = dot(unit, from, unit, other * dimensions, dimensions);
      to[candidate] = 1;
    },
  };
}

function sharedTopics({ topics }: CandidateList): (a: number, b: number) => number {
  if (!topics) return () => 0;
  const { indptr, members } = topics;
  return (a, b) => {
    const mine = members.subarray(indptr[a]!, indptr[a + 1]!);
    const others = members.subarray(indptr[b]!, indptr[b + 1]!);
    let both = 0;
    for (const topic of mine) if (others.includes(topic)) both += 1;
    return both === 0 ? 0 : both / (mine.length + others.length - both);
  };
}
