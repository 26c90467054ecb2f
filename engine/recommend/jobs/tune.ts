import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { ParamValue, Protocol, Run } from '../../contract/index.ts';
import type { JobContext, JobHandler } from '../../jobs/runner.ts';
import { factsOf, type PlannedModel, planModels } from '../plan.ts';
import { isBetter, noValue, trialParams } from '../search.ts';
import { type TrainingThread, withTrainingThread } from '../threads/training-thread.ts';
import { describe, type ModelJobs, measureRequest, partsOf, runOf, shareDone, throwIfCancelled } from './context.ts';
import { describedItems } from './described-items.ts';

export interface TuneParams {
  algorithm: string;
  fixed: Record<string, ParamValue>;
  metric: string;
  trials: number;
  minutes: number;
  protocol: Protocol;
  rule?: string;
  seed: number;
}

/** One tuning: its inputs, and where its runs go. */
interface Tuning {
  context: ModelJobs;
  asked: TuneParams;
  data: CatalogData;
  model: PlannedModel;
  thread: TrainingThread;
  job: JobContext;
}

/**
 * Random search. Trials learn from a part of the training part and are looked at on the rest of it; the best of them is
 * measured on the test part, once, when all trials are done. Trials are stored as they end, and a resumed job goes on
 * after the last one; the minutes count over all of its pieces.
 */
export function tuneModel(context: ModelJobs): JobHandler<TuneParams> {
  return async (asked, job) => {
    const { store, feed, threads } = context;
    const data = await context.data();
    const [model] = await planModels(
      [{ algorithm: asked.algorithm, params: asked.fixed }],
      factsOf(data),
      store.rules,
      asked.rule,
    );
    if (!model) throw new RangeError('no model was planned');
    const { itemEmbeddings, note } = await describedItems(context, data, [model], job);
    try {
      const final = await withTrainingThread(data, { threads, signal: job.signal, itemEmbeddings }, async (thread) => {
        const tuning: Tuning = { context, asked, data, model, thread, job };
        const trials = await runTrials(tuning);
        const best = bestOf(trials, asked.metric);
        const known = store.runs.ofJob(job.jobId).find(({ kind }) => kind === 'evaluation');
        const run = known ?? (await runBest(tuning, best));
        job.progress({ done: trials.length + 1, total: trials.length + 1 });
        return run;
      });
      const value = final.metrics[asked.metric]?.mean;
      const figure = value === undefined ? '' : `, ${asked.metric} ${value.toFixed(4)} on the test part`;
      const trials = store.runs.ofJob(job.jobId).filter(({ kind }) => kind === 'trial');
      return {
        message: `${trials.length} ${trials.length === 1 ? 'trial' : 'trials'}${figure}${note}`,
        result: { run: final.id, trials: trials.map(({ id }) => id) },
      };
    } finally {
      feed.end(job.jobId);
    }
  };
}

/** Runs the trials that are not stored yet, until there are enough or the time is over. Returns all of them. */
async function runTrials({ context, asked, data, model, thread, job }: Tuning): Promise<Run[]> {
  const { store, feed, clock } = context;
  const trials = store.runs.ofJob(job.jobId).filter(({ kind }) => kind === 'trial');
  const worked = trials.reduce((sum, { fitSeconds, evaluateSeconds }) => sum + fitSeconds + evaluateSeconds, 0);
  const started = clock() - worked * 1000;
  const isOver = () => clock() - started >= asked.minutes * 60_000;
  // The measurement of the best is one more unit than there are trials.
  const total = asked.trials + 1;
  job.progress({ done: trials.length, total });
  while (trials.length < asked.trials && (trials.length === 0 || !isOver())) {
    throwIfCancelled(job.signal);
    const trial = trials.length;
    const name = `${model.name}-trial-${trial + 1}`;
    const training = feed.begin(job.jobId, name);
    const params = trialParams(model.algorithm, model.params, { seed: asked.seed, trial });
    const { protocol, seed } = asked;
    const request = await measureRequest(context, data, { ...model, params }, asked);
    const measured = await thread.ask('measure', { ...request, part: 'validation' }, (step) => {
      training.tell(step);
      const done = Math.round(100 * (trial + shareDone(step))) / 100;
      job.progress({ done, message: describe(training, step) });
    });
    if (measured.metrics[asked.metric] === undefined) throw noValue(model.algorithm.id, asked.metric);
    const about = { kind: 'trial', job: job.jobId, name, seed, protocol } as const;
    // Only the figures: of hundreds of trials nobody looks at the lists.
    trials.push(store.runs.add(runOf(model, measured, { ...about, ...training.stored() }, data), {}));
    context.onChanged();
    job.progress({ done: trials.length });
  }
  return trials;
}

/** Measures the best trial's parameters on the test part. */
async function runBest({ context, asked, data, model, thread, job }: Tuning, best: Run): Promise<Run> {
  const name = `${model.name}-tuned`;
  const training = context.feed.begin(job.jobId, name);
  const { protocol, seed } = asked;
  const request = await measureRequest(context, data, { ...model, params: best.params }, asked);
  const measured = await thread.ask('measure', { ...request, part: 'test' }, (step) => {
    training.tell(step);
    job.progress({ message: describe(training, step) });
  });
  const about = { kind: 'evaluation', job: job.jobId, name, seed, protocol } as const;
  const run = runOf(model, measured, { ...about, ...training.stored() }, data);
  const stored = context.store.runs.add(run, partsOf(measured));
  context.onChanged();
  return stored;
}

/** The trial with the best value; of equal ones the first. */
export function bestOf(trials: readonly Run[], metric: string): Run {
  const figureOf = (run: Run) => run.metrics[metric]!.mean;
  return trials.reduce((best, run) => (isBetter(metric, figureOf(run), figureOf(best)) ? run : best));
}
