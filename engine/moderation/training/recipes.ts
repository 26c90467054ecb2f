import type { HeadLabel } from './examples.ts';
import type { LogisticOptions } from './logistic.ts';

/** How a head is fitted to sets of which some hold nothing but negatives. */
export interface HeadOptions extends LogisticOptions {
  /**
   * The share that is learnt of sets without positives. Such sets teach a head to stay silent; all of them would drown
   * the sets where the label is hard to tell.
   */
  auxiliaryShare: number;
}

/** How one head is made, and what its card says of it. */
export interface Recipe {
  name: string;
  options: HeadOptions;
  description: string;
  intendedUse: string;
  limits: string[];
}

const everyHead = [
  'English only.',
  'It reads one post by itself: quotation, reclaimed words, irony and what was said before are invisible to it.',
  'Beyond 128 word pieces only n-grams are read, and nothing beyond 4,000 characters.',
];

/** The recipes of the shipped heads; docs/classifiers.md tells how the options were chosen. */
export const recipes: Record<HeadLabel, Recipe> = {
  hate: {
    name: 'Hate',
    options: { l2: 0.4, denseScale: 1, naiveBayes: 0.7, auxiliaryShare: 1 },
    description: 'Attacks on people for what they are: origin, religion, sex, orientation, disability.',
    intendedUse: 'Ranking posts for review; removal by itself only above its removal threshold.',
    limits: [
      ...everyHead,
      'Tweets gathered by slur words make up much of its data, so dialects that use such words in passing score too high.',
    ],
  },
  harassment: {
    name: 'Harassment',
    options: { l2: 0.2, denseScale: 1, naiveBayes: 0.7, auxiliaryShare: 1 },
    description: 'Insult and offence, profane or not, aimed at a person or at no one.',
    intendedUse: 'Ranking posts for review. Not for removal without a person.',
    limits: [...everyHead, 'Profanity among friends looks the same to it as an insult.'],
  },
  threat: {
    name: 'Threat',
    options: { l2: 0.3, denseScale: 1, naiveBayes: 0.7, auxiliaryShare: 1 },
    description: 'Wishes, plans and calls for harm to people.',
    intendedUse: 'Bringing posts before a person early.',
    limits: [...everyHead, 'Few examples to learn from: expect misses.'],
  },
  sexism: {
    name: 'Sexism',
    options: { l2: 0.3, denseScale: 1, naiveBayes: 0.7, auxiliaryShare: 0.5 },
    description: 'Hostility or prejudice towards women (the definition of the EDOS task).',
    intendedUse: 'Ranking posts for review.',
    limits: [...everyHead, 'Sexism against men or non-binary people was not labelled.'],
  },
  spam: {
    name: 'Spam',
    options: { l2: 0.25, denseScale: 2, naiveBayes: 1, auxiliaryShare: 0.3 },
    description: 'Unasked-for adverts, prize and dating lures.',
    intendedUse: 'Ranking posts for review, and removal above its removal threshold.',
    limits: [
      ...everyHead,
      'Its positives are short messages of 2006 to 2012: newer kinds of spam are largely unknown to it.',
    ],
  },
  clickbait: {
    name: 'Clickbait',
    options: { l2: 0.1, denseScale: 0.7, naiveBayes: 1, auxiliaryShare: 0.5 },
    description: 'Headlines that tease instead of telling.',
    intendedUse: 'Informing readers.',
    limits: [
      ...everyHead,
      'Learned from headlines of news and viral sites: elsewhere it may take list-like sentences for teasers.',
    ],
  },
};
