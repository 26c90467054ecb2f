/** One of the rankings that an assignment in shares is made of, and how often it is to be shown. */
export interface WeightedRanking {
  weight: number;
  /** The item at each place. */
  items: Int32Array;
}

/** Shares below this are rounding of the solver. */
const nothing = 1e-9;

/**
 * Takes an assignment in shares apart into rankings: `shares` is places x items, row-major, every place full (its row
 * sums to 1), no item in more than one place's worth (columns to at most 1). Drawing a ranking by its weight puts each
 * item at each place exactly as often as its share says (Birkhoff 1946, von Neumann 1953). Items that are not always shown
 * get places below the feed to wait in, all alike, so that the matrix becomes doubly stochastic; then rankings
 * are matched on what is left of it and taken away, largest smallest share first. Deterministic; at most
 * (items - 1)^2 + 1 rankings, in practice about as many as there are shares between 0 and 1.
 */
export function decompose(shares: Float64Array, places: number, items: number): WeightedRanking[] {
  const used = Array.from({ length: items }, (_, item) => item).filter((item) => {
    for (let place = 0; place < places; place++) if (shares[place * items + item]! > nothing) return true;
    return false;
  });
  const n = used.length;
  const left = squared(shares, places, items, used);
  const rankings: WeightedRanking[] = [];
  let rest = 1;
  while (rest > 1e-7) {
    const matching = bestMatching(left, n);
    if (!matching) break;
    let weight = rest;
    for (let row = 0; row < n; row++) weight = Math.min(weight, left[row * n + matching[row]!]!);
    // Only rounding is left to share out, which could go on for long.
    if (weight <= nothing) break;
    for (let row = 0; row < n; row++) {
      const at = row * n + matching[row]!;
      left[at] = left[at]! - weight <= nothing ? 0 : left[at]! - weight;
    }
    rest -= weight;
    rankings.push({ weight, items: matching.slice(0, places).map((column) => used[column]!) });
  }
  // What the solver rounded away goes to all rankings in proportion.
  const total = rankings.reduce((sum, { weight }) => sum + weight, 0);
  return rankings.map(({ weight, items: ranked }) => ({ weight: weight / total, items: ranked }));
}

/** Draws one of the rankings by a number in [0, 1). */
export function drawRanking(rankings: readonly WeightedRanking[], uniform: number): Int32Array {
  let left = uniform;
  for (const { weight, items } of rankings) {
    left -= weight;
    if (left < 0) return items;
  }
  return rankings.at(-1)!.items;
}

/** The ranking to show most often; the first of equals. */
export function mainRanking(rankings: readonly WeightedRanking[]): Int32Array {
  return rankings.reduce((best, ranking) => (ranking.weight > best.weight + nothing ? ranking : best)).items;
}

/** The used columns, and below them rows that share what is missing of each column. */
function squared(shares: Float64Array, places: number, items: number, used: readonly number[]): Float64Array {
  const n = used.length;
  const left = new Float64Array(n * n);
  used.forEach((item, column) => {
    let missing = 1;
    for (let place = 0; place < places; place++) {
      const share = Math.max(0, shares[place * items + item]!);
      left[place * n + column] = share > nothing ? share : 0;
      missing -= left[place * n + column]!;
    }
    for (let row = places; row < n; row++) left[row * n + column] = Math.max(0, missing) / (n - places);
  });
  return left;
}

/** The perfect matching whose smallest entry is the largest there is, by bisection over the entries. */
function bestMatching(left: Float64Array, n: number): Int32Array | null {
  const entries = [...new Set(left.filter((value) => value > 0))].sort((a, b) => a - b);
  let found: Int32Array | null = null;
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const matching = perfectMatching(left, n, entries[middle]!);
    if (matching) {
      found = matching;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}

/** A column for each row over entries of at least `least`, by augmenting paths (Kuhn 1955), or null. */
function perfectMatching(left: Float64Array, n: number, least: number): Int32Array | null {
  const rowOf = new Int32Array(n).fill(-1);
  const seen = new Int32Array(n).fill(-1);
  const place = (row: number, round: number): boolean => {
    for (let column = 0; column < n; column++) {
      if (left[row * n + column]! < least || seen[column] === round) continue;
      seen[column] = round;
      if (rowOf[column]! >= 0 && !place(rowOf[column]!, round)) continue;
      rowOf[column] = row;
      return true;
    }
    return false;
  };
  for (let row = 0; row < n; row++) if (!place(row, row)) return null;
  const columnOf = new Int32Array(n);
  rowOf.forEach((row, column) => {
    columnOf[row] = column;
  });
  return columnOf;
}
