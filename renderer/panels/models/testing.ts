import type { AlgorithmInfo, MetricComparison, ModelVersion, Run } from '../../../engine/contract/models.ts';

/** A run for tests; everything that a test does not name is plain. */
export function runOf(id: number, more: Partial<Run> = {}): Run {
  return {
    id,
    job: 1,
    kind: 'evaluation',
    name: `run-${id}`,
    algorithm: 'ease',
    params: { l2: 500 },
    seed: 1,
    rule: 'ratings',
    ruleVersion: 1,
    dataHash: 'a'.repeat(64),
    protocol: { split: 'user', share: 0.2, k: 10, relevantFrom: null },
    users: 100,
    items: 50,
    trainPairs: 800,
    testPairs: 200,
    metrics: { ndcg: { mean: 0.25, low: 0.23, high: 0.27, n: 100 } },
    fitSeconds: 0.5,
    evaluateSeconds: 0.2,
    createdAt: 1000 * id,
    ...more,
  };
}

/** A version for tests. */
export function versionOf(id: number, more: Partial<ModelVersion> = {}): ModelVersion {
  const {
    kind: _,
    name: __,
    protocol: ___,
    trainPairs,
    testPairs: ____,
    metrics: _____,
    evaluateSeconds: ______,
    ...trained
  } = runOf(id);
  return {
    ...trained,
    slot: 'default',
    state: 'candidate',
    mitigation: null,
    pairs: trainPairs,
    bytes: 1000,
    sha256: 'b'.repeat(64),
    problem: null,
    activatedAt: null,
    retiredAt: null,
    isBehind: false,
    ...more,
  };
}

/** One row of a comparison for tests. */
export function compared(more: Partial<MetricComparison> = {}): MetricComparison {
  return {
    metric: 'ndcg',
    a: 0.2,
    b: 0.25,
    difference: 0.05,
    low: 0.03,
    high: 0.07,
    p: 0.001,
    corrected: 0.004,
    users: 100,
    ...more,
  };
}

/** Two algorithms with every kind of parameter. */
export const algorithmsForTests: AlgorithmInfo[] = [
  {
    id: 'ials',
    name: 'iALS',
    about: 'Implicit matrix factorisation.',
    family: 'factors',
    signal: 'implicit',
    needs: [],
    params: [
      {
        name: 'factors',
        about: 'Number of latent factors.',
        default: 64,
        choices: null,
        range: { low: 8, high: 256, scale: 'log', whole: true },
      },
      {
        name: 'reg',
        about: 'Strength of regularisation.',
        default: 0.1,
        choices: null,
        range: { low: 0.001, high: 10, scale: 'log', whole: false },
      },
      {
        name: 'solver',
        about: 'How the systems are solved.',
        default: 'cholesky',
        choices: ['cholesky', 'cg'],
        range: null,
      },
      { name: 'bias', about: 'Whether popularity is modelled apart.', default: true, choices: null, range: null },
    ],
  },
  {
    id: 'itemattributeknn',
    name: 'Item attribute kNN',
    about: 'Neighbours by attributes.',
    family: 'neighbourhood',
    signal: 'either',
    needs: ['item attributes'],
    params: [],
  },
];
