/** Rounds of k-means: histories are short, and settle at once. */
const rounds = 8;

/**
 * Queries for a history: the weighted mean of its items' embeddings, and the centres of at most `most` groups of them
 * where there are several (spherical k-means, started from the heaviest item and then those least like the ones before).
 * Rows of length 1; null where no item of the history has an embedding other than zeros.
 */
export function interestsOf(
  recent: { items: Int32Array; weights: Float32Array },
  { dimensions, values }: { dimensions: number; values: Float32Array },
  most: number,
): Float32Array | null {
  const rows: Float32Array[] = [];
  const weights: number[] = [];
  recent.items.forEach((item, n) => {
    const row = unit(values.subarray(item * dimensions, (item + 1) * dimensions));
    if (!row || !(recent.weights[n]! > 0)) return;
    rows.push(row);
    weights.push(recent.weights[n]!);
  });
  const mean = centre(rows, weights, dimensions);
  const centres = most > 1 && rows.length > 1 ? groups(rows, weights, Math.min(most, rows.length)) : [];
  const queries = mean ? [mean, ...centres] : centres;
  if (rows.length > 0 && queries.length === 0) queries.push(rows[0]!);
  if (queries.length === 0) return null;
  const out = new Float32Array(queries.length * dimensions);
  queries.forEach((query, n) => {
    out.set(query, n * dimensions);
  });
  return out;
}

function groups(rows: Float32Array[], weights: number[], count: number): Float32Array[] {
  let heaviest = 0;
  weights.forEach((weight, n) => {
    if (weight > weights[heaviest]!) heaviest = n;
  });
  let centres = [rows[heaviest]!];
  while (centres.length < count) {
    const nearest = rows.map((row) => Math.max(...centres.map((other) => dot(row, other))));
    const far = nearest.indexOf(Math.min(...nearest));
    // All that is left are copies of what is there.
    if (nearest[far]! > 1 - 1e-6) break;
    centres.push(rows[far]!);
  }
  for (let round = 0; round < rounds; round++) {
    const own = rows.map((row) => {
      const cosines = centres.map((other) => dot(row, other));
      return cosines.indexOf(Math.max(...cosines));
    });
    centres = centres.map((before, group) => {
      const members = rows.filter((_, n) => own[n] === group);
      const heavy = weights.filter((_, n) => own[n] === group);
      return centre(members, heavy, before.length) ?? before;
    });
  }
  return centres;
}

/** The weighted mean at length 1; null where there is none. */
function centre(rows: Float32Array[], weights: number[], dimensions: number): Float32Array | null {
  const sum = new Float32Array(dimensions);
  rows.forEach((row, n) => {
    for (let d = 0; d < dimensions; d++) sum[d]! += weights[n]! * row[d]!;
  });
  return unit(sum);
}

function unit(row: Float32Array): Float32Array | null {
  const length = Math.sqrt(dot(row, row));
  return length > 0 ? row.map((value) => value / length) : null;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
