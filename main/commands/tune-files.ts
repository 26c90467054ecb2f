import type { Metric, ParamValue, SplitKind } from '../../engine/contract/index.ts';
import { type Algorithms, algorithmOf, checkParams } from '../../engine/recommend/params.ts';
import { type EvaluationTask, PreparedTask, runModel } from '../../engine/recommend/run.ts';
import { metricsOf } from '../../engine/recommend/run-metrics.ts';
import { checkMetric, isBetter, noValue, trialParams } from '../../engine/recommend/search.ts';
import { validationSplit } from '../../engine/recommend/validation.ts';
import type { CommandIo } from './io.ts';

/** What came of a search: the best parameters with their figures on the test part, and all trials. */
export interface Tuned {
  /** The job and the run, where it was in the workspace. */
  job?: number;
  run?: number;
  params: Record<string, ParamValue>;
  metrics: Record<string, Metric>;
  trials: readonly { params: Record<string, ParamValue>; metrics: Record<string, Metric> }[];
}

export interface TuneSearch {
  model: string;
  fixed: Record<string, ParamValue>;
  metric: string;
  trials: number;
  minutes: number;
  /** How the validation part is taken from what is learnt from. */
  split: SplitKind;
  share?: number;
  k: number;
  seed: number;
  threads?: number;
}

/** The search of the workspace's tuning, over what was read from files. */
export async function tuneOverTask(
  io: CommandIo,
  algorithms: Algorithms,
  task: EvaluationTask,
  search: TuneSearch,
): Promise<Tuned> {
  const { metric, split, share, k, seed, threads } = search;
  const algorithm = algorithmOf(algorithms, search.model);
  checkMetric(algorithm, metric);
  const fixed = checkParams(algorithm, search.fixed);
  const parts = validationSplit(task.data, task.train, split, { seed: seed + 1, share });
  const validation = new PreparedTask({ ...task, ...parts });
  const measure = async (
    name: string,
    params: Record<string, ParamValue>,
    prepared: PreparedTask,
    resamples?: number,
  ) => {
    const run = await runModel({ name, algorithm, params }, prepared, {
      ...{ k, seed, threads, resamples, signal: io.signal },
      onProgress: (_, { done, total, unit }) => io.progress(`${name}: ${done} of ${total} ${unit}`),
    });
    return { params: { ...run.model.params }, metrics: metricsOf(run) };
  };
  const trials: Awaited<ReturnType<typeof measure>>[] = [];
  const end = performance.now() + search.minutes * 60_000;
  while (trials.length < search.trials && (trials.length === 0 || performance.now() < end)) {
    const trial = trials.length;
    const name = `trial ${trial + 1} of ${search.trials}`;
    const made = await measure(name, trialParams(algorithm, fixed, { seed, trial }), validation, 0);
    if (made.metrics[metric] === undefined) throw noValue(algorithm.id, metric);
    trials.push(made);
  }
  const best = trials.reduce((a, b) => (isBetter(metric, b.metrics[metric]!.mean, a.metrics[metric]!.mean) ? b : a));
  const measured = await measure('the best', best.params, new PreparedTask(task));
  io.progress('');
  return { ...measured, trials };
}
