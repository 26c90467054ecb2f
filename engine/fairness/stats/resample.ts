import { quantile } from '../../evaluate/bootstrap.ts';
import { evenParts, KernelCrew, scratch } from '../../numeric/kernels/crew.ts';
import { sortStable } from '../../numeric/order.ts';
import { Pace } from '../../numeric/pace.ts';
import { accelerationOf, type BootstrapSummary, bootstrapIntervals } from './bootstrap-interval.ts';
import {
  betweenOf,
  type Column,
  figureOf,
  gapOf,
  type Layout,
  layoutOf,
  noSums,
  type Sums,
  welchF,
} from './moments.ts';

export interface ResampleOptions {
  seed: number;
  /** Draws of the bootstrap, and of the permutation: 10,000 by default. */
  draws?: number;
  /** 0.95 by default. */
  level?: number;
  threads?: number;
  signal?: AbortSignal;
}

/** A statistic beside what it is where labels mean nothing. `p` is (b + 1) / (draws + 1), b draws being as large. */
export interface NullSummary {
  observed: number;
  /** Mean under equality, and what it exceeds with chance 1 - level. Infinite draws are left out of the mean. */
  expected: number;
  high: number;
  p: number;
  /** What draws exceed with some chances, the larger ones first; chances that fewer than ten draws stand for are left out. */
  tail: readonly { chance: number; value: number }[];
}

