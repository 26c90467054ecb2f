import type { Attributes } from '../catalog/interactions/attributes.ts';
import type { Signals } from '../catalog/interactions/catalog-data.ts';
import { type NumberedPairs, toCsr } from '../catalog/interactions/interactions.ts';
import { StewardError } from '../contract/errors.ts';
import type { ParamValue } from '../contract/index.ts';
import { bootstrapMeans, bootstrapRatios, type Interval } from '../evaluate/bootstrap.ts';
import { type RankingResult, rank } from '../evaluate/ranking.ts';
import { type RatingResult, rateErrors } from '../evaluate/rating.ts';
import { type Csr, sharedFloats, transpose } from '../numeric/csr.ts';
import type { Algorithm, FitProgress, Model, TrainingData } from './models/model.ts';

/** What a model learns from: the values of pairs, or 1 for every pair. */
export type Feedback = 'values' | 'ones';

/** What is learnt and what is asked: places of `data`, as a split gives them. */
export interface EvaluationTask {
  data: NumberedPairs;
  train: Int32Array;
  test: Int32Array;
  /** Pairs of the test of at least this value are relevant; all by default. */
  relevantFrom?: number;
  /** What `relevantFrom` looks at, one a place, where it is not the value; NaN where nothing is known against a pair. */
  relevance?: Float32Array;
  /** Whether values are ratings, which can be predicted; by default where they are not all the same. */
  hasRatings?: boolean;
  /** Where given, a user's relevant items are ranked among these only. */
  negatives?: Csr;
  userAttributes?: Attributes | null;
  itemAttributes?: Attributes | null;
  prices?: Float32Array | null;
}

/** A model to be run: an algorithm, the parameters that differ from its defaults, and its name in the results. */
export interface RunRequest {
  name: string;
  algorithm: Algorithm;
  params: Record<string, ParamValue>;
  /** Found by `feedbackOf` by default. */
  feedback?: Feedback;
}

export interface RunOptions {
  k: number;
  seed: number;
  threads?: number;
  /** Of the intervals, 1,000 by default; without any there are none. */
  resamples?: number;
  signal?: AbortSignal;
  onProgress?: (model: string, progress: FitProgress) => void;
  /** Hears, after the fit, for how many users lists were made. */
  onUsers?: (model: string, done: number, total: number) => void;
}

export interface ModelRun {
  name: string;
  model: Model;
  feedback: Feedback;
  fitSeconds: number;
  evaluateSeconds: number;
  ranking: RankingResult;
  /** Null where the model does not predict ratings or the data has none. */
  rating: RatingResult | null;
  /** Means over users with 95 % intervals, RMSE and MAE over pairs; by metric. */
  metrics: Record<string, Interval>;
}

const learnsValues: ReadonlySet<string> = new Set(['baseline', 'mf', 'mfbaseline', 'biasedsvd', 'svdpp', 'nmf', 'als']);

/** Models of ratings learn from values, the others from the fact that there is a pair; a parameter `task` decides first. */
export function feedbackOf({ id, defaults }: Algorithm, params: Record<string, ParamValue>): Feedback {
  const task = params.task ?? defaults.task;
  if (task !== undefined) return task === 'rating' ? 'values' : 'ones';
  return learnsValues.has(id) ? 'values' : 'ones';
}

/** What is known of users and items beside their pairs. */
type DescribedBy = Pick<EvaluationTask, 'userAttributes' | 'itemAttributes'>;

/** The training data of a model over some places of the data. */
export function trainingData(
  data: NumberedPairs,
  places: Int32Array,
  feedback: Feedback,
  described: DescribedBy = {},
): TrainingData {
  const byUser = toCsr(data, places, { ones: feedback === 'ones' });
  return describedTraining(byUser, transpose(byUser), described);
}

/** The training data of a model over all that a rule makes of the data, with the signals' own matrices. */
export function wholeTrainingData(
  { byUser, byItem }: Signals,
  feedback: Feedback,
  described: DescribedBy,
): TrainingData {
  const isAsItIs = feedback === 'values' || byUser.values.every((value) => value === 1);
  if (isAsItIs) return describedTraining(byUser, byItem, described);
  const values = sharedFloats(byUser.values.length).fill(1);
  return describedTraining({ ...byUser, values }, { ...byItem, values }, described);
}

