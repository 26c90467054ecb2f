import type { Attributes } from '../catalog/interactions/attributes.ts';
import { type NumberedPairs, toCsr } from '../catalog/interactions/interactions.ts';
import type { ParamValue } from '../contract/index.ts';
import { bootstrapMeans, bootstrapRatios, type Interval } from '../evaluate/bootstrap.ts';
import { type RankingResult, rank } from '../evaluate/ranking.ts';
import { type RatingResult, rateErrors } from '../evaluate/rating.ts';
import { type Csr, transpose } from '../numeric/csr.ts';
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
  signal?: AbortSignal;
  onProgress?: (model: string, progress: FitProgress) => void;
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

/** The training data of a model over some places of the data. */
export function trainingData(
  data: NumberedPairs,
  places: Int32Array,
  feedback: Feedback,
  described: Pick<EvaluationTask, 'userAttributes' | 'itemAttributes'> = {},
): TrainingData {
  const byUser = toCsr(data, places, { ones: feedback === 'ones' });
  return {
    users: data.users.size,
    items: data.items.size,
    byUser,
    byItem: transpose(byUser),
    ...(described.userAttributes && { userAttributes: described.userAttributes.rows }),
    ...(described.itemAttributes && { itemAttributes: described.itemAttributes.rows }),
  };
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
  const { data } = task;
  const train = toCsr(data, task.train);
  const test = toCsr(data, task.test);
  const from = task.relevantFrom;
  const relevant =
    from === undefined
      ? test
      : toCsr(
          data,
          task.test.filter((at) => data.value[at]! >= from),
        );
  const hasRatings = data.value.some((value) => value !== data.value[0]);
  const made = new Map<Feedback, TrainingData>();
  for (const request of requests) {
    options.signal?.throwIfAborted();
    const feedback = request.feedback ?? feedbackOf(request.algorithm, request.params);
    const training = made.get(feedback) ?? trainingData(data, task.train, feedback, task);
    made.set(feedback, training);
    const started = performance.now();
    const model = await request.algorithm.fit(training, request.params, {
      seed: options.seed,
      signal: options.signal,
      threads: options.threads,
      onProgress: (progress) => options.onProgress?.(request.name, progress),
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
    );
    const rating =
      model.predictsRatings && hasRatings && feedback === 'values'
        ? await rateErrors((users, items) => model.score(users, items), train, test, options.signal)
        : null;
    const ended = performance.now();
    yield {
      name: request.name,
      model,
      feedback,
      fitSeconds: (fitted - started) / 1000,
      evaluateSeconds: (ended - fitted) / 1000,
      ranking,
      rating,
      metrics: intervals(ranking, rating, options.seed),
    };
  }
}

function intervals(ranking: RankingResult, rating: RatingResult | null, seed: number): Record<string, Interval> {
  const metrics = bootstrapMeans(ranking.perUser, { seed });
  if (!rating) return metrics;
  const { counts, squaredErrors, absoluteErrors } = rating;
  const errors = {
    rmse: { top: squaredErrors, bottom: counts, finish: Math.sqrt },
    mae: { top: absoluteErrors, bottom: counts },
  };
  return { ...bootstrapRatios(errors, { seed }), ...metrics };
}
