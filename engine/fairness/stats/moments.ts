/**
 * A figure of a group: the mean of `top` over its units, or with `bottom` the sum of one divided by that of the other (a
 * rate over rows, clustered by unit; the unit is what is drawn). NaN in `top`: the unit has no value and is left out.
 */
export interface Column {
  top: Float64Array;
  bottom?: Float64Array;
}

/** What was summed of a group's units. */
export interface Sums {
  /** Units that have a value. */
  units: number;
  top: number;
  bottom: number;
  /** The sum of (top - figure x bottom)^2. */
  residual: number;
}

/** Columns of numbers whose sums say all about one `Column`: where they begin, and how they are read. */
export interface Layout {
  parts: Float64Array[];
  /** Fills `into` from the sums that begin at `at`; the group has `units` rows. */
  read(sums: Float64Array, at: number, units: number, into: Sums): void;
}

/** Values less a constant: sums of squares of large numbers would lose digits. The figure is `shift` larger. */
function shiftOf({ top, bottom }: Column): number {
  if (bottom) return 0;
  let [sum, n] = [0, 0];
  for (const value of top) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

/** The figure that sums give, NaN where there is nothing to divide by. */
export function figureOf({ top, bottom }: Pick<Sums, 'top' | 'bottom'>): number {
  return bottom === 0 ? Number.NaN : top / bottom;
}

/** The layout of a column: its sums, and with `squares` what its variance is made of. */
export function layoutOf(column: Column, squares: boolean): Layout & { shift: number } {
  const { top, bottom } = column;
  const shift = shiftOf(column);
  const values = top.map((value, i) => (Number.isNaN(value) ? 0 : value - shift * (bottom ? bottom[i]! : 1)));
  if (bottom) {
    const below = bottom.map((value, i) => (Number.isNaN(top[i]!) ? 0 : value));
    const product = (x: Float64Array, y: Float64Array) => x.map((value, i) => value * y[i]!);
    const present = below.map((value) => (value === 0 ? 0 : 1));
    const parts = [values, below];
    if (squares) parts.push(product(values, values), product(values, below), product(below, below), present);
    const read = (sums: Float64Array, at: number, _units: number, into: Sums) => {
      into.top = sums[at]!;
      into.bottom = sums[at + 1]!;
      if (!squares) return;
      const figure = into.top / into.bottom;
      into.residual = sums[at + 2]! - 2 * figure * sums[at + 3]! + figure * figure * sums[at + 4]!;
      into.units = sums[at + 5]!;
    };
    return { parts, read, shift };
  }
  const isWhole = top.every((value) => !Number.isNaN(value));
  const parts = [values];
  if (squares) parts.push(values.map((value) => value * value));
  const counted = parts.length;
  if (!isWhole) parts.push(top.map((value) => (Number.isNaN(value) ? 0 : 1)));
  const read = (sums: Float64Array, at: number, units: number, into: Sums) => {
    const n = isWhole ? units : sums[at + counted]!;
    into.top = sums[at]!;
    into.bottom = n;
    into.units = n;
    if (squares) into.residual = sums[at + 1]! - (into.top * into.top) / n;
  };
  return { parts, read, shift };
}

/**
 * Welch's F over groups from their sums, a figure's variance being the linearised one, residual / bottom^2 x m / (m - 1)
 * with m units (s^2 / n for a mean). Groups of fewer than two units are left out; infinite where one does not vary.
 */
export function welchF(groups: readonly Sums[]): number {
  let [k, total, weighted] = [0, 0, 0];
  for (const sums of groups) {
    const weight = weightOf(sums);
    if (weight === 0) continue;
    k++;
    total += weight;
    weighted += (weight * sums.top) / sums.bottom;
  }
  if (k < 2) return Number.NaN;
  if (total === Number.POSITIVE_INFINITY) return total;
  const mean = weighted / total;
  let [between, lambda] = [0, 0];
  for (const sums of groups) {
    const weight = weightOf(sums);
    if (weight === 0) continue;
    between += weight * (sums.top / sums.bottom - mean) ** 2;
    lambda += (1 - weight / total) ** 2 / (sums.units - 1);
  }
  return between / (k - 1) / (1 + ((2 * (k - 2)) / (k * k - 1)) * lambda);
}

/**
 * The sum of squares between groups, weighted by units. All else that chi-square or the classic F is made of stays when
 * labels are permuted, so that it orders draws as they do.
 */
export function betweenOf(groups: readonly Sums[]): number {
  let [units, weighted] = [0, 0];
  for (const sums of groups) {
    if (sums.bottom === 0) continue;
    units += sums.units;
    weighted += (sums.units * sums.top) / sums.bottom;
  }
  const mean = weighted / units;
  let between = 0;
  for (const sums of groups) if (sums.bottom !== 0) between += sums.units * (sums.top / sums.bottom - mean) ** 2;
  return between;
}

/** One by the variance of the group's figure; 0 for a group that has none, infinite for one that does not vary. */
function weightOf({ units, bottom, residual }: Sums): number {
  if (!(units > 1)) return 0;
  // What rounding left of nothing is nothing.
  return residual <= 1e-14 * bottom ? Number.POSITIVE_INFINITY : (bottom * bottom * (units - 1)) / (residual * units);
}

/** The largest figure less the smallest, of the groups that have one. */
export function gapOf(groups: readonly Sums[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sums of groups) {
    if (sums.bottom === 0) continue;
    const figure = sums.top / sums.bottom;
    if (figure < low) low = figure;
    if (figure > high) high = figure;
  }
  return high >= low ? high - low : Number.NaN;
}

/** Room for the sums of one group. */
export const noSums = (): Sums => ({ units: 0, top: 0, bottom: 0, residual: Number.NaN });
