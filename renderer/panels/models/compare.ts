import type { ComparedUser, MetricComparison, Run } from '../../../engine/contract/models.ts';
import { wordsOf } from './metrics.ts';

/** What a comparison of one metric comes to. 'differs' where neither direction is better. */
export type Outcome = 'a' | 'b' | 'differs' | 'none';

/** Below this corrected p a difference counts as one. */
export const significance = 0.05;

/** Which run is better by this metric, if the data can tell: corrected p under 0.05 and an interval that excludes 0. */
export function outcome({ metric, difference, low, high, corrected }: MetricComparison): Outcome {
  if (corrected >= significance || (low <= 0 && high >= 0)) return 'none';
  const { better } = wordsOf(metric);
  if (better === 'neither') return 'differs';
  return difference > 0 === (better === 'higher') ? 'b' : 'a';
}

/** How many users fare better in each run, in the direction that is better for the metric. */
export function tally(users: readonly ComparedUser[], metric: string): { a: number; b: number; equal: number } {
  const sign = wordsOf(metric).better === 'lower' ? -1 : 1;
  const sum = { a: 0, b: 0, equal: 0 };
  for (const { a, b } of users) sum[a === b ? 'equal' : sign * (b - a) > 0 ? 'b' : 'a'] += 1;
  return sum;
}

/** One setting of two runs, as text; null where a run has no such setting. */
export interface Setting {
  group: 'Model' | 'Protocol' | 'Data';
  name: string;
  a: string | null;
  b: string | null;
  isSame: boolean;
}

/** All settings of two runs side by side: those of the model, of the protocol, and of the data. */
export function settings(a: Run, b: Run): Setting[] {
  const names = [...new Set([...Object.keys(a.params), ...Object.keys(b.params)])].sort();
  return [
    setting('Model', 'algorithm', a.algorithm, b.algorithm),
    ...names.map((name) => setting('Model', name, a.params[name], b.params[name])),
    setting('Model', 'seed', a.seed, b.seed),
    setting('Protocol', 'split', a.protocol.split, b.protocol.split),
    setting('Protocol', 'share held out', a.protocol.share, b.protocol.share),
    setting('Protocol', 'k', a.protocol.k, b.protocol.k),
    setting('Protocol', 'relevant from', a.protocol.relevantFrom ?? 'all', b.protocol.relevantFrom ?? 'all'),
    setting('Data', 'rule', `${a.rule} v${a.ruleVersion}`, `${b.rule} v${b.ruleVersion}`),
    setting('Data', 'data', a.dataHash, b.dataHash),
    setting('Data', 'users', a.users, b.users),
    setting('Data', 'items', a.items, b.items),
    setting('Data', 'pairs to learn from', a.trainPairs, b.trainPairs),
    setting('Data', 'pairs to measure on', a.testPairs, b.testPairs),
  ];
}

type Given = string | number | boolean | undefined;

function setting(group: Setting['group'], name: string, a: Given, b: Given): Setting {
  const text = (value: Given) => (value === undefined ? null : String(value));
  return { group, name, a: text(a), b: text(b), isSame: a === b };
}

/** The letters that marked runs are shown with; the first two are compared. */
export const markLetters = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** The marks after one run was marked or unmarked; of more than there are letters the last gives way. */
export function marked(marks: readonly number[], id: number): number[] {
  if (marks.includes(id)) return marks.filter((other) => other !== id);
  return [...marks.slice(0, markLetters.length - 1), id];
}
