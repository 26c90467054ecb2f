import { similarities } from '../../numeric/similarity-spec.ts';
import { type AlgorithmSpec, choice, number, positive, whole } from './spec.ts';

const mostGroups = 1000;
const weight = (what: string) => number(`How much ${what} counts when users are grouped; 0 leaves it out.`, 1000);

/** Popularity, baseline, linear models, clusters and content. */
export const otherSpecs = {
  toppopular: { name: 'Most popular', family: 'popularity', signal: 'implicit', needs: [], params: {} },
  baseline: {
    name: 'Baseline',
    family: 'popularity',
    signal: 'explicit',
    needs: [],
    params: {
      method: choice('Alternating least squares, or stochastic gradient descent.', ['als', 'sgd']),
      epochs: whole('How often the fit goes over the data.', 1, 10_000),
      reg_i: number('Of als: ratings of the mean that an item starts with.', 1e6, [1, 100, 'log']),
      reg_u: number('Of als: ratings of the mean that a user starts with.', 1e6, [1, 100, 'log']),
      lr: number('Of sgd: the learning rate.', 10),
      reg: number('Of sgd: regularisation.', 1000),
    },
  },
  ease: {
    name: 'EASE',
    family: 'linear',
    signal: 'implicit',
    needs: [],
    params: {
      l2: positive('Regularisation: how strongly the weights between items are drawn to zero.', 1e9, [
        1,
        10_000,
        'log',
      ]),
    },
  },
  slim: {
    name: 'SLIM',
    family: 'linear',
    signal: 'implicit',
    needs: [],
    params: {
      alpha: number('Regularisation of the weights between items, both kinds together.', 1e6, [0.001, 1, 'log']),
      l1_ratio: number('The part of the regularisation that makes weights zero.', 1, [1e-5, 1, 'log']),
      k: whole('How many weights of each item are kept.', 1, 100_000),
      tol: number('The fit of an item ends where no weight moves by more.', 1),
      max_iter: whole('The fit of an item ends after so many rounds.', 1, 100_000),
    },
  },
  group: {
    name: 'Group-based',
    family: 'clusters',
    signal: 'implicit',
    needs: [],
    params: {
      groups: whole('How many groups of users there are, each with a recommender of its own.', 1, mostGroups, [
        2,
        20,
        'log',
      ]),
      iterations: whole('Rounds of the clustering.', 1, 1000),
      interactions: positive('How much it counts, when users are grouped, which items they had.', 1000),
      values: weight('how much they liked them'),
      profile: weight('what attributes these items have'),
      attributes: weight('what attributes users have themselves'),
      recommender: choice('What recommends within a group.', ['userknn', 'itemknn']),
      similarity: choice('What makes two users or items of a group alike.', similarities),
      k: whole('How many neighbours take part in a score.', 1, 10_000, [5, 500, 'log']),
    },
  },
  paco: {
    name: 'PaCo',
    family: 'clusters',
    signal: 'implicit',
    needs: [],
    params: {
      k: whole('Fine clusters of users that the merging starts from.', 1, mostGroups, [5, 80, 'log']),
      l: whole('Fine clusters of items that the merging starts from.', 1, mostGroups, [5, 80, 'log']),
      iterations: whole('Rounds of the clustering.', 1, 1000),
      min_density: number('Co-clusters at least this full are recommended from before all others.', 1, [
        0,
        0.5,
        'linear',
      ]),
      shrink: number("Draws a cluster's own share of an item towards the density of its co-cluster.", 1e6, [
        0,
        50,
        'linear',
      ]),
    },
  },
  content: {
    name: 'Content profile',
    family: 'content',
    signal: 'implicit',
    needs: ['item attributes'],
    params: {
      source: choice('What describes the items; auto takes embeddings where there are any, else attributes.', [
        'auto',
        'embeddings',
        'attributes',
      ]),
    },
  },
} satisfies Record<string, AlgorithmSpec>;