const tailChances = [0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const leastOfTail = 10;

/** What resampling says of one column. */
export interface Resampled {
  draws: number;
  seed: number;
  /** One a group, in their order; units that have no value are left out. */
  groups: BootstrapSummary[];
  /** The largest figure less the smallest. */
  gap: NullSummary;
  /** Welch's F: the studentised permutation test, right also where variances differ (Chung and Romano 2013). */
  welch: NullSummary;
  /** The sum of squares between groups: of rates, the exact test that chi-square approximates. */
  between: NullSummary;
}

/** Doubles that one batch of draws may fill: 16 MiB. */
const batchSize = 1 << 21;
/** Rows times blocks that one call of the kernel sums: some milliseconds. */
const callSize = 4e6;

/**
 * Bootstraps figures within groups and permutes labels between them: one draw serves all columns. `group` has the number of
 * each unit's group, those below 0 are left out; arrays are of one length, a unit each. The same seed gives the same
 * numbers whatever the threads. Rejects with CANCELLED.
 */
export async function resampleGroups(
  columns: readonly Column[],
  group: Int32Array,
  groups: number,
  { seed, draws = 10_000, level = 0.95, threads, signal }: ResampleOptions,
): Promise<Resampled[]> {
  // The largest group last: its sums under permutation are what the others leave.
  const counts = new Float64Array(groups);
  for (const g of group) if (g >= 0) counts[g]! += 1;
  const order = Int32Array.from({ length: groups }, (_, g) => g).sort((a, b) => counts[a]! - counts[b]!);
  const place = new Int32Array(groups);
  for (const [at, g] of order.entries()) place[g] = at;
  const known = Int32Array.from({ length: group.length }, (_, row) => row).filter((row) => group[row]! >= 0);
  const rows = sortStable(
    groups,
    group.map((g) => (g < 0 ? 0 : place[g]!)),
    known,
  );
  const picked = columns.map(({ top, bottom }): Column => {
    const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    return { top: pick(top), bottom: bottom && pick(bottom) };
  });
  const starts = new Int32Array(groups + 1);
  for (const [at, g] of order.entries()) starts[at + 1] = starts[at]! + counts[g]!;
  const crew = new KernelCrew({ threads, signal });
  crew.reserveScratch(64 + rows.length * 4);
  crew.start();
  try {
    const pace = new Pace();
    const ranges = Array.from({ length: groups }, (_, at) => [starts[at]!, starts[at + 1]!] as const);

    const bootstrapped = picked.map((column) => layoutOf(column, false));
    const figures = picked.map(() => ranges.map(() => new Float64Array(draws)));
    await drawAll(crew, bootstrapped, starts, { seed, draws, permutes: false }, (draw, c, sums) => {
      for (let at = 0; at < groups; at++) figures[c]![at]![draw] = figureOf(sums[at]!) + bootstrapped[c]!.shift;
    });

    const permuted = picked.map((column) => layoutOf(column, true));
    const gaps = picked.map(() => new Float64Array(draws));
    const fs = picked.map(() => new Float64Array(draws));
    const betweens = picked.map(() => new Float64Array(draws));
    await drawAll(crew, permuted, starts, { seed, draws, permutes: true }, (draw, c, sums) => {
      gaps[c]![draw] = gapOf(sums);
      fs[c]![draw] = welchF(sums);
      betweens[c]![draw] = betweenOf(sums);
    });

    const results: Resampled[] = [];
    for (const [c, column] of picked.entries()) {
      const sums = ranges.map(([from, to]) => sumsOf(permuted[c]!, from, to));
      const summaries = ranges.map(([from, to], at) => {
        const value = figureOf(sums[at]!) + permuted[c]!.shift;
        return bootstrapIntervals(value, figures[c]![at]!, ofRange(column, from, to), level);
      });
      results.push({
        draws,
        seed,
        groups: Array.from(place, (at) => summaries[at]!),
        gap: beside(gapOf(sums), gaps[c]!, level),
        welch: beside(welchF(sums), fs[c]!, level),
        between: beside(betweenOf(sums), betweens[c]!, level),
      });
      await pace.turn();
    }
    return results;
  } finally {
    await crew.close();
  }
}

function sumsOf({ parts, read }: Layout, from: number, to: number): Sums {
  const sums = Float64Array.from(parts, (part) => part.subarray(from, to).reduce((sum, value) => sum + value, 0));
  const into = noSums();
  read(sums, 0, to - from, into);
  return into;
}

function ofRange({ top, bottom }: Column, from: number, to: number): number {
  const has = (_: number, i: number) => !Number.isNaN(top[from + i]!);
  const above = top.subarray(from, to).filter(has);
  return accelerationOf(above, bottom ? bottom.subarray(from, to).filter(has) : above.map(() => 1));
}

function beside(observed: number, draws: Float64Array, level: number): NullSummary {
  // Draws that differ from it by rounding alone are as large.
  const bound = observed - 1e-12 * Math.abs(observed);
  const larger = draws.reduce((count, draw) => count + (draw >= bound || Number.isNaN(draw) ? 1 : 0), 0);
  const sorted = draws.filter((draw) => Number.isFinite(draw)).sort();
  const expected = sorted.reduce((sum, draw) => sum + draw, 0) / sorted.length;
  const p = Number.isNaN(observed) ? Number.NaN : (larger + 1) / (draws.length + 1);
  const tail = tailChances
    .filter((chance) => chance * sorted.length >= leastOfTail)
    .map((chance) => ({ chance, value: quantile(sorted, 1 - chance) }));
  return { observed, expected, high: quantile(sorted, level), p, tail };
}

/** Makes all draws in batches and hands on the sums of each draw and column, groups in their order; they are used anew. */
async function drawAll(
  crew: KernelCrew,
  layouts: readonly Layout[],
  starts: Int32Array,
  { seed, draws, permutes }: { seed: number; draws: number; permutes: boolean },
  take: (draw: number, column: number, sums: readonly Sums[]) => void,
): Promise<void> {
  const groups = starts.length - 1;
  const rows = starts[groups]!;
  const parts = layouts.flatMap((layout) => layout.parts);
  const blocks = Math.ceil(parts.length / 8);
  const width = blocks * 8;
  const matrix = crew.doubles(rows * width);
  for (const [c, part] of parts.entries()) {
    const start = (c >> 3) * rows * 8 + (c & 7);
    for (let row = 0; row < rows; row++) matrix[start + row * 8] = part[row]!;
  }
  const kept = permutes ? groups - 1 : groups;
  const perDraw = Math.max(1, kept) * width;
  const batch = Math.min(draws, Math.max(1, Math.floor(batchSize / perDraw)));
  const out = crew.doubles(batch * perDraw);
  const bounds = crew.copy(starts);
  const totals = Float64Array.from(parts, (part) => part.reduce((sum, value) => sum + value, 0));
  const perCall = Math.max(1, Math.floor(callSize / (rows * (blocks + 2))));
  const last = new Float64Array(width);
  const sums = Array.from({ length: groups }, noSums);
  const pace = new Pace();
  for (let first = 0; first < draws; first += batch) {
    const count = Math.min(batch, draws - first);
    await crew.runAll(
      'drawSums',
      evenParts(count, perCall).map(([from, to]) => {
        const range = [scratch, first + from, first + to, first, seed | 0, permutes ? 2 : 1, permutes ? 1 : 0] as const;
        return [...range, groups, kept, bounds, matrix, blocks, out];
      }),
    );
    for (let draw = 0; draw < count; draw++) {
      const at = draw * perDraw;
      for (let c = 0; c < parts.length; c++) {
        last[c] = totals[c]!;
        for (let g = 0; g < kept; g++) last[c]! -= out[at + g * width + c]!;
      }
      let place = 0;
      for (const [column, layout] of layouts.entries()) {
        for (let g = 0; g < kept; g++) {
          layout.read(out, at + g * width + place, starts[g + 1]! - starts[g]!, sums[g]!);
        }
        if (permutes) layout.read(last, place, starts[groups]! - starts[groups - 1]!, sums[kept]!);
        take(first + draw, column, sums);
        place += layout.parts.length;
      }
      if ((draw & 63) === 0) await pace.turn();
    }
  }
}
