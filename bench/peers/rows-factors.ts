import { transpose } from '../../engine/numeric/csr.ts';
import { als } from '../../engine/recommend/models/factors/als.ts';
import { bprmf } from '../../engine/recommend/models/factors/bprmf.ts';
import { ials } from '../../engine/recommend/models/factors/ials.ts';
import { biasedSvd } from '../../engine/recommend/models/factors/sgd.ts';
import { svdpp } from '../../engine/recommend/models/factors/svdpp.ts';
import type { Algorithm } from '../../engine/recommend/models/model.ts';
import type { PeerRow } from './row.ts';

const seed = 1;

/** Fits a model as the app does; with the transpose, where the peer makes one in its `fit`. */
function fitting<P extends Record<string, number | string | boolean>>(
  algorithm: Algorithm<P>,
  params: Partial<P>,
  { transposes = false } = {},
): PeerRow['ours'] {
  return async ({ training, asked }, threads) => {
    const started = performance.now();
    const data = transposes ? { ...training, byItem: transpose(training.byUser) } : training;
    const model = await algorithm.fit(data, params, { seed, threads });
    const seconds = (performance.now() - started) / 1000;
    return { seconds, output: await model.score(asked.users, asked.items) };
  };
}

const implicitAls = (name: string, limit: number | null, solver: 'cg' | 'cholesky'): PeerRow => ({
  name: `implicit ALS f=64, 15 iterations, ${name}`,
  peer: 'implicit',
  data: 'ncf',
  limit,
  ours: fitting(ials, { factors: 64, epochs: 15, solver, cgSteps: 3 }, { transposes: true }),
  // Our weights 1 and w0 = 0.3 divided by w0; our regularisation by count, at the mean user and item.
  theirs: {
    program: 'implicit_factors.py',
    task: 'als',
    params: { factors: 64, iterations: 15, use_cg: solver === 'cg', alpha: 4.3, regularization: 30 },
  },
});

/** Steps, negatives and spread of the start values as implicit has them; one of its factors is the bias. */
const implicitBpr = (epochs: number): PeerRow => ({
  name: `implicit BPR f=64, ${epochs} epoch${epochs > 1 ? 's' : ''}`,
  peer: 'implicit',
  data: 'ncf',
  limit: 0.7,
  ours: fitting(bprmf, { factors: 64, epochs, lr: 0.05, lrDecay: 0, reg: 0.01, std: 0.0045, sampler: 'popularity' }),
  theirs: {
    program: 'implicit_factors.py',
    task: 'bpr',
    params: { factors: 63, iterations: epochs, learning_rate: 0.05, regularization: 0.01 },
  },
});

/** The factor models against those that people compare with. */
export const factorRows: readonly PeerRow[] = [
  implicitAls('CG 3 steps', 0.7, 'cg'),
  implicitAls('Cholesky', null, 'cholesky'),
  implicitBpr(1),
  implicitBpr(20),
  {
    name: 'LensKit explicit ALS f=50, 10 epochs',
    peer: 'lenskit',
    data: 'ml1m-first',
    limit: 0.7,
    ours: fitting(als, { factors: 50, epochs: 10, reg: 0.1, damping: 5 }, { transposes: true }),
    theirs: {
      program: 'lenskit_factors.py',
      task: 'explicit-als',
      params: { embedding_size: 50, epochs: 10, regularization: 0.1, damping: 5 },
    },
  },
  {
    name: 'Surprise SVD, its defaults',
    peer: 'surprise',
    data: 'ml100k',
    limit: 0.2,
    ours: fitting(biasedSvd, {}),
    theirs: { program: 'surprise_factors.py', task: 'SVD', params: {} },
  },
  {
    name: 'Surprise SVD++, its defaults',
    peer: 'surprise',
    data: 'ml100k',
    limit: 0.2,
    ours: fitting(svdpp, {}),
    theirs: { program: 'surprise_factors.py', task: 'SVDpp', params: {} },
  },
];
