type Numbers = ArrayLike<number>;

/** Row numbers by falling score; equal scores keep the order of rows. */
function byScore(scores: Numbers): Int32Array {
  return Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Calls back once for each distinct score, from the highest: how many positives and rows score at least that. */
function forEachCut(
  scores: Numbers,
  targets: Numbers,
  visit: (score: number, positives: number, rows: number) => void,
): void {
  const order = byScore(scores);
  let positives = 0;
  order.forEach((row, k) => {
    positives += targets[row]!;
    const next = order[k + 1];
    if (next === undefined || scores[next] !== scores[row]) visit(scores[row]!, positives, k + 1);
  });
}

function count(targets: Numbers): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += targets[i]!;
  return sum;
}

/** Area under the ROC curve: the chance that a positive scores above a negative, ties counting half. Null without both. */
export function rocAuc(scores: Numbers, targets: Numbers): number | null {
  const positives = count(targets);
  const negatives = targets.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  let [seenPositives, seenNegatives] = [0, 0];
  forEachCut(scores, targets, (_, hits, rows) => {
    area += (rows - hits - seenNegatives) * (hits + seenPositives);
    [seenPositives, seenNegatives] = [hits, rows - hits];
  });
  return area / (2 * positives * negatives);
}

/** Average precision: the mean of the precision at each step of recall, rows of equal score taken together. */
export function averagePrecision(scores: Numbers, targets: Numbers): number | null {
  const positives = count(targets);
  if (positives === 0) return null;
  let sum = 0;
  let seen = 0;
  forEachCut(scores, targets, (_, hits, rows) => {
    sum += (hits - seen) * (hits / rows);
    seen = hits;
  });
  return sum / positives;
}

/** F1, precision and recall of calling positive what scores at least `threshold`; null where a denominator is 0. */
export function atThreshold(scores: Numbers, targets: Numbers, threshold: number) {
  let [hits, fired] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < threshold) continue;
    fired++;
    hits += targets[i]!;
  }
  const positives = count(targets);
  return {
    fired,
    precision: fired > 0 ? hits / fired : null,
    recall: positives > 0 ? hits / positives : null,
    f1: fired + positives > 0 ? (2 * hits) / (fired + positives) : null,
  };
}

/** The threshold with the highest F1 on these rows, midway to the next lower score so that rounding cannot cross it. */
export function bestThreshold(scores: Numbers, targets: Numbers): number {
  const positives = count(targets);
  const cuts: { score: number; f1: number }[] = [];
  forEachCut(scores, targets, (score, hits, rows) => {
    cuts.push({ score, f1: (2 * hits) / (rows + positives) });
  });
  let best = 0;
  cuts.forEach(({ f1 }, i) => {
    if (f1 > cuts[best]!.f1) best = i;
  });
  const at = cuts[best]?.score ?? 0.5;
  const below = cuts[best + 1]?.score;
  return below === undefined ? at : (at + below) / 2;
}

/** Mean of the F1 of each class, given true and predicted class numbers (Davidson's and EDOS's published measure). */
export function macroF1(truth: Numbers, predicted: Numbers, classes: number): number {
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    let [both, either] = [0, 0];
    for (let i = 0; i < truth.length; i++) {
      either += Number(truth[i] === c) + Number(predicted[i] === c);
      both += Number(truth[i] === c && predicted[i] === c);
    }
    sum += either > 0 ? (2 * both) / either : 0;
  }
  return sum / classes;
}

/** A point of a reliability curve: in a bin of `count` rows the mean probability and the share of positives. */
export interface ReliabilityPoint {
  mean: number;
  observed: number;
  count: number;
}

/** Bins of equal width that probabilities are counted in. */
export const reliabilityBins = 10;

/** The bin of a probability, from 0. */
export function binOf(score: number): number {
  return Math.min(reliabilityBins - 1, Math.floor(score * reliabilityBins));
}

/** A reliability curve in ten bins of equal width; bins without rows are left out. */
export function reliability(scores: Numbers, targets: Numbers): ReliabilityPoint[] {
  const bins = Array.from({ length: reliabilityBins }, () => ({ mean: 0, observed: 0, count: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const bin = bins[binOf(scores[i]!)]!;
    bin.count++;
    bin.mean += scores[i]!;
    bin.observed += targets[i]!;
  }
  return bins
    .filter((bin) => bin.count > 0)
    .map((bin) => ({ mean: bin.mean / bin.count, observed: bin.observed / bin.count, count: bin.count }));
}

/** Expected calibration error (Guo et al. 2017): mean distance of a bin's probability from its share of positives, by rows. */
export function calibrationError(scores: Numbers, targets: Numbers): number | null {
  if (scores.length === 0) return null;
  return reliability(scores, targets).reduce(
    (sum, bin) => sum + (bin.count / scores.length) * Math.abs(bin.mean - bin.observed),
    0,
  );
}

/** Mean negative log-likelihood of the targets. Probabilities must not be 0 or 1. */
export function logLoss(scores: Numbers, targets: Numbers): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum -= Math.log(targets[i] ? scores[i]! : 1 - scores[i]!);
  return sum / Math.max(1, scores.length);
}
