import { type Csr, sharedFloats, sharedInts } from '../../numeric/csr.ts';
import type { Random } from '../../numeric/random.ts';

/**
 * Several kinds of feedback as one matrix: each row of each kind at length 1 times the root of the kind's share of the
 * weights, side by side. The dot product of two rows is then the weighted mean of their cosines.
 */
export function joinedUnits(kinds: { matrix: Csr; weight: number }[]): Csr {
  const rows = kinds[0]!.matrix.rows;
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const size = kinds.reduce((sum, { matrix }) => sum + matrix.indices.length, 0);
  const indptr = sharedInts(rows + 1);
  const indices = sharedInts(size);
  const values = sharedFloats(size);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let offset = 0;
    for (const { matrix, weight } of kinds) {
      const [start, end] = [matrix.indptr[row]!, matrix.indptr[row + 1]!];
      let square = 0;
      for (let at = start; at < end; at++) square += matrix.values[at]! ** 2;
      const scale = square > 0 ? Math.sqrt(weight / total / square) : 0;
      for (let at = start; at < end; at++, to++) {
        indices[to] = offset + matrix.indices[at]!;
        values[to] = scale * matrix.values[at]!;
      }
      offset += matrix.columns;
    }
    indptr[row + 1] = to;
  }
  return { rows, columns: kinds.reduce((sum, { matrix }) => sum + matrix.columns, 0), indptr, indices, values };
}

/**
 * k-medoids by alternation (Park & Jun, 2009) under the distance 1 - dot: every row joins its nearest medoid, then each
 * cluster's medoid becomes the row with the least sum of distances, which for dot products is the one with the largest
 * product with the cluster's sum, so that a round takes linear time. The first medoids are drawn as in k-means++.
 * Returns the rows that are medoids and each row's cluster; ties go to the smaller number.
 */
export async function kMedoids(
  matrix: Csr,
  k: number,
  iterations: number,
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<{ medoids: Int32Array; clusters: Int32Array }> {
  const { rows, columns } = matrix;
  const medoids: number[] = [];
  const nearest = new Float64Array(rows).fill(-1);
  const similarity = new Float64Array(rows);
  while (medoids.length < Math.min(k, rows)) {
    // A row that is like a medoid already is unlikely to be drawn; one that is a medoid never is.
    const weights = nearest.map((best, row) => (medoids.includes(row) ? 0 : Math.max(1e-9, 1 - best) ** 2));
    let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    let drawn = weights.findIndex((weight) => weight > 0);
    for (let row = 0; row < rows; row++) {
      left -= weights[row]!;
      if (left >= 0 || weights[row] === 0) continue;
      drawn = row;
      break;
    }
    medoids.push(drawn);
    dotWithAll(matrix, spread(matrix, [drawn]), similarity);
    for (let row = 0; row < rows; row++) nearest[row] = Math.max(nearest[row]!, similarity[row]!);
  }
  const clusters = new Int32Array(rows);
  for (let round = 0; round < iterations; round++) {
    nearest.fill(-1);
    medoids.forEach((medoid, cluster) => {
      dotWithAll(matrix, spread(matrix, [medoid]), similarity);
      for (let row = 0; row < rows; row++) {
        if (similarity[row]! <= nearest[row]! && row !== medoid) continue;
        nearest[row] = row === medoid ? Number.POSITIVE_INFINITY : similarity[row]!;
        clusters[row] = cluster;
      }
    });
    const members: number[][] = medoids.map(() => []);
    clusters.forEach((cluster, row) => {
      members[cluster]!.push(row);
    });
    let changed = false;
    for (let cluster = 0; cluster < medoids.length; cluster++) {
      const sum = spread(matrix, members[cluster]!);
      let best = medoids[cluster]!;
      let most = -1;
      for (const row of members[cluster]!) {
        const value = rowDot(matrix, row, sum);
        if (value <= most) continue;
        most = value;
        best = row;
      }
      changed ||= best !== medoids[cluster];
      medoids[cluster] = best;
    }
    await pause(round + 1);
    if (!changed) break;
  }
  return { medoids: Int32Array.from(medoids), clusters };

  function spread({ indptr, indices, values }: Csr, which: number[]): Float64Array {
    const sum = new Float64Array(columns);
    for (const row of which) {
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++) sum[indices[at]!]! += values[at]!;
    }
    return sum;
  }
}

function dotWithAll(matrix: Csr, dense: Float64Array, out: Float64Array): void {
  for (let row = 0; row < matrix.rows; row++) out[row] = rowDot(matrix, row, dense);
}

function rowDot({ indptr, indices, values }: Csr, row: number, dense: Float64Array): number {
  let sum = 0;
  for (let at = indptr[row]!; at < indptr[row + 1]!; at++) sum += values[at]! * dense[indices[at]!]!;
  return sum;
}
