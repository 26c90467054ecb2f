import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as metrics from '../../evaluate/binary.ts';
import { type CalibrationCurve, calibrate, fitCalibration } from '../../evaluate/calibration.ts';
import { stableFraction } from '../../numeric/random.ts';
import { hashing } from '../../text/ngrams.ts';
import { textVersion } from '../../text/normalise.ts';
import type { Card } from '../classifiers/card.ts';
import { type HeadLabel, headLabels } from './examples.ts';
import { headModel } from './head-graph.ts';
import { fitLogistic, type LinearHead, logitsOf, type TrainingRows } from './logistic.ts';
import { labelledRows, type Prepared } from './prepare.ts';
import { type HeadOptions, recipes } from './recipes.ts';
import { sourceRole, sources } from './sources.ts';

/** A fitted head with its calibration, before it is written. */
export interface TrainedHead {
  label: HeadLabel;
  head: LinearHead;
  curve: CalibrationCurve;
  logLoss: { platt: number; isotonic: number };
  /** Best F1 on the calibration part. */
  threshold: number;
}

/** The seed the committed heads are made with. */
export const defaultSeed = 20260101;

/** Thresholds at which false alarms are told. */
export const alarmThresholds = [0.5, 0.9, 0.995] as const;

/**
 * The rows of the train part that a head learns from: all of every set that holds positives, and a share, chosen by a
 * hash of the text, of the sets that hold negatives only.
 */
export function trainingRows(
  { examples, parts, seed }: Prepared,
  label: HeadLabel,
  { auxiliaryShare }: HeadOptions,
): TrainingRows {
  const inTrain = (row: number) => parts[row] === 'train';
  const all = labelledRows(examples, label, inTrain);
  const withPositives = new Set(Array.from(all.rows).flatMap((row, i) => (all.targets[i] ? [examples[row]!.set] : [])));
  return labelledRows(examples, label, (row) => {
    const { set, key } = examples[row]!;
    return inTrain(row) && (withPositives.has(set) || stableFraction(key, seed + 1) < auxiliaryShare);
  });
}

/** Fits a head on the train part and calibrates it on the calibration part. The test part is not touched. */
export function trainHead(prepared: Prepared, label: HeadLabel): TrainedHead {
  const { examples, parts, table, seed } = prepared;
  const { options } = recipes[label];
  const held = labelledRows(examples, label, (row) => parts[row] === 'calibration');
  const head = fitLogistic(table, trainingRows(prepared, label, options), options);
  const logits = logitsOf(table, held.rows, head);
  const { curve, logLoss } = fitCalibration(logits, held.targets, seed);
  const threshold = metrics.bestThreshold(
    logits.map((logit) => calibrate(curve, logit)),
    held.targets,
  );
  return { label, head, curve, logLoss, threshold };
}

/** Calibrated probabilities of rows, computed as the ONNX model does but for rounding. */
export function probabilitiesOf({ table }: Prepared, rows: Int32Array, { head, curve }: TrainedHead): Float64Array {
  return logitsOf(table, rows, head).map((logit) => calibrate(curve, logit));
}

