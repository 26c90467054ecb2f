import type { Csr } from '../../numeric/csr.ts';
import type { Random } from '../../numeric/random.ts';

/**
 * Spherical k-means (Dhillon & Modha, 2001) of the rows of a sparse matrix: each row joins the centre whose direction is
 * nearest to its own. First centres are distinct rows drawn at random. Returns each row's cluster in [0, k); empty
 * rows join cluster 0. `pause` is awaited between rounds.
 */
export async function sphericalKMeans(
  matrix: Csr,
  k: number,
  iterations: number,
  random: Random,
  pause: () => Promise<void>,
): Promise<Int32Array> {
  const { rows, columns, indptr, indices, values } = matrix;
  const clusters = new Int32Array(rows);
  const filled = Array.from({ length: rows }, (_, row) => row).filter((row) => indptr[row + 1]! > indptr[row]!);
  const count = Math.min(k, filled.length);
  if (count === 0) return clusters;
  let centres = new Float64Array(count * columns);
  for (let c = 0; c < count; c++) {
    const drawn = c + random.below(filled.length - c);
    [filled[c], filled[drawn]] = [filled[drawn]!, filled[c]!];
    addRow(centres, c, filled[c]!, 1);
  }
  for (let round = 0; round < iterations; round++) {
    normalise(centres, count, columns);
    let moved = 0;
    const sums = new Float64Array(count * columns);
    for (const row of filled) {
      let best = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < count; c++) {
        let dot = 0;
        for (let at = indptr[row]!; at < indptr[row + 1]!; at++)
          dot += values[at]! * centres[c * columns + indices[at]!]!;
        if (dot <= most) continue;
        most = dot;
        best = c;
      }
      if (clusters[row] !== best) moved += 1;
      clusters[row] = best;
      let square = 0;
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++) square += values[at]! ** 2;
      addRow(sums, best, row, 1 / Math.sqrt(square));
    }
    centres = sums;
    await pause();
    if (round > 0 && moved === 0) break;
  }
  return clusters;

  function addRow(to: Float64Array, cluster: number, row: number, scale: number): void {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      to[cluster * columns + indices[at]!]! += scale * values[at]!;
    }
  }
}

function normalise(centres: Float64Array, count: number, columns: number): void {
  for (let c = 0; c < count; c++) {
    const centre = centres.subarray(c * columns, (c + 1) * columns);
    let square = 0;
    for (const value of centre) square += value * value;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let n = 0; n < columns; n++) centre[n]! *= scale;
  }
}

/** Clusters of rows and of columns, numbered from 0 without gaps, and how many ones each co-cluster holds. */
export interface CoClusters {
  rows: Int32Array;
  columns: Int32Array;
  rowSizes: Int32Array;
  columnSizes: Int32Array;
  /** Row clusters x column clusters. */
  ones: Float64Array;
}

export function countOnes(matrix: Csr, rows: Int32Array, columns: Int32Array): CoClusters {
  const [own, other] = [compactNumbers(rows), compactNumbers(columns)];
  const [rowSizes, columnSizes] = [sizesOf(own), sizesOf(other)];
  const ones = new Float64Array(rowSizes.length * columnSizes.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) {
      ones[own[row]! * columnSizes.length + other[matrix.indices[at]!]!]! += 1;
    }
  }
  return { rows: own, columns: other, rowSizes, columnSizes, ones };
}

/**
 * Bits that describe the matrix given its co-clusters: for each co-cluster its entropy times its area, and a number for its
 * density; for each row and column, which cluster it is in.
 */
export function descriptionLength({ rowSizes, columnSizes, ones }: CoClusters): number {
  const [k, l] = [rowSizes.length, columnSizes.length];
  const total = (sizes: Int32Array) => sizes.reduce((sum, size) => sum + size, 0);
  let bits = total(rowSizes) * Math.log2(k || 1) + total(columnSizes) * Math.log2(l || 1);
  for (let r = 0; r < k; r++) {
    for (let c = 0; c < l; c++) bits += blockBits(rowSizes[r]! * columnSizes[c]!, ones[r * l + c]!);
  }
  return bits;
}

function blockBits(area: number, ones: number): number {
  if (area === 0) return 0;
  const density = ones / area;
  const term = (p: number) => (p > 0 ? -p * Math.log2(p) : 0);
  return area * (term(density) + term(1 - density)) + Math.log2(area + 1);
}

/**
 * Merges two clusters of rows or of columns, those whose merging makes the description shortest, for as long as it gets
 * shorter: the fine co-clusters that are alike in density become one. `pause` is awaited after each merging.
 */
export async function mergeByEntropy(matrix: Csr, found: CoClusters, pause: () => Promise<void>): Promise<CoClusters> {
  let current = found;
  for (;;) {
    let best: { axis: 'rows' | 'columns'; a: number; b: number } | null = null;
    let least = -1e-9;
    for (const axis of ['rows', 'columns'] as const) {
      const count = axis === 'rows' ? current.rowSizes.length : current.columnSizes.length;
      for (let a = 0; a < count; a++) {
        for (let b = a + 1; b < count; b++) {
          const change = changeByMerging(current, axis, a, b);
          if (change >= least) continue;
          least = change;
          best = { axis, a, b };
        }
      }
    }
    if (!best) return current;
    const { axis, a, b } = best;
    const joined = { ...current, [axis]: current[axis].map((cluster) => (cluster === b ? a : cluster)) };
    current = countOnes(matrix, joined.rows, joined.columns);
    await pause();
  }
}

/** By how many bits the description grows when clusters a and b become one: only their own co-clusters change. */
export function changeByMerging(clusters: CoClusters, axis: 'rows' | 'columns', a: number, b: number): number {
  const { rowSizes, columnSizes, ones } = clusters;
  const [own, other] = axis === 'rows' ? [rowSizes, columnSizes] : [columnSizes, rowSizes];
  const l = columnSizes.length;
  const onesOf = (cluster: number, n: number) => (axis === 'rows' ? ones[cluster * l + n]! : ones[n * l + cluster]!);
  const members = axis === 'rows' ? clusters.rows.length : clusters.columns.length;
  let bits = members * (Math.log2(own.length - 1) - Math.log2(own.length));
  for (let n = 0; n < other.length; n++) {
    const [first, second, size] = [onesOf(a, n), onesOf(b, n), other[n]!];
    bits += blockBits((own[a]! + own[b]!) * size, first + second);
    bits -= blockBits(own[a]! * size, first) + blockBits(own[b]! * size, second);
  }
  return bits;
}

function compactNumbers(clusters: Int32Array): Int32Array {
  const numbers = new Map([...new Set(clusters)].sort((a, b) => a - b).map((old, n) => [old, n]));
  return clusters.map((cluster) => numbers.get(cluster)!);
}

function sizesOf(clusters: Int32Array): Int32Array {
  const sizes = new Int32Array(clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0));
  for (const cluster of clusters) sizes[cluster]! += 1;
  return sizes;
}
