/** Metrics of users, as the report defines them: formula in words, source, and which direction is good. */
export const metricDefinitions: Readonly<Record<string, readonly [name: string, definition: string, source: string]>> =
  {
    ndcg: [
      'NDCG',
      'Gains of relevant items, discounted by 1 / log2(1 + rank), over the best there is; 1 is best.',
      'Järvelin and Kekäläinen 2002',
    ],
    recall: ['Recall', "The share of a user's relevant items that the list holds; 1 is best.", 'docs/evaluation.md'],
    precision: ['Precision', 'The share of the list that is relevant; 1 is best.', 'docs/evaluation.md'],
    hit: ['Hit rate', '1 for a list that holds a relevant item, else 0; 1 is best.', 'docs/evaluation.md'],
    map: [
      'MAP',
      'Precision at each relevant place, averaged, over the best that is possible; 1 is best.',
      'docs/evaluation.md',
    ],
    mrr: ['MRR', 'One over the rank of the first relevant item, 0 without one; 1 is best.', 'docs/evaluation.md'],
    rmse: ['RMSE', "Root of the mean squared error of a user's predicted ratings; 0 is best.", 'docs/evaluation.md'],
    mae: ['MAE', "Mean absolute error of a user's predicted ratings; 0 is best.", 'docs/evaluation.md'],
    calibration: [
      'Miscalibration',
      'Divergence of the categories of the list from those of the history; 0 is alike.',
      'Steck 2018',
    ],
    diversity: [
      'Diversity',
      'Mean of 1 - cosine over pairs of items of the list; neither direction is good by itself.',
      'docs/evaluation.md',
    ],
    novelty: [
      'Novelty',
      'Mean of -log2 of the share of users who have an item; neither direction is good by itself.',
      'docs/evaluation.md',
    ],
    arp: [
      'Average popularity',
      'Mean number of users of the items of the list; neither direction is good by itself.',
      'Yin et al. 2012',
    ],
  };

/** How an audit compares, in paragraphs. */
export const method: readonly string[] = [
  'The unit is the user: each metric has one value a user and a model, and groups are compared by the means of these. Models are compared on the same users.',
  "Three and more groups are compared by Welch's analysis of variance, two by Welch's t, with p by permutation of labels; values of 0 and 1 by chi-square, which is permuted where little is expected, or Fisher's exact test. The appendix names the test of each comparison and why it was chosen.",
  'Intervals of groups are 95 % bootstrap intervals (BCa) where draws allow them, else those of the mean. Pairs are compared by Games and Howell, rates by two proportions with the correction of Holm.',
  'The gap is the largest mean less the smallest. Groups that are equal show a gap too: "expected" is its mean when labels are permuted.',
  'p is corrected by Holm over all comparisons of one metric; the false discovery rate after Benjamini and Hochberg over the whole audit stands beside it.',
  '"Differs": the corrected p is below the level. "Equivalent": two one-sided tests show every pair of groups within the margin, also where a difference smaller than that is sure, which is then said beside it. "No evidence": neither, and the smallest gap that 80 % of such audits would find is told. "Not estimable": fewer than two groups can be shown.',
];
