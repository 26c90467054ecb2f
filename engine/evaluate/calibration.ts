import { minimise } from '../numeric/lbfgs.ts';
import { stableFraction } from '../numeric/random.ts';
import { logLoss } from './binary.ts';

/**
 * A rising curve from a model's logit to its calibrated log-odds: straight pieces between `knots`, going on with
 * `firstSlope` and `lastSlope` outside them. With one knot and equal slopes it is Platt's straight line.
 */
export interface CalibrationCurve {
  method: 'platt' | 'isotonic';
  knots: { logit: number; logOdds: number }[];
  firstSlope: number;
  lastSlope: number;
}

/** Log-odds are held within this distance of 0, so that a probability in 32 bits is never 0 or 1. */
export const logOddsLimit = 12;

/** Rows that stand behind each knot of an isotonic curve at least; fewer make steps that do not last on new rows. */
const rowsPerKnot = 25;
const folds = 5;

/** The calibrated probability of a logit. */
export function calibrate(curve: CalibrationCurve, logit: number): number {
  return chanceOf(calibratedLogOdds(curve, logit));
}

/** The same as it is among sampled rows: see `offsets` of `fitPlatt`. */
export function calibrateSampled(curve: CalibrationCurve, logit: number, offset: number): number {
  return chanceOf(calibratedLogOdds(curve, logit) + offset);
}

function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function calibratedLogOdds({ knots, firstSlope, lastSlope }: CalibrationCurve, logit: number): number {
  const [first, last] = [knots[0]!, knots.at(-1)!];
  const hold = (value: number) => Math.min(logOddsLimit, Math.max(-logOddsLimit, value));
  if (logit <= first.logit) return hold(first.logOdds + firstSlope * (logit - first.logit));
  if (logit >= last.logit) return hold(last.logOdds + lastSlope * (logit - last.logit));
  let k = 1;
  while (knots[k]!.logit < logit) k++;
  const [a, b] = [knots[k - 1]!, knots[k]!];
  return hold(a.logOdds + ((b.logOdds - a.logOdds) * (logit - a.logit)) / (b.logit - a.logit));
}

/**
 * Platt scaling (Platt 1999): a straight line fitted by maximum likelihood, with his smoothed targets in place of 0 and
 * 1. The slope is kept above 0. Where rows were sampled, `offsets` are the log-odds that the sampling added to each: they
 * are taken into account and are no part of the line.
 */
export function fitPlatt(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  offsets?: ArrayLike<number>,
): CalibrationCurve {
  let positives = 0;
  for (let i = 0; i < targets.length; i++) positives += targets[i]!;
  const yes = (positives + 1) / (positives + 2);
  const no = 1 / (targets.length - positives + 2);
  const { x } = minimise(
    (line, gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let i = 0; i < logits.length; i++) {
        const z = line[0]! * logits[i]! + line[1]! + (offsets?.[i] ?? 0);
        const target = targets[i] ? yes : no;
        loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z;
        const slope = 1 / (1 + Math.exp(-z)) - target;
        gradient[0]! += slope * logits[i]!;
        gradient[1]! += slope;
      }
      return loss;
    },
    Float64Array.of(1, 0),
    { tolerance: 1e-9, maxIterations: 500 },
  );
  const slope = Math.max(x[0]!, 1e-3);
  return { method: 'platt', knots: [{ logit: 0, logOdds: x[1]! }], firstSlope: slope, lastSlope: slope };
}

/** A run of neighbouring rows that isotonic regression gives one value. */
export interface Block {
  /** Mean of what the rows are ordered by. */
  at: number;
  /** Mean target. */
  value: number;
  weight: number;
}

/** Pool-adjacent-violators (Ayer et al. 1955): the non-decreasing fit of least squares to blocks given in order. */
export function poolAdjacentViolators(blocks: Block[]): Block[] {
  const pooled: Block[] = [];
  for (const block of blocks) {
    let last = { ...block };
    for (let before = pooled.at(-1); before && before.value >= last.value; before = pooled.at(-1)) {
      pooled.pop();
      const weight = before.weight + last.weight;
      last = {
        at: (before.at * before.weight + last.at * last.weight) / weight,
        value: (before.value * before.weight + last.value * last.weight) / weight,
        weight,
      };
    }
    pooled.push(last);
  }
  return pooled;
}

/**
 * Centred isotonic regression (Oron and Flournoy 2017): each block of the isotonic fit becomes one knot at the mean of
 * its rows, so that the curve rises throughout and equal probabilities come from equal logits only. Blocks are first
 * made of at least `rowsPerKnot` rows, and their shares are shrunk towards Platt's line as if by two rows of its
 * making, which keeps log-odds finite: n positives alone reach about (n + 2p) / (n + 2).
 */
export function fitIsotonic(logits: ArrayLike<number>, targets: ArrayLike<number>): CalibrationCurve {
  const platt = fitPlatt(logits, targets);
  const order = Array.from({ length: logits.length }, (_, i) => i).sort((a, b) => logits[a]! - logits[b]! || a - b);
  const size = Math.max(1, Math.min(rowsPerKnot, Math.floor(order.length / 4)));
  const bins: Block[] = [];
  for (let start = 0; start < order.length; start += size) {
    const end = order.length - start < 2 * size ? order.length : start + size;
    const rows = order.slice(start, end);
    const mean = (values: ArrayLike<number>) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    bins.push({ at: mean(logits), value: mean(targets), weight: rows.length });
    if (end === order.length) break;
  }
  const knots: CalibrationCurve['knots'] = [];
  for (const { at, value, weight } of poolAdjacentViolators(bins)) {
    const share = (value * weight + 2 * calibrate(platt, at)) / (weight + 2);
    const logOdds = Math.log(share / (1 - share));
    const before = knots.at(-1);
    if (before && (at - before.logit < 1e-3 || logOdds <= before.logOdds)) continue;
    knots.push({ logit: at, logOdds });
  }
  return { method: 'isotonic', knots, firstSlope: platt.firstSlope, lastSlope: platt.lastSlope };
}

/**
 * Fits the curve of the method that has the lower log loss on rows it has not seen, over five folds of the rows given;
 * Platt's where they are equal. Also tells both losses.
 */
export function fitCalibration(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  seed: number,
): { curve: CalibrationCurve; logLoss: { platt: number; isotonic: number } } {
  const fold = Array.from(logits, (_, i) => Math.floor(stableFraction(String(i), seed) * folds));
  const held = { platt: new Float64Array(logits.length), isotonic: new Float64Array(logits.length) };
  for (let f = 0; f < folds; f++) {
    const kept = fold.flatMap((own, i) => (own === f ? [] : [i]));
    const [x, y] = [kept.map((i) => logits[i]!), kept.map((i) => targets[i]!)];
    const curves = { platt: fitPlatt(x, y), isotonic: fitIsotonic(x, y) };
    fold.forEach((own, i) => {
      if (own !== f) return;
      held.platt[i] = calibrate(curves.platt, logits[i]!);
      held.isotonic[i] = calibrate(curves.isotonic, logits[i]!);
    });
  }
  const losses = { platt: logLoss(held.platt, targets), isotonic: logLoss(held.isotonic, targets) };
  const better = losses.isotonic < losses.platt ? fitIsotonic : fitPlatt;
  return { curve: better(logits, targets), logLoss: losses };
}
