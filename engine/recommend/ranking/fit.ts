import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type RankerKind, rankerSettings } from '../../contract/index.ts';
import { reliability } from '../../evaluate/binary.ts';
import { userCalibrationError, userMetrics } from '../../evaluate/binary-users.ts';
import { type CalibrationCurve, calibrateSampled, fitCalibration, fitPlatt } from '../../evaluate/calibration.ts';
import { inSlices } from '../../numeric/pace.ts';
import type { FeatureData } from './features/data.ts';
import { Encoder, learnStatistics, type Statistics } from './features/encoder.ts';
import { FeatureExtractor } from './features/extractor.ts';
import { type RankingSchema, type SchemaOptions, schemaFor, schemaHash } from './features/schema.ts';
import type { RankerShape, RankerWeights } from './models/network.ts';
import { type RankerParams, rankerParamsSchema, type TrainOptions, trainRanker } from './models/train.ts';
import { openRanker } from './ranker.ts';
import { partsByTime, type Samples } from './samples/samples.ts';

const interval = z.object({ mean: z.number(), low: z.number(), high: z.number(), users: z.number() });
export const rankerCardSchema = z.object({
  params: rankerParamsSchema,
  seed: z.number(),
  schemaVersion: z.int(),
  schemaHash: z.string(),
  /** SHA-256 over the rows that it was made from: users, items, times, labels and what corrects them. */
  dataHash: z.string(),
  rows: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Mean log loss of training and validation rows, a pass each, and the pass that was kept. */
  epochs: z.array(z.object({ train: z.number(), validation: z.number() })),
  best: z.int(),
  /** On the test rows, which are later than all others; null where these have but one outcome, or no user has both. */
  metrics: z.object({ auc: interval, gauc: interval, logLoss: interval, rows: z.int(), positives: z.int() }).nullable(),
  calibration: z.object({
    method: z.enum(['platt', 'isotonic']),
    /** By which the method was chosen; null where sampled negatives left but Platt's. */
    logLoss: z.object({ platt: z.number(), isotonic: z.number() }).nullable(),
    /** Expected calibration error on the test rows, and their reliability curve: among the negatives drawn, where they were. */
    error: z.number().nullable(),
    /** Its 95 % interval; null for a single user, and in rankers of before it was told. */
    interval: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
    points: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.int() })),
  }),
  /** Where it was trained in a workspace: what its features are to be made with when it is served. */
  learnt: z
    .object({
      settings: rankerSettings,
      source: z.enum(['impressions', 'interactions']),
      /** The chance that each place is looked at, from the first on; null where places were not corrected for. */
      propensities: z.array(z.number()).nullable(),
    })
    .optional(),
});
/** What a ranker says of itself. */
export type RankerCard = z.infer<typeof rankerCardSchema>;

/** A trained ranker: all that is saved and served. */
export interface FittedRanker {
  card: RankerCard;
  schema: RankingSchema;
  statistics: Statistics;
  shape: RankerShape;
  weights: RankerWeights;
  curve: CalibrationCurve;
}

/**
 * Makes features of samples as of their times, learns statistics and weights from the earliest rows, ends the training
 * and calibrates by later ones, and measures by the latest. Probabilities are those of the labels as they are among the samples: over
 * the places that were shown, or among the negatives that were drawn. Where samples have offsets, these belong to training, calibration
 * and metrics, and what is served goes without. Belongs on a training thread: sorting and
 * calibrating hold the event loop for some hundred milliseconds. Rejects with BAD_INPUT for too few rows or parameters out of
 * range, and with CANCELLED.
 */
export async function fitRanker(
  data: FeatureData,
  samples: Samples,
  params: Partial<RankerParams> & { kind: RankerKind },
  options: TrainOptions & { schema?: SchemaOptions },
): Promise<FittedRanker> {
  const schema = schemaFor(data, options.schema);
  const parts = partsByTime(samples.time);
  const raw = await inSlices(new FeatureExtractor(data, schema).rows(samples));
  return fitRows({ schema, raw, parts, samples }, params, options);
}

