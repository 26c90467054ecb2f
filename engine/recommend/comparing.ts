import type { MetricComparison, Run } from '../contract/index.ts';
import { holm } from '../evaluate/corrections.ts';
import { pairedTest } from '../evaluate/paired.ts';

/** What two runs measured of the same users, by metric; arrays are in one order of users. */
export interface Pair {
  seed: number;
  metrics: Record<string, { a: Float32Array; b: Float32Array }>;
}

/** Why two runs cannot be compared user by user, or null where they can. The digests are those of the runs' splits. */
export function problemOf(a: Run, b: Run, digests: { a?: Uint8Array; b?: Uint8Array }): string | null {
  if (a.id === b.id) return 'It is one and the same run.';
  if (a.kind === 'trial' || b.kind === 'trial') return 'Of trials only the figures are kept, not the values of users.';
  if (a.dataHash !== b.dataHash) return 'The runs were measured on different data.';
  const lists = (['k', 'relevantFrom'] as const).filter((of) => a.protocol[of] !== b.protocol[of]);
  if (lists.length > 0) return `The runs were measured in different ways: ${lists.join(', ')}.`;
  if (!digests.a || !digests.b) return 'The values of users are missing from a run.';
  if (Buffer.compare(digests.a, digests.b) === 0) return null;
  const differs = (['split', 'share'] as const).filter((of) => a.protocol[of] !== b.protocol[of]);
  if (differs.length > 0) return `The runs were measured on different splits: ${differs.join(', ')}.`;
  if (a.seed !== b.seed) return 'The runs were measured on different splits: their seeds differ.';
  return 'The runs were measured on different pairs: their rules differ.';
}

/**
 * Paired bootstrap tests of b - a for every metric that both runs have of some user, with Holm's correction over all of
 * them. Means are over the users who have a value in both runs.
 */
export function compareRuns({ seed, metrics }: Pair): MetricComparison[] {
  const tests = Object.entries(metrics).flatMap(([metric, pair]) => {
    const [a, b] = [Float64Array.from(pair.a), Float64Array.from(pair.b)];
    const both = a.map((value, n) => (Number.isNaN(value) || Number.isNaN(b[n]!) ? 0 : 1));
    const users = both.reduce((sum, one) => sum + one, 0);
    if (users === 0) return [];
    const mean = (values: Float64Array) => values.reduce((sum, value, n) => sum + (both[n] ? value : 0), 0) / users;
    const { difference, low, high, bootstrap } = pairedTest(b, a, { seed });
    return [{ metric, a: mean(a), b: mean(b), difference, low, high, p: bootstrap, users }];
  });
  const corrected = holm(tests.map(({ p }) => p));
  return tests.map((test, n) => ({ ...test, corrected: corrected[n]! }));
}

/** The users with a value in both runs, by the size of the difference, largest first; of equal ones in the order of users. */
export function compareUsers(a: Float32Array, b: Float32Array): { at: number; a: number; b: number }[] {
  return Array.from(a, (value, at) => ({ at, a: value, b: b[at]! }))
    .filter((one) => !Number.isNaN(one.a) && !Number.isNaN(one.b))
    .sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a) || x.at - y.at);
}
