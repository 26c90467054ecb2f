import { z } from 'zod';
import { StewardError } from '../../../contract/errors.ts';
import { type RankerKind, rankerKinds } from '../../../contract/index.ts';
import { type KernelArgument, KernelCrew } from '../../../numeric/kernels/crew.ts';
import { inSlices } from '../../../numeric/pace.ts';
import { type Random, seededRandom } from '../../../numeric/random.ts';
import type { FitProgress } from '../../models/model.ts';
import type { Encoder } from '../features/encoder.ts';
import type { RawRows } from '../features/extractor.ts';
import { batchRows, type CrewRows, RankerArguments, scratchBytes, weightsIn } from './memory.ts';
import { initialWeights, type RankerShape, type RankerWeights, shapeOf } from './network.ts';

export const rankerParamsSchema = z.object({
  kind: z.enum(rankerKinds),
  /** Numbers in a feature's vector. */
  factors: z.int().positive().multipleOf(8).max(64),
  layers: z.array(z.int().positive().multipleOf(16).max(512)).min(1).max(4),
  /** Step size of Adagrad, for what belongs to features, and of Adam, for bias and layers. */
  rate: z.number().positive(),
  denseRate: z.number().positive(),
  /** Weight decay of a feature's weights, a batch that has the feature. */
  l2: z.number().nonnegative(),
  /** Passes over the training rows at most. */
  epochs: z.int().positive().max(100),
  /** Training ends after so many passes without a lower loss on the validation rows. */
  patience: z.int().positive(),
  /** Deviation of the factors at the beginning. */
  deviation: z.number().nonnegative(),
});
export type RankerParams = z.infer<typeof rankerParamsSchema>;

export const rankerDefaults: RankerParams = {
  kind: 'fm',
  factors: 8,
  layers: [64, 32],
  rate: 0.01,
  denseRate: 0.001,
  l2: 0.001,
  epochs: 8,
  patience: 1,
  deviation: 0.03,
};

/** What a ranker learns from. */
export interface RankerTask {
  encoder: Encoder;
  raw: RawRows;
  /** For each raw row 1 where the wanted thing happened, otherwise 0. */
  labels: ArrayLike<number>;
  /** How much each raw row counts; 1 by default. */
  weights?: ArrayLike<number>;
  /** Added to each raw row's logit in training and not in serving; 0 by default. */
  offsets?: ArrayLike<number>;
  /** Raw rows to learn from, and later ones to stop by. */
  train: Int32Array;
  validation: Int32Array;
}

export interface TrainedRanker {
  shape: RankerShape;
  weights: RankerWeights;
  params: RankerParams;
  /** Mean weighed log loss of training rows (while they were learnt from) and of validation rows, a pass each. */
  epochs: { train: number; validation: number }[];
  /** The pass whose weights these are, from 0 on. */
  best: number;
  /** Logits of the validation rows, in their order, without offsets. */
  validation: Float32Array;
}

export interface TrainOptions {
  seed: number;
  signal?: AbortSignal;
  onProgress?: (progress: FitProgress) => void;
  /** 1, the default, computes on the calling thread between turns of the event loop; 2 on another one. The result is the same bytes. */
  threads?: number;
}

/** What a squared gradient begins with: the first steps of a rare feature are not the longest. */
const firstSquares = 0.1;
/** Rows a call: some milliseconds. */
const rowsACall = 8 * batchRows;

/**
 * Fits a ranker by minibatches of 128 rows: Adagrad for features, Adam for bias and layers. Keeps the weights of the pass with the
 * lowest loss on the validation rows. The same rows, parameters and seed give the same bytes. Rejects with BAD_INPUT for
 * parameters out of range or parts without rows, and with CANCELLED.
 */
export async function trainRanker(
  task: RankerTask,
  wanted: Partial<RankerParams> & { kind: RankerKind },
  { seed, signal, onProgress, threads = 1 }: TrainOptions,
): Promise<TrainedRanker> {
  const params = checked({ ...rankerDefaults, ...wanted });
  if (task.train.length === 0 || task.validation.length === 0) {
    throw new StewardError('BAD_INPUT', 'A ranker needs rows to learn from and later rows to stop by.', {
      advice: 'Use more data.',
    });
  }
  const shape = shapeOf(task.encoder, params.kind, params);
  const random = seededRandom(seed);
  const crew = new KernelCrew({ threads, signal });
  try {
    crew.reserveScratch(scratchBytes(shape));
    const rows = await encoded(crew, task);
    const seen = new Uint8Array(shape.features);
    for (const feature of rows.train.index) seen[feature] = 1;
    const weights = weightsIn(crew, initialWeights(shape, seen, params.deviation, random.fork(1)));
    const logits = crew.floats(rows.validation.rows);
    const pass = new Pass(crew, task, shape, rows, weights, params);
    const epochs: TrainedRanker['epochs'] = [];
    let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights, logits };
    for (let epoch = 0; epoch < params.epochs && epoch <= best.epoch + params.patience; epoch++) {
      const report = (done: number, loss: number) => {
        const total = params.epochs * rows.train.rows;
        onProgress?.({ done: epoch * rows.train.rows + done, total, unit: 'rows', loss });
      };
      const train = await pass.learn(random.fork(2 + epoch), report);
      await pass.score(rows.validation, logits);
      const validation = meanLoss(task, task.validation, logits);
      epochs.push({ train, validation });
      if (validation < best.loss) {
        const { linear, factors, dense } = weights;
        const copy = {
          linear: Float32Array.from(linear),
          factors: Float32Array.from(factors),
          dense: Float32Array.from(dense),
        };
        best = { loss: validation, epoch, weights: copy, logits: Float32Array.from(logits) };
      }
    }
    if (best.weights === weights)
      throw new StewardError('INTERNAL', 'The training diverged.', { advice: 'Choose a smaller rate.' });
    return { shape, weights: best.weights, params, epochs, best: best.epoch, validation: best.logits };
  } finally {
    await crew.close();
  }
}

