import { number, whole } from '../../info/spec.ts';
import type { Strategy } from '../fill.ts';
import { greedyAllocator, type StrategyInput } from '../greedy.ts';

/** Below this square of a length nothing is left of an item but the rounding of its single-precision vector. */
const spanned = 1e-6;

/**
 * Rows of the Cholesky factor of a kernel, grown by one column a choice (Chen, Zhang and Zhou 2018, algorithm 1):
 * `left[c]` is by what the determinant of the chosen ones' kernel grows when c joins them.
 */
class Residuals {
  readonly left: Float64Array;
  readonly #columns: Float64Array[] = [];
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
    this.left = new Float64Array(n).fill(1);
  }

  /** Takes in a choice with its row of the likeness matrix (ones on its diagonal). */
  add(candidate: number, row: Float64Array): void {
    const length = Math.sqrt(Math.max(this.left[candidate]!, spanned));
    const column = new Float64Array(this.#n);
    const mine = this.#columns.map((other) => other[candidate]!);
    for (let c = 0; c < this.#n; c++) {
      let value = row[c]!;
      for (let e = 0; e < mine.length; e++) value -= mine[e]! * this.#columns[e]![c]!;
      column[c] = value / length;
      this.left[c]! -= column[c]! * column[c]!;
    }
    this.#columns.push(column);
  }
}

/** Gains from residuals: log of quality^2 * what is left. Where nothing is left relevance decides, below all others. */
function updateGains(gains: Float64Array, left: Float64Array, logQuality: Float64Array, relevance: Float64Array): void {
  for (let c = 0; c < gains.length; c++) {
    gains[c] = left[c]! > spanned ? logQuality[c]! + Math.log(left[c]!) : relevance[c]! - 1000;
  }
}

/** log of quality^2, with quality exp(a * relevance) and a = theta / (2 (1 - theta)), as in section 4.2 of the paper. */
function logQualities({ prepared }: StrategyInput, theta: number): Float64Array {
  const factor = theta / (1 - theta);
  return prepared.relevance.map((value) => factor * value);
}

const theta = number(
  'The weight of relevance in the trade: 0 for diversity alone, towards 1 for relevance alone.',
  0.999,
);

/**
 * Determinantal point process: the feed whose kernel diag(q) S diag(q) has the largest determinant, greedily, which is the
 * volume that the items' vectors span, stretched by their quality. Equal to computing each determinant, at n k^2 a feed.
 */
export const dpp = greedyAllocator({
  id: 'dpp',
  about:
    'Determinantal point process, fast greedy MAP: the items that span the largest volume (Chen, Zhang and Zhou 2018).',
  defaults: { theta: 0.7 },
  params: { theta },
  aim: 'diversity',
  start(input, params): Strategy {
    const { relevance } = input.prepared;
    const logQuality = logQualities(input, params.theta);
    const gains = logQuality.slice();
    const residuals = new Residuals(gains.length);
    return {
      gains,
      chose(candidate, row) {
        residuals.add(candidate, row);
        updateGains(gains, residuals.left, logQuality, relevance);
      },
    };
  },
});

/**
 * The same with a memory of the last `size` - 1 items only (section 3.4 of the paper): a long feed may come back to a subject
 * once it is out of sight. The window's factor is built anew at each place, which keeps it exact.
 */
export const window = greedyAllocator({
  id: 'window',
  about:
    'Sliding-window determinantal point process: diverse within what is seen at a time (Chen, Zhang and Zhou 2018).',
  defaults: { theta: 0.7, size: 8 },
  params: { theta, size: whole('How many places that follow each other are to be diverse.', 2, 200) },
  aim: 'diversity',
  start(input, params): Strategy {
    const { relevance } = input.prepared;
    const logQuality = logQualities(input, params.theta);
    const gains = logQuality.slice();
    const recent: { candidate: number; row: Float64Array }[] = [];
    return {
      gains,
      chose(candidate, row) {
        recent.push({ candidate, row: row.slice() });
        if (recent.length >= params.size) recent.shift();
        const residuals = new Residuals(gains.length);
        for (const one of recent) residuals.add(one.candidate, one.row);
        updateGains(gains, residuals.left, logQuality, relevance);
      },
    };
  },
});
