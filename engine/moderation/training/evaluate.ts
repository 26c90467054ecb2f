import * as metrics from '../../evaluate/binary.ts';
import { embeddingSize } from '../../text/minilm.ts';
import type { ScoringPool } from '../classifiers/pool.ts';
import { type HeadLabel, headLabels } from './examples.ts';
import { labelledRows, type Prepared } from './prepare.ts';
import { alarmThresholds } from './train.ts';

/** What one head does on one set's test rows, or on all of them together (`set` is 'all'). */
export interface HeadResult {
  label: HeadLabel;
  set: string;
  rows: number;
  positives: number;
  rocAuc: number | null;
  averagePrecision: number | null;
  /** At the threshold that was best on the calibration part. */
  f1: number | null;
  ece: number | null;
}

/** How often a head fires on test rows of a set that are not labelled positive. */
export interface AlarmResult {
  label: HeadLabel;
  set: string;
  rows: number;
  /** False where some of the rows were never judged for this label: then a firing is not known to be false. */
  judged: boolean;
  /** Share of rows at or over each of `alarmThresholds`. */
  at: number[];
}

/**
 * Scores the calibration and test parts with the classifiers of `pool`, as the app would, and measures each head.
 * `prepared` must have been split by the seed on the cards.
 */
export async function evaluateHeads(
  prepared: Prepared,
  pool: ScoringPool,
  signal?: AbortSignal,
): Promise<{ results: HeadResult[]; alarms: AlarmResult[] }> {
  const { examples, parts, table } = prepared;
  const held = examples.flatMap((_, row) => (parts[row] === 'train' ? [] : [row]));
  const { labels, scores } = await pool.score(
    held.map((row) => ({
      text: examples[row]!.text,
      embedding: new Float16Array(table.embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize)),
    })),
    signal,
  );
  const placeOf = new Map(held.map((row, i) => [row, i]));
  const results: HeadResult[] = [];
  const alarms: AlarmResult[] = [];
  const sets = [...new Set(examples.map(({ set }) => set))];

  for (const label of headLabels) {
    const column = labels.indexOf(label);
    if (column < 0) continue;
    const scoreOf = (row: number) => scores[placeOf.get(row)! * labels.length + column]!;
    const calibration = labelledRows(examples, label, (row) => parts[row] === 'calibration');
    const threshold = metrics.bestThreshold(Float64Array.from(calibration.rows, scoreOf), calibration.targets);
    for (const set of ['all', ...sets]) {
      const test = labelledRows(
        examples,
        label,
        (row) => parts[row] === 'test' && (set === 'all' || examples[row]!.set === set),
      );
      if (test.rows.length === 0) continue;
      const own = Float64Array.from(test.rows, scoreOf);
      results.push({
        label,
        set,
        rows: own.length,
        positives: test.targets.reduce((sum, target) => sum + target, 0),
        rocAuc: metrics.rocAuc(own, test.targets),
        averagePrecision: metrics.averagePrecision(own, test.targets),
        f1: metrics.atThreshold(own, test.targets, threshold).f1,
        ece: metrics.calibrationError(own, test.targets),
      });
    }
    for (const set of sets) {
      const rows = held.filter(
        (row) => parts[row] === 'test' && examples[row]!.set === set && examples[row]!.labels[label] !== 1,
      );
      if (rows.length === 0) continue;
      const fired = (least: number) => rows.filter((row) => scoreOf(row) >= least).length / rows.length;
      const judged = rows.every((row) => examples[row]!.labels[label] === 0);
      alarms.push({ label, set, rows: rows.length, judged, at: alarmThresholds.map(fired) });
    }
  }
  return { results, alarms };
}
