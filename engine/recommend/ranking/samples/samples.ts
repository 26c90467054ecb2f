import { StewardError } from '../../../contract/errors.ts';
import { byTime } from '../features/counters.ts';
import type { Requests } from '../features/data.ts';

/** Rows to learn a ranker from, in any order. */
export interface Samples extends Requests {
  /** 1 where the wanted thing happened, otherwise 0. */
  label: Uint8Array;
  /** What is learnt in the label's place where a bias is corrected: may lie above 1. */
  target?: Float32Array;
  /** How much each row counts; 1 by default. */
  weight?: Float32Array;
  /** Added to logits in training alone; see `logQ` of `samplesOfInteractions`. */
  offset?: Float32Array;
}

/** Rows by what they are for; each part's times lie before the next one's. */
export interface TimeParts {
  train: Int32Array;
  /** Ends the training, and calibrates. */
  validation: Int32Array;
  test: Int32Array;
}

/**
 * Parts rows by time: the latest share is the test, the share before it the validation. Rows of one time stay together.
 * BAD_INPUT where a part would be empty.
 */
export function partsByTime(time: Float64Array, shares = { validation: 0.1, test: 0.1 }): TimeParts {
  const order = byTime(time);
  const cut = (share: number) => {
    let at = Math.round(order.length * share);
    while (at > 0 && at < order.length && time[order[at]!] === time[order[at - 1]!]) at++;
    return at;
  };
  const [first, second] = [cut(1 - shares.validation - shares.test), cut(1 - shares.test)];
  const parts = {
    train: order.slice(0, first),
    validation: order.slice(first, second),
    test: order.slice(second),
  };
  for (const [name, rows] of Object.entries(parts)) {
    if (rows.length > 0) continue;
    throw new StewardError('BAD_INPUT', `There are too few rows to rank by: the ${name} part is empty.`, {
      advice: 'Use more data.',
    });
  }
  return parts;
}
