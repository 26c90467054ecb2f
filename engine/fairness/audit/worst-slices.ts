import type { Grouping } from '../../catalog/interactions/groups.ts';
import { seededRandom } from '../../numeric/random.ts';

/** What is searched for the group that is served worst. */
export interface SliceRequest {
  /** A value for each unit; NaN where there is none. */
  values: Float64Array;
  /** Groups of the same units: every group of every grouping is a slice. */
  groupings: readonly Grouping[];
  /** Slices of fewer units are not looked at. */
  least: number;
  /** Whether low or high values are worse. */
  worse: 'low' | 'high';
  draws: number;
  seed: number;
}

/** One group beside everybody. */
export interface Slice {
  grouping: string;
  group: string;
  n: number;
  mean: number;
  /** Its mean less that of everybody. */
  difference: number;
  /** How many standard errors it lies on the worse side; below 0 on the better. */
  z: number;
  /** The chance that the worst of all slices lies as far out where groups mean nothing, (b + 1) / (draws + 1). */
  p: number;
}

/** What a search found: slices, the worst first. */
export interface SliceSearch {
  overall: number;
  units: number;
  /** How many slices were looked at, and how many were too small. */
  tested: number;
  left: number;
  slices: Slice[];
}

/**
 * Searches all groups of all groupings for those that lie farthest on the worse side of the overall mean. A slice is
 * studentised by the exact variance of its mean under permutation, S^2 (1/n - 1/N); p is adjusted for all slices by the
 * permutation distribution of the largest such statistic (the single-step max-T of Westfall and Young 1993). Belongs on
 * a thread.
 */
export function worstSlices(request: SliceRequest): SliceSearch {
  const { least, worse, draws, seed } = request;
  const known = Int32Array.from(request.values.keys()).filter((at) => !Number.isNaN(request.values[at]!));
  const values = Float64Array.from(known, (at) => request.values[at]!);
  const units = values.length;
  const overall = values.reduce((sum, value) => sum + value, 0) / units;
  const sign = worse === 'low' ? -1 : 1;
  const centred = values.map((value) => sign * (value - overall));
  const variance = centred.reduce((sum, value) => sum + value * value, 0) / (units - 1);
  const sliceOf: Int32Array[] = [];
  const found: { grouping: string; group: string; n: number }[] = [];
  let left = 0;
  for (const { attribute, names, of } of request.groupings) {
    const sizes = new Int32Array(names.length);
    for (const at of known) if (of[at]! >= 0) sizes[of[at]!]! += 1;
    const numbers = new Int32Array(names.length).fill(-1);
    for (const [group, n] of sizes.entries()) {
      if (n === 0) continue;
      // A slice of everybody says nothing.
      if (n < least || n === units) left += 1;
      else numbers[group] = found.push({ grouping: attribute, group: names[group]!, n }) - 1;
    }
    sliceOf.push(known.map((at) => (of[at]! < 0 ? -1 : numbers[of[at]!]!)));
  }
  const scale = Float64Array.from(found, ({ n }) => 1 / (n * Math.sqrt(variance * (1 / n - 1 / units))));
  const sums = new Float64Array(found.length);
  const statistics = (of: Float64Array): Float64Array => {
    sums.fill(0);
    for (const slices of sliceOf) {
      for (let at = 0; at < units; at++) if (slices[at]! >= 0) sums[slices[at]!]! += of[at]!;
    }
    return sums.map((sum, slice) => sum * scale[slice]!);
  };
  const observed = statistics(centred);
  const largest = new Float64Array(variance > 0 && found.length > 0 ? draws : 0);
  const random = seededRandom(seed);
  const shuffled = centred.slice();
  for (let draw = 0; draw < largest.length; draw++) {
    for (let at = units - 1; at > 0; at--) {
      const other = random.below(at + 1);
      const value = shuffled[at]!;
      shuffled[at] = shuffled[other]!;
      shuffled[other] = value;
    }
    largest[draw] = statistics(shuffled).reduce((most, z) => Math.max(most, z), Number.NEGATIVE_INFINITY);
  }
  largest.sort();
  const slices = found.map((slice, at): Slice => {
    const difference = (sign * observed[at]!) / (slice.n * scale[at]!);
    const z = Number.isFinite(observed[at]!) ? observed[at]! : 0;
    const p = largest.length === 0 ? 1 : (atLeast(largest, z - 1e-9 * Math.abs(z)) + 1) / (largest.length + 1);
    const none = variance > 0 ? difference : 0;
    return { ...slice, mean: overall + none, difference: none, z, p };
  });
  slices.sort((a, b) => b.z - a.z || b.n - a.n);
  return { overall, units, tested: found.length, left, slices };
}

/** How many of sorted numbers are at least `bound`. */
function atLeast(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}
