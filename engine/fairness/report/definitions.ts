interface Definition {
  name: string;
  /** The formula in words, and which direction is good. */
  means: string;
  unit: string;
  source: string;
}

const share = 'share, 0 to 1';

/** Metrics of users, as the report defines them. */
export const metricDefinitions: Readonly<Record<string, Definition>> = {
  ndcg: {
    name: 'NDCG',
    means: 'Gains of relevant items, discounted by 1 / log2(1 + rank), over the best there is; 1 is best.',
    unit: share,
    source: 'Järvelin and Kekäläinen 2002',
  },
  recall: {
    name: 'Recall',
    means: "The share of a user's relevant items that the list holds; 1 is best.",
    unit: share,
    source: 'docs/evaluation.md',
  },
  precision: {
    name: 'Precision',
    means: 'The share of the list that is relevant; 1 is best.',
    unit: share,
    source: 'docs/evaluation.md',
  },
  hit: {
    name: 'Hit rate',
    means: '1 for a list that holds a relevant item, else 0; 1 is best.',
    unit: 'share of users',
    source: 'docs/evaluation.md',
  },
  map: {
    name: 'MAP',
    means: 'Precision at each relevant place, averaged, over the best that is possible; 1 is best.',
    unit: share,
    source: 'docs/evaluation.md',
  },
  mrr: {
    name: 'MRR',
    means: 'One over the rank of the first relevant item, 0 without one; 1 is best.',
    unit: share,
    source: 'docs/evaluation.md',
  },
  rmse: {
    name: 'RMSE',
    means: "Root of the mean squared error of a user's predicted ratings; 0 is best.",
    unit: 'rating points',
    source: 'docs/evaluation.md',
  },
  mae: {
    name: 'MAE',
    means: "Mean absolute error of a user's predicted ratings; 0 is best.",
    unit: 'rating points',
    source: 'docs/evaluation.md',
  },
  calibration: {
    name: 'Miscalibration',
    means: 'Divergence of the categories of the list from those of the history; 0 is alike.',
    unit: 'nats',
    source: 'Steck 2018',
  },
  diversity: {
    name: 'Diversity',
    means: 'Mean of 1 - cosine over pairs of items of the list; neither direction is good by itself.',
    unit: '1 - cosine',
    source: 'docs/evaluation.md',
  },
  novelty: {
    name: 'Novelty',
    means: 'Mean of -log2 of the share of users who have an item; neither direction is good by itself.',
    unit: 'bits',
    source: 'docs/evaluation.md',
  },
  arp: {
    name: 'Average popularity',
    means: 'Mean number of users of the items of the list; neither direction is good by itself.',
    unit: 'users',
    source: 'Yin et al. 2012',
  },
};

/** Figures of texts that name an identity, and of decisions: name, meaning, unit, source. */
export const moderationDefinitions: readonly (readonly string[])[] = [
  [
    'Subgroup AUC',
    'Violations that name the term against other texts that name it; 1 is best.',
    share,
    'Borkan et al. 2019',
  ],
  [
    'BPSN',
    'Violations of the background against other texts that name the term; low: harmless texts score high.',
    share,
    'Borkan et al. 2019',
  ],
  [
    'BNSP',
    'Violations that name the term against other texts of the background; low: violations score low.',
    share,
    'Borkan et al. 2019',
  ],
  [
    'Equality gaps',
    '1/2 less the chance that a text of the background scores above one that names the term, among harmless texts (negative) and violations (positive); 0 is alike, above 0 the term scores higher.',
    '-0.5 to 0.5',
    'Borkan et al. 2019',
  ],
  ['Flips', 'Probe sentences whose decision changes with the term.', share, 'Garg et al. 2019'],
];

export const criteriaDefinitions: readonly (readonly string[])[] = [
  ['Selected', 'Posts that the threshold acts against.', share, 'independence: Barocas et al. 2023'],
  [
    'TPR',
    'Of the posts that people acted against, those that the threshold selects.',
    share,
    'separation: Hardt et al. 2016',
  ],
  ['FPR', 'Of the posts that people kept, those that the threshold selects.', share, 'separation: Hardt et al. 2016'],
  [
    'PPV',
    'Of the posts that the threshold selects, those that people acted against.',
    share,
    'sufficiency: Chouldechova 2017',
  ],
  ['NPV', 'Of the posts that the threshold leaves, those that people kept.', share, 'sufficiency: Chouldechova 2017'],
];

/** How users are compared, in paragraphs; docs/statistics.md has the whole. */
export const peopleMethod: readonly string[] = [
  'The unit is the user: each metric has one value a user and a model, and groups are compared by the means of these. Models are compared on the same users.',
  "Means of two groups are compared by Welch's t, of three and more by Welch's F, neither of which supposes equal variances; no test of variances chooses between tests. Their p is that of permuted labels: the share of draws in which groups that are alike lie as far apart. Where no draw does, permutation only says that p is small, and the test's own p, at most one in the number of draws and one, says how small. Where a group does not vary, ranks are compared (Mann-Whitney, Kruskal-Wallis).",
  "Values of 0 and 1 are compared by chi-square; where little is expected, by Fisher's exact test of two groups and by permuted chi-square of more. The appendix names the test of each comparison, why it was chosen and whose p decided.",
  "Intervals of groups are 95 % bootstrap intervals (BCa) where draws allow them, else those of the mean. Pairs are compared by Games and Howell; pairs of rates by two proportions or Fisher with the correction of Holm, with Newcombe's intervals.",
  'The gap is the largest mean less the smallest. Groups that are equal show a gap too: "expected" is its mean when labels are permuted.',
  'p is corrected by Holm over all comparisons of one metric; the false discovery rate after Benjamini and Hochberg over the whole audit stands beside it.',
  '"Equivalent": two one-sided Welch tests show that every pair of groups lies within the margin; of rates, Newcombe\'s interval of 1 - 2 x level lies within it. "Differs": the corrected p is below the level, and the groups are not equivalent. Where both are shown, the difference is sure and too small to matter: equivalent, marked with *. "No evidence": neither; the smallest gap that 80 % of such audits would find is told. "Not estimable": fewer than two groups can be shown, or nothing varies.',
];

/** How decisions between groups of posts are compared. */
export const criteriaMethod =
  "Rates of groups of posts have Wilson's 95 % intervals. A rate is compared over all groups by chi-square, or Fisher's exact test where little is expected of two, corrected by Holm over the rates; it is equivalent where Newcombe's intervals of all differences from the largest group lie within 0.05.";

/** How identity terms are compared. */
export const termsMethod =
  'Intervals of AUCs are 95 % percentile bootstrap intervals. Terms are described, not tested: with many of them some look bad by chance.';

/** How mitigations are compared. */
export const mitigationMethod =
  'Mitigations are fitted and their strengths chosen without the test part. Intervals are 95 % percentile bootstrap intervals over users; all points share the draws, so that changes are of the same users.';