function checked(params: RankerParams): RankerParams {
  const result = rankerParamsSchema.safeParse(params);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new StewardError('BAD_INPUT', `The ranker's ${issue.path.join('.')} is out of range: ${issue.message}.`, {
    place: { field: String(issue.path[0]) },
  });
}

async function encoded(crew: KernelCrew, { encoder, raw, train, validation }: RankerTask) {
  const one = async (rows: Int32Array): Promise<CrewRows> => {
    const size = rows.length * encoder.slots;
    const into = { index: crew.ints(size), value: crew.floats(size) };
    return inSlices(encoder.encode(raw, rows, into));
  };
  return { train: await one(train), validation: await one(validation) };
}

/** One training's memory, and the passes over it. */
class Pass {
  readonly #crew: KernelCrew;
  readonly #rows: CrewRows;
  readonly #weights: RankerWeights;
  readonly #arguments: RankerArguments;
  readonly #order: Int32Array;
  readonly #rest: KernelArgument[];
  readonly #total: number;
  #step = 0;

  constructor(
    crew: KernelCrew,
    task: RankerTask,
    shape: RankerShape,
    rows: { train: CrewRows },
    weights: RankerWeights,
    { rate, denseRate, l2 }: RankerParams,
  ) {
    this.#crew = crew;
    this.#rows = rows.train;
    this.#weights = weights;
    this.#arguments = new RankerArguments(crew, shape);
    const pick = (from: ArrayLike<number>) => crew.copy(Float32Array.from(task.train, (row) => from[row]!));
    const weighed = task.weights && pick(task.weights);
    this.#total = weighed ? weighed.reduce((sum, weight) => sum + weight, 0) : rows.train.rows;
    const squares = [crew.floats(weights.linear.length), crew.floats(weights.factors.length)];
    for (const array of squares) array.fill(firstSquares);
    const { length } = weights.dense;
    const most = batchRows * shape.slots;
    const found = [crew.ints(shape.features), crew.ints(most), crew.floats(most * (4 + shape.factors))];
    this.#order = crew.ints(rows.train.rows);
    const labels = [pick(task.labels), weighed ?? 0, task.offsets ? pick(task.offsets) : 0];
    this.#rest = [this.#order, ...labels, ...squares, crew.floats(3 * length), length, ...found, rate, denseRate, l2];
  }

  /** One pass over the training rows in random order; returns their mean loss. */
  async learn(random: Random, report: (done: number, loss: number) => void): Promise<number> {
    const { rows } = this.#rows;
    for (let n = 0; n < rows; n++) this.#order[n] = n;
    for (let n = rows - 1; n > 0; n--) {
      const other = random.below(n + 1);
      const kept = this.#order[n]!;
      this.#order[n] = this.#order[other]!;
      this.#order[other] = kept;
    }
    let loss = 0;
    for (let from = 0; from < rows; from += rowsACall) {
      const to = Math.min(rows, from + rowsACall);
      const first = this.#arguments.of(this.#rows, this.#weights, from, to);
      loss += await this.#crew.run('trainRanker', [...first, ...this.#rest, this.#step]);
      this.#step += Math.ceil((to - from) / batchRows);
      report(to, loss / ((this.#total / rows) * to));
    }
    return loss / this.#total;
  }

  /** The logits of rows, in order. */
  async score(rows: CrewRows, out: Float32Array): Promise<void> {
    for (let from = 0; from < rows.rows; from += rowsACall) {
      const to = Math.min(rows.rows, from + rowsACall);
      await this.#crew.run('scoreRanker', [...this.#arguments.of(rows, this.#weights, from, to), out]);
    }
  }
}

function meanLoss({ labels, weights, offsets }: RankerTask, rows: Int32Array, logits: Float32Array): number {
  let [sum, total] = [0, 0];
  for (const [n, row] of rows.entries()) {
    const logit = logits[n]! + (offsets?.[row] ?? 0);
    const weight = weights?.[row] ?? 1;
    sum += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - labels[row]! * logit);
    total += weight;
  }
  return sum / total;
}
