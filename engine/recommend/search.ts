import { StewardError } from '../contract/errors.ts';
import type { ParamValue } from '../contract/index.ts';
import { seededRandom } from '../numeric/random.ts';
import { algorithmSpecs } from './info/info.ts';
import type { Algorithm } from './models/model.ts';

/** Metrics of which less is better. */
const lessIsBetter: ReadonlySet<string> = new Set(['rmse', 'mae']);

/** Whether `value` of a metric is better than `other`. */
export function isBetter(metric: string, value: number, other: number): boolean {
  return lessIsBetter.has(metric) ? value < other : value > other;
}

/** BAD_INPUT where an algorithm can have no value of a metric, which is known before anything is fitted. */
export function checkMetric({ id }: Algorithm, metric: string): void {
  if (!lessIsBetter.has(metric) || algorithmSpecs[id].signal !== 'implicit') return;
  throw noValue(id, metric);
}

/** The error for a metric that a model has no value of on the data at hand. */
export function noValue(id: string, metric: string): StewardError {
  return new StewardError('BAD_INPUT', `The model ${id} has no value of ${metric} on this data.`, {
    advice: lessIsBetter.has(metric)
      ? 'Choose ndcg, or a model that predicts ratings, on data with ratings.'
      : 'Choose another metric, or another split.',
    place: { field: 'metric' },
  });
}

/** What tuning may draw of an algorithm: all parameters with a range, or with choices to draw from, that are not fixed. */
export function drawnParams({ id }: Algorithm, fixed: Readonly<Record<string, ParamValue>>): string[] {
  return Object.entries(algorithmSpecs[id].params)
    .filter(([name, { tune, drawn }]) => (tune || drawn) && !Object.hasOwn(fixed, name))
    .map(([name]) => name);
}

/**
 * The parameters of trial `trial`, from 0: the first has the defaults, each other one draws every parameter anew that has
 * a range, evenly or evenly in the logarithm, or choices to draw from (Bergstra and Bengio, 2012). The same seed and trial
 * give the same ones.
 */
export function trialParams(
  { id, defaults }: Algorithm,
  fixed: Readonly<Record<string, ParamValue>>,
  { seed, trial }: { seed: number; trial: number },
): Record<string, ParamValue> {
  const random = seededRandom(seed).fork(trial);
  const values = Object.entries(algorithmSpecs[id].params).flatMap(
    ([name, { tune, bounds, drawn }]): [string, ParamValue][] => {
      if (!tune && !drawn) return [];
      // Drawn also where it is fixed, so that fixing one parameter leaves the draws of the others as they are.
      const uniform = random.uniform();
      if (drawn) return [[name, drawn[Math.floor(uniform * drawn.length)]!]];
      if (!tune) return [];
      const { low, high, scale } = tune;
      const value = scale === 'log' ? low * (high / low) ** uniform : low + (high - low) * uniform;
      return [[name, bounds?.whole ? Math.round(value) : Number(value.toPrecision(3))]];
    },
  );
  return { ...(trial === 0 ? defaults : Object.fromEntries(values)), ...fixed };
}
