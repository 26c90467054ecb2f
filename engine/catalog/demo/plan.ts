/** What is planted in the demo. docs/demo.md says the same in words and formulas; the truth file repeats it. */

export const hour = 60 * 60 * 1000;
export const day = 24 * hour;

/** Kinds of interactions; their places are the codes that generated histories hold. */
export const kinds = [
  { name: 'view', signal: 'implicit' },
  { name: 'like', signal: 'implicit' },
  { name: 'rating', signal: 'explicit' },
  { name: 'purchase', signal: 'implicit' },
  { name: 'share', signal: 'implicit' },
] as const;
export type DemoKind = (typeof kinds)[number]['name'];

/** How many people there are of each, and how many do not say. */
export const demographics = {
  gender: { values: { woman: 46, man: 46, nonbinary: 8 }, missing: 0.05 },
  country: {
    values: { Northland: 34, Southland: 24, Westland: 18, Eastland: 12, Midland: 8, Lakeland: 4 },
    missing: 0.03,
  },
  device: { values: { phone: 60, computer: 30, tablet: 10 }, missing: 0 },
  age: { missing: 0.08 },
  occupation: { missing: 0.1 },
} as const;
export type Gender = keyof typeof demographics.gender.values;
export type Country = keyof typeof demographics.country.values;
export type Device = keyof typeof demographics.device.values;

/** Who is old enough for the planted difference of age. */
export const olderFrom = 55;

/** What groups of people truly differ in. Everything that is not here is the same for all. */
export const disparities = {
  /** People of `olderFrom` years and more do this share of what others do. */
  activityOfOlder: 0.6,
  /** Women do this share of what others do. */
  activityOfWomen: 0.65,
  /** The share of taste that lies in thin topics, on average. */
  thinTaste: { woman: 0.25, others: 0.09 },
  /** The sum of the Dirichlet shapes of taste: the higher, the more alike and the more spread out tastes are. */
  concentration: { woman: 15, others: 1.5 },
} as const;

/** Attributes without any effect on anything: an audit that calls them different is wrong. */
export const equalities = ['country', 'device'] as const;

/** How people behave; the same for everybody. */
export const behaviour = {
  /** Of the logarithm of activity. */
  activitySigma: 1,
  /** Places on a page of the feed, and how fast attention falls: place k is looked at with probability k^-decay. */
  pageLength: 10,
  positionDecay: 0.8,
  /** Of the places of a page: of the session's topic; of the person's other topics; the rest is what everybody gets. */
  focus: 0.65,
  own: 0.2,
  /** Log-odds of opening what was looked at: base + affinity * a + quality * q + appeal. */
  open: { base: -0.8, affinity: 0.8, quality: 0.3 },
  /** Enjoyment: affinity * a + quality * q - clickbait + noise * N(0, 1). */
  enjoy: { affinity: 0.5, quality: 0.7, clickbait: 0.9, noise: 0.6 },
  like: { base: -1.6, slope: 0.9 },
  share: { base: -3.4, slope: 0.9 },
  /** Ratings are given by chance; mean + the person's bias + enjoyment, rounded into 1 to 5. */
  rate: 0.28,
  ratingMean: 3.1,
  ratingBias: 0.35,
  /** Log-odds of buying: base + slope * enjoyment - sensitivity * ln(price / reference). */
  buy: { base: -2.2, slope: 0.9, reference: 3, sensitivity: 1.2 },
} as const;

/** How items come by their views. */
export const growth = {
  /** Attraction of a new item falls by half in so many days, down to a rest that stays. */
  halfLifeDays: 3,
  evergreen: 0.04,
  /** The rich get richer: attraction grows with (1 + views / mean views)^gamma. */
  gamma: 0.95,
  /** Log of attraction a unit of quality, and the exponent of a publisher's size. */
  quality: 0.5,
  reach: 0.6,
} as const;

/** Clickbait draws more views than its quality earns: in log-odds of being opened. Quality is lower, too. */
export const clickbait = { appeal: 1.3, quality: -0.7 } as const;

export interface Topic {
  name: string;
  /** Of the catalogue, and of what people like where nothing else is planted. */
  share: number;
  isThin: boolean;
  things: readonly string[];
  tags: readonly string[];
}

const topic = (name: string, share: number, things: string[], tags: string[], isThin = false): Topic => ({
  name,
  share,
  isThin,
  things,
  tags,
});

export const topics: readonly Topic[] = [
  topic('town', 0.16, ['market stalls', 'street lamps', 'park benches', 'bus stops'], ['streets', 'council', 'market']),
  topic('cooking', 0.15, ['soup', 'sourdough', 'tomatoes', 'dumplings'], ['recipes', 'baking', 'kitchen']),
  topic('gardening', 0.13, ['houseplants', 'garden chairs', 'flower pots'], ['plants', 'allotment', 'compost']),
  topic('cycling', 0.11, ['bicycles', 'bicycle bells', 'saddle bags'], ['tours', 'repairs', 'commuting']),
  topic('books', 0.11, ['bookshelves', 'travel books', 'short stories'], ['reading', 'library', 'novels']),
  topic('music', 0.09, ['tin whistles', 'old records', 'accordions'], ['choir', 'concerts', 'instruments']),
  topic('crafts', 0.08, ['teapots', 'wool socks', 'wooden bowls'], ['pottery', 'knitting', 'woodwork']),
  topic('trains', 0.08, ['model trains', 'railway timetables', 'signal boxes'], ['railways', 'timetables', 'models']),
  topic('kites', 0.0225, ['kites', 'paper lanterns', 'windsocks'], ['wind', 'flying', 'lanterns'], true),
  topic('puzzles', 0.0225, ['jigsaw puzzles', 'crosswords', 'chess boards'], ['chess', 'jigsaws', 'riddles'], true),
  topic('birds', 0.0225, ['bird houses', 'bird feeders', 'nest boxes'], ['birdwatching', 'nests', 'songbirds'], true),
  topic('maps', 0.0225, ['maps', 'compasses', 'globes'], ['hiking', 'atlases', 'orienteering'], true),
];

/** What groups of people like on average, a share a topic. */
export function meanTaste(gender: Gender): number[] {
  const thin = gender === 'woman' ? disparities.thinTaste.woman : disparities.thinTaste.others;
  const inThin = topics.reduce((sum, { isThin, share }) => sum + (isThin ? share : 0), 0);
  return topics.map(({ isThin, share }) => (isThin ? (share * thin) / inThin : (share * (1 - thin)) / (1 - inThin)));
}
