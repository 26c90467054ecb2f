import { StewardError } from '../../contract/errors.ts';
import { minimise } from '../../numeric/lbfgs.ts';

/** Turns scores of one source into chances. */
export interface Calibrator {
  readonly kind: 'isotonic' | 'platt';
  /** The chance, in [0, 1], that what has this score is right; never falls with the score. */
  chance(score: number): number;
  /** What was fitted, for keeping: borders and chances, or slope and intercept. */
  readonly values: Float64Array;
}

/** Scores that a source gave, and whether each was right: clicked, bought, or held out and found. */
export interface Outcomes {
  scores: ArrayLike<number>;
  /** 1 for right, 0 for not. */
  right: ArrayLike<number>;
}

/**
 * Isotonic regression by pooling adjacent violators: the rising step function nearest to the outcomes by squared error
 * (Zadrozny and Elkan, KDD 2002). Between the steps' scores the chance is drawn out straight; outside it stays.
 */
export function isotonic(outcomes: Outcomes): Calibrator {
  const { scores, right } = checked(outcomes);
  const order = Int32Array.from({ length: scores.length }, (_, n) => n).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: { sum: number; count: number; low: number; high: number }[] = [];
  for (const n of order) {
    const score = scores[n]!;
    const last = blocks.at(-1);
    // Equal scores have one chance, whatever order they came in.
    if (last && last.high === score) {
      last.sum += right[n]!;
      last.count += 1;
    } else blocks.push({ sum: right[n]!, count: 1, low: score, high: score });
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    pooled.push(block);
    for (let end = pooled.length - 1; end > 0; end--) {
      const [before, own] = [pooled[end - 1]!, pooled[end]!];
      if (before.sum * own.count < own.sum * before.count) break;
      pooled.splice(end - 1, 2, {
        sum: before.sum + own.sum,
        count: before.count + own.count,
        low: before.low,
        high: own.high,
      });
    }
  }
  return stepsOf(
    Float64Array.from(pooled.flatMap(({ sum, count, low, high }) => [low, sum / count, high, sum / count])),
  );
}

/** A calibrator from the `values` of an isotonic one: pairs of score and chance, both rising. */
export function stepsOf(values: Float64Array): Calibrator {
  const points = values.length / 2;
  return {
    kind: 'isotonic',
    values,
    chance(score) {
      let [low, high] = [0, points];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (values[2 * middle]! <= score) low = middle + 1;
        else high = middle;
      }
      if (low === 0) return values[1]!;
      const [x, y] = [values[2 * low - 2]!, values[2 * low - 1]!];
      if (low === points || x === score) return y;
      const [nextX, nextY] = [values[2 * low]!, values[2 * low + 1]!];
      return y + ((nextY - y) * (score - x)) / (nextX - x);
    },
  };
}

/**
 * A logistic curve through the outcomes, with Platt's targets that keep away from 0 and 1 (Platt 1999; Lin, Lin and
 * Weng 2007). For few outcomes: two numbers are fitted, so it smooths more than isotonic regression. A falling curve
 * is made flat: more score is never less.
 */
export function platt(outcomes: Outcomes): Calibrator {
  const { scores, right } = checked(outcomes);
  const n = scores.length;
  let hits = 0;
  let mean = 0;
  for (let at = 0; at < n; at++) {
    hits += right[at]!;
    mean += scores[at]! / n;
  }
  let spread = 0;
  for (let at = 0; at < n; at++) spread += (scores[at]! - mean) ** 2 / n;
  const scale = Math.sqrt(spread) || 1;
  const [high, low] = [(hits + 1) / (hits + 2), 1 / (n - hits + 2)];
  const { x } = minimise(
    (line, gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let at = 0; at < n; at++) {
        const z = (scores[at]! - mean) / scale;
        const t = line[0]! * z + line[1]!;
        const target = right[at]! > 0 ? high : low;
        loss += Math.log1p(Math.exp(-Math.abs(t))) + Math.max(0, t) - target * t;
        const error = 1 / (1 + Math.exp(-t)) - target;
        gradient[0]! += error * z;
        gradient[1]! += error;
      }
      return loss;
    },
    new Float64Array(2),
    { maxIterations: 100, tolerance: 1e-8 },
  );
  if (x[0]! >= 0) return curveOf(Float64Array.of(x[0]! / scale, x[1]! - (x[0]! * mean) / scale));
  const share = (hits * high + (n - hits) * low) / n;
  return curveOf(Float64Array.of(0, Math.log(share / (1 - share))));
}

/** A calibrator from the `values` of a logistic one: slope and intercept. */
export function curveOf(values: Float64Array): Calibrator {
  return { kind: 'platt', values, chance: (score) => 1 / (1 + Math.exp(-(values[0]! * score + values[1]!))) };
}

/** A calibrator from its kind and its `values`, as they were kept. */
export function calibratorOf({ kind, values }: Pick<Calibrator, 'kind' | 'values'>): Calibrator {
  return kind === 'isotonic' ? stepsOf(values) : curveOf(values);
}

/** Fewer right ones make steps of chance: a curve of two numbers is all that they bear. */
const leastRight = 20;
/** Scores are looked at in so many groups at most, of no fewer outcomes than that. */
const [mostGroups, leastInGroup] = [200, 100];

/**
 * The calibrator that outcomes of a source bear: isotonic over groups of scores that follow each other, so that no chance
 * rests on a few of them; where few were right, or there are few, Platt's curve.
 */
export function calibratorFor(outcomes: Outcomes): Calibrator {
  const { scores, right } = checked(outcomes);
  const size = Math.max(leastInGroup, Math.ceil(scores.length / mostGroups));
  let hits = 0;
  for (let n = 0; n < right.length; n++) hits += right[n]!;
  if (hits < leastRight || scores.length < 2 * size) return platt(outcomes);
  const order = Int32Array.from({ length: scores.length }, (_, n) => n).sort((a, b) => scores[a]! - scores[b]!);
  const grouped = new Float64Array(scores.length);
  for (let from = 0; from < order.length; ) {
    // The last group takes what is left, so that it is not a small one.
    let to = order.length - from < 2 * size ? order.length : from + size;
    while (to < order.length && scores[order[to]!] === scores[order[to - 1]!]) to += 1;
    let sum = 0;
    for (let n = from; n < to; n++) sum += scores[order[n]!]!;
    for (let n = from; n < to; n++) grouped[order[n]!] = sum / (to - from);
    from = to;
  }
  return isotonic({ scores: grouped, right });
}

function checked({ scores, right }: Outcomes): Outcomes {
  if (scores.length > 0 && scores.length === right.length) return { scores, right };
  throw new StewardError('BAD_INPUT', 'Scores can be calibrated only where it is known of some how they turned out.', {
    advice: 'Merge by rank as long as nothing was shown or held out.',
  });
}
