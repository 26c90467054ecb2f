import { similarities } from '../../numeric/similarity-spec.ts';
import { weightings } from '../../numeric/similarity-weights.ts';
import { type AlgorithmSpec, choice, flag, number, type ParamSpec, whole } from './spec.ts';

const mostNeighbours = 10_000;

const params: Record<string, ParamSpec> = {
  task: choice(
    'Ranking adds up similarity times value; rating predicts on the scale of the ratings by weighted means.',
    ['ranking', 'rating'],
  ),
  similarity: choice('What makes two users or items alike.', similarities, [
    'cosine',
    'pearson',
    'jaccard',
    'dice',
    'asymmetric',
  ]),
  k: whole('How many neighbours take part in a score.', 1, mostNeighbours, [5, 800, 'log']),
  shrink: number('Draws similarities that rest on little evidence towards zero.', 1e6, [0, 500, 'linear']),
  alpha: number('Of asymmetric similarity: how much the first of the two counts in the norm.', 10),
  min_support: whole('With fewer users or items in common, two are not alike.', 1, 10_000),
  weights: choice('How interactions are weighted before similarities are taken.', weightings, weightings),
  bm25_k1: number('Of BM25 weights: how fast repeated evidence saturates.', 100),
  bm25_b: number('Of BM25 weights: how much long histories are discounted.', 1),
  normalise: flag('For ranking: divides the similarities of a neighbourhood by their sum.'),
  reverse: flag('For ranking between users: a user counts for those who have them among their nearest.'),
  centre: choice(
    'For ratings: what is taken off before averaging: the mean, the mean and then the deviation divided by, or the baseline.',
    ['none', 'mean', 'zscore', 'baseline'],
  ),
  min_k: whole('For ratings: with fewer neighbours the mean or the baseline is predicted.', 1, mostNeighbours),
  stored: whole(
    'For ratings: neighbours kept, of which the k nearest that know the item take part.',
    1,
    mostNeighbours,
  ),
};

const neighbourhood = (name: string, needs: AlgorithmSpec['needs']): AlgorithmSpec => ({
  name,
  family: 'neighbourhood',
  signal: 'either',
  needs,
  params,
});

/** The four k-nearest-neighbour models, which take the same parameters. */
export const neighbourhoodSpecs = {
  itemknn: neighbourhood('Item k-NN', []),
  userknn: neighbourhood('User k-NN', []),
  itemattributeknn: neighbourhood('Item attribute k-NN', ['item attributes']),
  userattributeknn: neighbourhood('User attribute k-NN', ['user attributes']),
};