/** What a head does on the test part, written as its card. */
export function cardOf(prepared: Prepared, trained: TrainedHead): Card {
  const { examples, parts, seed, embeddingVersion } = prepared;
  const { label, threshold } = trained;
  const recipe = recipes[label];
  const test = labelledRows(examples, label, (row) => parts[row] === 'test');
  const scores = probabilitiesOf(prepared, test.rows, trained);
  const rowsIn = (part: string) => labelledRows(examples, label, (row) => parts[row] === part).rows.length;
  const bySet = sources.flatMap(({ name }) => {
    const picked = Array.from(test.rows.keys()).filter((i) => examples[test.rows[i]!]!.set === name);
    if (picked.length === 0) return [];
    const [own, targets] = [picked.map((i) => scores[i]!), picked.map((i) => test.targets[i]!)];
    return [[name, measure(own, targets, threshold)] as const];
  });
  const { fired, precision, recall } = metrics.atThreshold(scores, test.targets, 0.995);
  return {
    format: 1,
    name: recipe.name,
    labels: [label],
    input: 'embedding+ngrams',
    output: 'probabilities',
    multiLabel: true,
    maxTokens: 128,
    hashing: {
      version: hashing.version,
      buckets: hashing.buckets,
      words: [...hashing.words],
      characters: [...hashing.characters],
    },
    textVersion,
    embeddingVersion,
    description: recipe.description,
    intendedUse: recipe.intendedUse,
    limits: recipe.limits,
    licence: 'MIT',
    seed,
    recipe: { model: 'logistic regression, L2, L-BFGS', ...recipe.options },
    parts: { train: rowsIn('train'), calibration: rowsIn('calibration'), test: rowsIn('test') },
    data: sources.flatMap(({ name, licence }) => {
      const role = sourceRole(examples, name, label);
      return role ? [{ name, licence, ...role }] : [];
    }),
    calibration: {
      method: trained.curve.method,
      logLoss: { platt: rounded(trained.logLoss.platt), isotonic: rounded(trained.logLoss.isotonic) },
    },
    threshold: rounded(threshold),
    measured: measure(scores, test.targets, threshold),
    perDataSet: Object.fromEntries(bySet),
    atRemoval: { threshold: 0.995, fired, precision: roundedOrNull(precision), recall: roundedOrNull(recall) },
    reliability: metrics
      .reliability(scores, test.targets)
      .map((point) => ({ ...point, mean: rounded(point.mean), observed: rounded(point.observed) })),
    firesOn: falseAlarms(prepared, trained),
  };
}

/** For each set, the share of test rows that fire at each threshold, among those not labelled positive. */
function falseAlarms(prepared: Prepared, trained: TrainedHead): NonNullable<Card['firesOn']> {
  const { examples, parts } = prepared;
  return Object.fromEntries(
    sources.flatMap(({ name }) => {
      const rows = Int32Array.from(
        examples.flatMap((example, row) =>
          example.set === name && parts[row] === 'test' && example.labels[trained.label] !== 1 ? [row] : [],
        ),
      );
      if (rows.length === 0) return [];
      const scores = probabilitiesOf(prepared, rows, trained);
      const share = (threshold: number) => rounded(scores.filter((score) => score >= threshold).length / rows.length);
      const labelled = rows.every((row) => examples[row]!.labels[trained.label] === 0);
      return [
        [
          name,
          { rows: rows.length, labelled, at: Object.fromEntries(alarmThresholds.map((t) => [String(t), share(t)])) },
        ],
      ];
    }),
  );
}

function measure(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
  threshold: number,
): NonNullable<Card['measured']> {
  return {
    rows: targets.length,
    positives: Array.from(targets).reduce((sum, target) => sum + target, 0),
    rocAuc: roundedOrNull(metrics.rocAuc(scores, targets)),
    averagePrecision: roundedOrNull(metrics.averagePrecision(scores, targets)),
    f1: roundedOrNull(metrics.atThreshold(scores, targets, threshold).f1),
    ece: roundedOrNull(metrics.calibrationError(scores, targets)),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

/** Writes `outDir/<label>/model.onnx` and `card.json`. The same head gives the same bytes. Returns the folder. */
export function writeHead(outDir: string, trained: TrainedHead, card: Card): string {
  const folder = join(outDir, trained.label);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.onnx'), headModel(trained.label, trained.head, trained.curve));
  writeFileSync(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  return folder;
}

/** Trains, measures and writes the named heads (all of them by default), one after another. */
export async function trainHeads(
  prepared: Prepared,
  outDir: string,
  {
    only = headLabels,
    signal,
    progress,
  }: { only?: readonly HeadLabel[]; signal?: AbortSignal; progress?(message: string): void } = {},
): Promise<Card[]> {
  const cards: Card[] = [];
  for (const label of only) {
    signal?.throwIfAborted();
    progress?.(`training ${label}`);
    const trained = trainHead(prepared, label);
    const card = cardOf(prepared, trained);
    writeHead(outDir, trained, card);
    cards.push(card);
    // Lets Ctrl-C and the progress line through between heads.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return cards;
}
