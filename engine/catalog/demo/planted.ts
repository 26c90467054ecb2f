import { behaviour, clickbait, disparities, equalities, growth, olderFrom } from './plan.ts';

/** One thing that is planted, as the truth file tells it: what an audit must find, or must not. */
export interface Planted {
  name: string;
  subject: 'user' | 'item';
  /** The attribute that tells the groups apart, and which of its values are the affected ones. */
  attribute: string;
  group: string;
  /** What differs, or is the same; the names are those of the truth of users and items. */
  effect: string;
  differs: boolean;
  /** How much: a ratio to all others, or a difference, as `effect` says. Null where there is none. */
  size: number | null;
}

/** All that is planted, with sizes. */
export const planted: readonly Planted[] = [
  difference('activity of older people', 'age', `${olderFrom} and more`, 'activity', disparities.activityOfOlder),
  difference('activity of women', 'gender', 'woman', 'activity', disparities.activityOfWomen),
  difference(
    'taste of women for thin topics',
    'gender',
    'woman',
    'share of taste in thin topics: ratio',
    disparities.thinTaste.woman / disparities.thinTaste.others,
  ),
  difference(
    'taste of women is spread out',
    'gender',
    'woman',
    'sum of the Dirichlet shapes of taste: ratio',
    disparities.concentration.woman / disparities.concentration.others,
  ),
  ...equalities.map((attribute) => same(`${attribute} changes nothing`, 'user', attribute, 'all', 'everything')),
  same('occupation has no effect of its own; it follows age', 'user', 'occupation', 'all', 'everything, at equal age'),
  same('nonbinary people do as men do', 'user', 'gender', 'nonbinary, man', 'everything'),
  {
    ...difference(
      'reach of large publishers',
      'publisher',
      'publisherSize',
      'attraction: exponent of size',
      growth.reach,
    ),
    subject: 'item',
  },
  same('quality of large publishers', 'item', 'publisher', 'publisherSize', 'quality'),
  {
    ...difference(
      'clickbait is opened more',
      'isClickbait',
      'true',
      'appeal: log-odds of being opened',
      clickbait.appeal,
    ),
    subject: 'item',
  },
  {
    ...difference('clickbait is worse', 'isClickbait', 'true', 'quality', clickbait.quality),
    subject: 'item',
  },
  {
    ...difference(
      'clickbait disappoints',
      'isClickbait',
      'true',
      'enjoyment, and so ratings',
      -behaviour.enjoy.clickbait,
    ),
    subject: 'item',
  },
];

function difference(name: string, attribute: string, group: string, effect: string, size: number): Planted {
  return { name, subject: 'user', attribute, group, effect, differs: true, size };
}

function same(name: string, subject: 'user' | 'item', attribute: string, group: string, effect: string): Planted {
  return { name, subject, attribute, group, effect, differs: false, size: null };
}
