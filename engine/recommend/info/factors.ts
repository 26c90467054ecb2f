import { type AlgorithmSpec, choice, flag, number, type ParamSpec, positive, whole } from './spec.ts';

const samplers = ['uniform', 'popularity', 'dynamic'];

const factors = (low: number, high: number) =>
  whole('How many numbers describe each user and each item.', 1, 2000, [low, high, 'log']);
const epochs = (least: number, low: number, high: number) =>
  whole('How often the training goes over the data.', least, 10_000, [low, high, 'log']);
const std = number('Standard deviation of the random factors at the start.', 10);
const solver = choice('How each system of equations is solved: exactly, or nearly by conjugate gradients.', [
  'cholesky',
  'cg',
]);
const cgSteps = whole('Steps of the conjugate gradients.', 1, 100);

/** Factorisations of ratings by stochastic gradient descent take the same parameters. */
const descent = (name: string, most: number): AlgorithmSpec => ({
  name,
  family: 'factors',
  signal: 'explicit',
  needs: [],
  params: {
    factors: factors(4, most),
    epochs: epochs(0, 10, 100),
    lr: positive('The learning rate: how far a step goes.', 10, [0.001, 0.05, 'log']),
    reg: number('Regularisation: how strongly factors and biases are drawn to zero.', 1000, [0.001, 0.5, 'log']),
    std,
  },
});

const singular: Record<string, ParamSpec> = {
  factors: factors(4, 400),
  iterations: whole('Rounds of the subspace iteration: more are more exact.', 1, 1000),
  task: choice('Ranking takes the matrix as it is; rating takes deviations from the baseline and adds it again.', [
    'ranking',
    'rating',
  ]),
};

/** Factorisations. */
export const factorSpecs = {
  mf: descent('Matrix factorisation', 128),
  mfbaseline: descent('Matrix factorisation with biases', 128),
  biasedsvd: descent('Biased SVD (Funk)', 200),
  svdpp: descent('SVD++', 100),
  svd: { name: 'PureSVD', family: 'factors', signal: 'either', needs: [], params: singular },
  nmf: {
    name: 'Non-negative matrix factorisation',
    family: 'factors',
    signal: 'either',
    needs: [],
    params: {
      factors: factors(4, 100),
      epochs: epochs(0, 10, 200),
      reg: number('Regularisation: how strongly factors are drawn to zero.', 1000, [0.001, 1, 'log']),
      solver: choice('sgd fits the ratings alone; multiplicative takes what is missing as zero, for ranking.', [
        'sgd',
        'multiplicative',
      ]),
    },
  },
  als: {
    name: 'Alternating least squares',
    family: 'factors',
    signal: 'explicit',
    needs: [],
    params: {
      factors: factors(4, 128),
      epochs: epochs(0, 5, 30),
      reg: positive('Regularisation, times the number of ratings of a user or an item.', 1000, [0.01, 1, 'log']),
      damping: number('Ratings of the mean that each bias starts with.', 1e6),
      std: { ...std, bounds: { least: 0, most: 10, whole: false, above: true } },
      solver,
      cgSteps,
    },
  },
  ials: {
    name: 'Implicit ALS',
    family: 'factors',
    signal: 'implicit',
    needs: [],
    params: {
      factors: factors(16, 256),
      epochs: epochs(0, 5, 30),
      reg: positive('Regularisation, times the pairs that a user or an item takes part in.', 1000, [1e-4, 0.1, 'log']),
      w0: positive('The weight of a pair that was not observed.', 1000, [0.01, 2, 'log']),
      alpha: positive('The weight of an observed pair is alpha times its confidence.', 1e6),
      std: { ...std, bounds: { least: 0, most: 10, whole: false, above: true } },
      solver,
      cgSteps,
    },
  },
  bprmf: {
    name: 'BPR matrix factorisation',
    family: 'factors',
    signal: 'implicit',
    needs: [],
    params: {
      factors: factors(16, 256),
      epochs: epochs(0, 10, 100),
      lr: positive('The learning rate at the start.', 10, [0.005, 0.5, 'log']),
      lrDecay: number('The share of the learning rate that is gone at the end; it falls in a straight line.', 1),
      reg: number('Regularisation: how strongly factors and biases are drawn to zero.', 1000, [1e-4, 0.1, 'log']),
      std: { ...std, about: `${std.about} 0 stands for one over their number.` },
      itemBias: flag('Whether items have a bias, which is their popularity.'),
      sampler: choice('How the item that a user did not have is drawn.', samplers, samplers),
      candidates: whole('Of the dynamic sampler: from how many the one with the highest score is taken.', 1, 1000),
    },
  },
} satisfies Record<string, AlgorithmSpec>;
