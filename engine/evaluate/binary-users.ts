import { binOf, reliabilityBins, rocAuc } from './binary.ts';
import { bootstrapRatios, type Interval } from './bootstrap.ts';

/** Metrics of probabilities whose rows belong to users; the intervals take a user's rows as one. */
export interface UserMetrics {
  /** Area under the ROC curve over all rows; interval as Obuchowski (Biometrics 1997) has it for clusters. */
  auc: Interval;
  /** Mean AUC within users who have both outcomes, weighed by their rows (Zhou et al., KDD 2018). */
  gauc: Interval;
  logLoss: Interval;
  rows: number;
  positives: number;
}

/** 95 % intervals: by formula for AUC, by drawing users for the others. NaN where there is but one outcome. */
export function userMetrics(
  users: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  seed: number,
): UserMetrics {
  const groups = rowsByUser(users);
  const loss = { top: new Float64Array(groups.length), bottom: new Float64Array(groups.length) };
  const area = { top: new Float64Array(groups.length), bottom: new Float64Array(groups.length) };
  let positives = 0;
  for (const [g, rows] of groups.entries()) {
    loss.bottom[g] = rows.length;
    for (const row of rows) {
      loss.top[g]! -= Math.log(labels[row] ? probabilities[row]! : 1 - probabilities[row]!);
      positives += labels[row]!;
    }
    const own = rocAuc(
      rows.map((row) => probabilities[row]!),
      rows.map((row) => labels[row]!),
    );
    if (own === null) continue;
    area.top[g] = own * rows.length;
    area.bottom[g] = rows.length;
  }
  const { gauc, logLoss } = bootstrapRatios({ gauc: area, logLoss: loss }, { seed, resamples: 200 });
  return {
    auc: clusteredAuc(groups, probabilities, labels),
    gauc: gauc!,
    logLoss: logLoss!,
    rows: users.length,
    positives,
  };
}

/**
 * Expected calibration error (Guo et al. 2017) with a 95 % interval by the jackknife over users (Efron and Tibshirani
 * 1993, chapter 11). What drawing users gives would lie too high: noise can only add to a distance. NaN without rows; the
 * interval is NaN for a single user.
 */
export function userCalibrationError(
  users: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
): Interval {
  const groups = rowsByUser(users);
  const [rows, n] = [users.length, groups.length];
  // By how much the probabilities of a bin are too high, summed over its rows: of each user, and of all.
  const own = groups.map((some) => excesses(some, probabilities, labels));
  const all = excesses(
    Array.from({ length: rows }, (_, row) => row),
    probabilities,
    labels,
  );
  const mean = all.reduce((sum, excess) => sum + Math.abs(excess), 0) / rows;
  const without = own.map((one, g) => {
    const left = all.reduce((sum, excess, bin) => sum + Math.abs(excess - one[bin]!), 0);
    return left / (rows - groups[g]!.length);
  });
  const middle = without.reduce((sum, value) => sum + value, 0) / n;
  const variance = ((n - 1) / n) * without.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const half = 1.96 * Math.sqrt(variance);
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), users: n };
}

function excesses(rows: readonly number[], probabilities: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  const bins = new Float64Array(reliabilityBins);
  for (const row of rows) bins[binOf(probabilities[row]!)]! += probabilities[row]! - labels[row]!;
  return bins;
}

/** The rows of each user. */
function rowsByUser(users: ArrayLike<number>): number[][] {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < users.length; row++) {
    const rows = rowsOf.get(users[row]!);
    if (rows) rows.push(row);
    else rowsOf.set(users[row]!, [row]);
  }
  return [...rowsOf.values()];
}

function clusteredAuc(groups: number[][], scores: ArrayLike<number>, labels: ArrayLike<number>): Interval {
  const places = placements(scores, labels);
  let [positives, negatives, total] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (!labels[row]) negatives++;
    else {
      positives++;
      total += places[row]!;
    }
  }
  const mean = total / positives;
  if (positives === 0 || negatives === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, users: 0 };
  let [ofPositives, ofNegatives, ofBoth, withPositives, withNegatives] = [0, 0, 0, 0, 0];
  for (const rows of groups) {
    let [up, down, m, n] = [0, 0, 0, 0];
    for (const row of rows) {
      if (labels[row]) {
        up += places[row]! - mean;
        m++;
      } else {
        down += places[row]! - mean;
        n++;
      }
    }
    ofPositives += up * up;
    ofNegatives += down * down;
    ofBoth += up * down;
    withPositives += Number(m > 0);
    withNegatives += Number(n > 0);
  }
  const factor = (clusters: number) => clusters / Math.max(1, clusters - 1);
  const variance =
    (factor(withPositives) * ofPositives) / positives ** 2 +
    (factor(withNegatives) * ofNegatives) / negatives ** 2 +
    (2 * factor(groups.length) * ofBoth) / (positives * negatives);
  const half = 1.96 * Math.sqrt(Math.max(0, variance));
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), users: groups.length };
}

/** For each row the share of the other outcome's rows on its right side: below a positive, above a negative; ties count half. */
function placements(scores: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  const result = new Float64Array(scores.length);
  const all = [0, 0];
  for (let row = 0; row < labels.length; row++) all[labels[row] ? 1 : 0]! += 1;
  const below = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    const equal = [0, 0];
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) equal[labels[order[to++]!] ? 1 : 0]! += 1;
    for (let k = from; k < to; k++) {
      const isPositive = labels[order[k]!] ? 1 : 0;
      const side = 1 - isPositive;
      const under = (below[side]! + 0.5 * equal[side]!) / Math.max(1, all[side]!);
      result[order[k]!] = isPositive ? under : 1 - under;
    }
    below[0]! += equal[0]!;
    below[1]! += equal[1]!;
    from = to;
  }
  return result;
}