/** The same for rows whose features are made already: several rankers can be fitted to one set. */
export async function fitRows(
  { schema, raw, parts, samples }: RankingRows,
  params: Partial<RankerParams> & { kind: RankerKind },
  options: TrainOptions,
): Promise<FittedRanker> {
  const { seed } = options;
  const statistics = learnStatistics(schema, raw, parts.train);
  const encoder = new Encoder(schema, statistics);
  const labels = samples.target ?? samples.label;
  const task = { encoder, raw, labels, weights: samples.weight, offsets: samples.offset, ...parts };
  const trained = await trainRanker(task, params, options);
  const { curve, logLoss } = calibrationOf(trained.validation, samples, parts.validation, seed);
  const fitted: FittedRanker = {
    card: {
      params: trained.params,
      seed,
      schemaVersion: schema.version,
      schemaHash: schemaHash(schema),
      dataHash: samplesHash(samples),
      rows: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
      epochs: trained.epochs,
      best: trained.best,
      metrics: null,
      calibration: { method: curve.method, logLoss, error: null, interval: null, points: [] },
    },
    schema,
    statistics,
    shape: trained.shape,
    weights: trained.weights,
    curve,
  };
  const { metrics, calibration } = await measured(fitted, { schema, raw, parts, samples }, seed);
  Object.assign(fitted.card.calibration, calibration);
  const figures = [metrics.auc, metrics.gauc, metrics.logLoss].flatMap(({ mean, low, high }) => [mean, low, high]);
  fitted.card.metrics = figures.some(Number.isNaN) ? null : metrics;
  return fitted;
}

/** Features of samples, and what the rows are for. */
export interface RankingRows {
  schema: RankingSchema;
  raw: Parameters<typeof learnStatistics>[1];
  parts: ReturnType<typeof partsByTime>;
  samples: Samples;
}

/** The curve is fitted to so many validation rows at most: more cost time and change nothing. */
const mostCalibrated = 20_000;

/** The curve of the validation rows' logits, which come in their order. */
function calibrationOf(logits: Float32Array, { label, offset }: Samples, rows: Int32Array, seed: number) {
  const every = Math.ceil(rows.length / mostCalibrated);
  const some = Array.from(rows.keys()).filter((n) => n % every === 0);
  const x = some.map((n) => logits[n]!);
  const y = some.map((n) => label[rows[n]!]!);
  if (!offset) return fitCalibration(x, y, seed);
  // Served logits lie apart from all that were sampled: a curve of pieces would say nothing there.
  const offsets = some.map((n) => offset[rows[n]!]!);
  return { curve: fitPlatt(x, y, offsets), logLoss: null };
}

/** Rows scored at a time. */
const rowsAtOnce = 4096;

/** The metrics of the test rows as they are served, and how well their probabilities hold. */
async function measured(fitted: FittedRanker, { raw, parts, samples }: RankingRows, seed: number) {
  const ranker = await openRanker(fitted);
  try {
    const probabilities = new Float32Array(parts.test.length);
    for (let from = 0; from < parts.test.length; from += rowsAtOnce) {
      const some = parts.test.subarray(from, from + rowsAtOnce);
      const rows = await inSlices(ranker.encoder.encode(raw, some));
      const scored = await ranker.score(rows);
      const { offset } = samples;
      const sampled =
        offset && scored.logits.map((logit, n) => calibrateSampled(fitted.curve, logit, offset[some[n]!]!));
      probabilities.set(sampled ?? scored.probabilities, from);
    }
    const pick = (array: ArrayLike<number>) => Array.from(parts.test, (row) => array[row]!);
    const [users, labels] = [pick(samples.user), pick(samples.label)];
    const points = reliability(probabilities, labels).map(({ mean, ...point }) => ({ predicted: mean, ...point }));
    return {
      metrics: userMetrics(users, probabilities, labels, seed),
      calibration: { ...errorOf(users, probabilities, labels), points },
    };
  } finally {
    await ranker.close();
  }
}

function errorOf(...rows: Parameters<typeof userCalibrationError>) {
  const { mean, low, high } = userCalibrationError(...rows);
  return { error: Number.isNaN(mean) ? null : mean, interval: Number.isNaN(low) ? null : { low, high } };
}

function samplesHash({ user, item, time, label, target, weight, offset }: Samples): string {
  const hash = createHash('sha256');
  for (const array of [user, item, time, label, target, weight, offset]) {
    hash.update(array ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength) : '-');
  }
  return hash.digest('hex');
}
