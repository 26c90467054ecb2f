import type { Audit, AuditCell, AuditTest } from '../../../engine/contract/fairness.ts';
import { auditSpec } from '../../../engine/contract/fairness.ts';

/** A test for tests. */
export const welch: AuditTest = {
  name: 'Welch’s t',
  branch: 'Two groups of unlike size: Welch’s test holds where variances differ.',
  statistic: { name: 't', value: 2.5 },
  df: [41.2],
  p: 0.0163,
  effects: [{ name: 'Hedges’ g', value: 0.4, low: 0.1, high: 0.7 }],
  assumptions: [{ about: 'Users are independent', holds: true }],
  definition: 'The difference of two means over its standard error.',
  source: 'Welch 1947',
};

/** A cell for tests; everything that a test does not name is plain. */
export function cellOf(key: string, more: Partial<AuditCell> = {}): AuditCell {
  return {
    key,
    side: 'people',
    run: 1,
    subject: 'ials',
    metric: 'ndcg',
    grouping: 'gender',
    stratum: null,
    groups: [
      { group: 'a', n: 120, value: 0.3, low: 0.28, high: 0.32, sd: 0.1, size: 'enough' },
      { group: 'b', n: 40, value: 0.25, low: 0.21, high: 0.29, sd: 0.11, size: 'small' },
    ],
    smallest: 40,
    gap: 0.05,
    ratio: 0.83,
    expected: { mean: 0.01, high: 0.02 },
    test: welch,
    others: [],
    pairs: [{ a: 'a', b: 'b', difference: 0.05, low: 0.01, high: 0.09, p: 0.0163, effect: 0.4 }],
    permutation: 0.015,
    decides: 'permutation',
    holm: 0.03,
    discovery: 0.02,
    margin: 0.03,
    detectable: 0.04,
    verdict: 'differs',
    differsWithin: false,
    words: 'The groups differ.',
    ...more,
  };
}

/** An audit of these cells for tests. */
export function auditOf(cells: readonly AuditCell[]): Audit {
  return {
    id: 1,
    job: 1,
    createdAt: 1000,
    question: '',
    subjects: ['ials'],
    groupings: ['gender'],
    metrics: ['ndcg'],
    counts: { differs: 1, equivalent: 0, 'no-evidence': 0, 'not-estimable': 0 },
    hash: 'a'.repeat(64),
    seconds: 1,
    isBehind: false,
    spec: auditSpec.parse({ runs: [1] }),
    dataHash: 'b'.repeat(64),
    cells: [...cells],
    items: [],
    moderation: [],
    criteria: [],
    measured: [],
    limits: [],
  };
}