function describedTraining(byUser: Csr, byItem: Csr, described: DescribedBy): TrainingData {
  return {
    users: byUser.rows,
    items: byUser.columns,
    byUser,
    byItem,
    ...(described.userAttributes && { userAttributes: described.userAttributes.rows }),
    ...(described.itemAttributes && { itemAttributes: described.itemAttributes.rows }),
  };
}

/** A task with what all of its models need, made once. BAD_INPUT where nothing of the test is relevant. */
export class PreparedTask {
  readonly task: EvaluationTask;
  /** users x items, with values. */
  readonly train: Csr;
  readonly test: Csr;
  readonly relevant: Csr;
  readonly hasRatings: boolean;
  readonly #training = new Map<Feedback, TrainingData>();

  constructor(task: EvaluationTask) {
    const { data, relevantFrom: from, relevance = data.value } = task;
    this.task = task;
    this.train = toCsr(data, task.train);
    this.test = toCsr(data, task.test);
    this.relevant =
      from === undefined
        ? this.test
        : toCsr(
            data,
            task.test.filter((at) => !(relevance[at]! < from)),
          );
    if (this.relevant.indices.length === 0) {
      throw new StewardError('BAD_INPUT', 'No pair of the test is relevant.', {
        advice: `Take smaller values for relevant than ${from}.`,
        place: { field: 'relevantFrom' },
      });
    }
    this.hasRatings = task.hasRatings ?? data.value.some((value) => value !== data.value[0]);
  }

  /** What models learn from; the same object for the same feedback. */
  training(feedback: Feedback): TrainingData {
    const made = this.#training.get(feedback) ?? trainingData(this.task.data, this.task.train, feedback, this.task);
    this.#training.set(feedback, made);
    return made;
  }
}

/**
 * Fits each model on the train part and measures it on the test part, one after the other. Diversity is over the items'
 * attributes where there are any, else over who interacted with them. Users without a train row get the popular items.
 */
export async function* runModels(
  requests: readonly RunRequest[],
  task: EvaluationTask,
  options: RunOptions,
): AsyncGenerator<ModelRun> {
  const prepared = new PreparedTask(task);
  for (const request of requests) yield await runModel(request, prepared, options);
}

/** Fits and measures one model. */
export async function runModel(request: RunRequest, prepared: PreparedTask, options: RunOptions): Promise<ModelRun> {
  options.signal?.throwIfAborted();
  const { task, train, test, relevant } = prepared;
  const { name } = request;
  const feedback = request.feedback ?? feedbackOf(request.algorithm, request.params);
  const training = prepared.training(feedback);
  const started = performance.now();
  const model = await request.algorithm.fit(training, request.params, {
    seed: options.seed,
    signal: options.signal,
    threads: options.threads,
    onProgress: (progress) => options.onProgress?.(name, progress),
  });
  const fitted = performance.now();
  const ranking = await rank(
    (users) => model.scoreAll(users),
    {
      train,
      relevant,
      k: options.k,
      seed: options.seed,
      negatives: task.negatives,
      itemVectors: task.itemAttributes?.rows ?? training.byItem,
      prices: task.prices ?? undefined,
    },
    options.signal,
    (done, total) => options.onUsers?.(name, done, total),
  );
  const rating =
    model.predictsRatings && prepared.hasRatings && feedback === 'values'
      ? await rateErrors((users, items) => model.score(users, items), train, test, options.signal)
      : null;
  const metrics = intervals(ranking, rating, options);
  const ended = performance.now();
  return {
    name,
    model,
    feedback,
    fitSeconds: (fitted - started) / 1000,
    evaluateSeconds: (ended - fitted) / 1000,
    ranking,
    rating,
    metrics,
  };
}

function intervals(
  ranking: RankingResult,
  rating: RatingResult | null,
  { seed, resamples }: RunOptions,
): Record<string, Interval> {
  const metrics = bootstrapMeans(ranking.perUser, { seed, resamples });
  if (!rating) return metrics;
  const { counts, squaredErrors, absoluteErrors } = rating;
  const errors = {
    rmse: { top: squaredErrors, bottom: counts, finish: Math.sqrt },
    mae: { top: absoluteErrors, bottom: counts },
  };
  return { ...bootstrapRatios(errors, { seed, resamples }), ...metrics };
}
