import type { CandidateList, Memberships } from './candidates.ts';

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
  const similarity = likenessOf(list);
  return {
    n,
    row(candidate, to) {
      for (let other = 0; other < n; other++) to[other] = other === candidate ? 1 : similarity(candidate, other);
    },
  };
}

/** Rows scaled to length one, in double precision because that is what products are faster in; zeros stay zeros. */
export function unitRows(values: Float32Array, dimensions: number): Float64Array {
  const out = Float64Array.from(values);
  for (let at = 0; at < out.length; at += dimensions) {
    let square = 0;
    for (let d = at; d < at + dimensions; d++) square += out[d]! * out[d]!;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let d = at; d < at + dimensions; d++) out[d]! *= scale;
  }
  return out;
}

/**
 * All likenesses between some candidates (by default all) as a square matrix, row-major, in their order, each pair
 * worked out once. Those below `atLeast` are raised to it.
 */
export function similarityMatrix(list: CandidateList, atLeast = -Infinity, some?: Int32Array): Float32Array {
  const of = some ?? Int32Array.from(list.items.keys());
  const n = of.length;
  const all = new Float32Array(n * n);
  const row = new Float64Array(n);
  const fill = list.vectors ? productsOf(list.vectors, of) : functionOf(list, of);
  for (let a = 0; a < n; a++) {
    fill(a, row);
    for (let b = a + 1; b < n; b++) all[a * n + b] = all[b * n + a] = Math.max(atLeast, row[b]!);
    all[a * n + a] = 1;
  }
  return all;
}

/** Fills a row from its own place on. */
type FillRow = (at: number, row: Float64Array) => void;

function productsOf({ dimensions, values }: NonNullable<CandidateList['vectors']>, of: Int32Array): FillRow {
  const rows = new Float32Array(of.length * dimensions);
  of.forEach((candidate, at) => {
    rows.set(values.subarray(candidate * dimensions, (candidate + 1) * dimensions), at * dimensions);
  });
  const unit = unitRows(rows, dimensions);
  return (at, row) => products(unit, at, dimensions, row, at);
}

function functionOf(list: CandidateList, of: Int32Array): FillRow {
  const similarity = likenessOf(list);
  return (at, row) => {
    for (let b = at + 1; b < of.length; b++) row[b] = similarity(of[at]!, of[b]!);
  };
}

/** Products of one row with each from row `from` on. Four rows at a time, so that each number is loaded less often. */
export function products(rows: Float64Array, of: number, dimensions: number, to: Float64Array, from = 0): void {
  const n = to.length;
  const x = of * dimensions;
  let other = from;
  for (; other + 3 < n; other += 4) {
    const a = other * dimensions;
    const b = a + dimensions;
    const c = b + dimensions;
    const e = c + dimensions;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let d = 0; d < dimensions; d++) {
      const value = rows[x + d]!;
      s0 += value * rows[a + d]!;
      s1 += value * rows[b + d]!;
      s2 += value * rows[c + d]!;
      s3 += value * rows[e + d]!;
    }
    to[other] = s0;
    to[other + 1] = s1;
    to[other + 2] = s2;
    to[other + 3] = s3;
  }
  for (; other < n; other++) to[other] = dot(rows, x, rows, other * dimensions, dimensions);
}

/** The product of two rows that begin at given places. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, dimensions: number): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += a[aAt + d]! * b[bAt + d]!;
  return sum;
}

function cosines(unit: Float64Array, dimensions: number): Similarities {
  return {
    n: dimensions === 0 ? 0 : unit.length / dimensions,
    row(candidate, to) {
      products(unit, candidate, dimensions, to);
      to[candidate] = 1;
    },
  };
}

/**
 * What two things both have as a share of what either has (Jaccard); 0 where nothing is known. Quickest where many calls
 * that follow each other have the same first one: its members are marked.
 */
export function sharedMembers({ indptr, members }: Memberships): (one: number, other: number) => number {
  const isOf = new Uint8Array(members.reduce((most, member) => Math.max(most, member), -1) + 1);
  let marked = -1;
  const mark = (of: number, value: 0 | 1) => {
    for (let at = indptr[of]!; at < indptr[of + 1]!; at++) isOf[members[at]!] = value;
  };
  return (one, other) => {
    if (one !== marked) {
      if (marked >= 0) mark(marked, 0);
      mark(one, 1);
      marked = one;
    }
    let both = 0;
    for (let at = indptr[other]!; at < indptr[other + 1]!; at++) both += isOf[members[at]!]!;
    if (both === 0) return 0;
    return both / (indptr[one + 1]! - indptr[one]! + indptr[other + 1]! - indptr[other]! - both);
  };
}

function likenessOf({ similarity, topics }: CandidateList): (a: number, b: number) => number {
  return similarity ?? (topics ? sharedMembers(topics) : () => 0);
}
