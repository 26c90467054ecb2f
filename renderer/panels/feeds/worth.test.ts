import { describe, expect, it } from 'vitest';
import type { FeedMeasures } from '../../../engine/contract/feed-result.ts';
import { change, measures, written } from './worth.ts';

const of: FeedMeasures = {
  relevance: 0.91249,
  diversity: 0.5,
  publishers: 12,
  topics: 3,
  revenue: null,
  freshDays: 4.25,
  popularity: 0.876,
  tail: 0.05,
  publisherGini: null,
};
const texts = (write: (measure: (typeof measures)[number]) => string) =>
  Object.fromEntries(measures.map((measure) => [measure.id, write(measure)]));

describe('what a feed is worth', () => {
  it('is written in its unit, and a dash where the data does not tell', () => {
    expect(texts((measure) => written(measure, of))).toEqual({
      relevance: '0.912',
      diversity: '0.500',
      publishers: '12',
      topics: '3',
      revenue: '–',
      freshDays: '4.3 d',
      popularity: '88%',
      tail: '5%',
      publisherGini: '–',
    });
  });

  it('changes by points where it is a share', () => {
    const to = { ...of, publishers: 9, popularity: 0.9, freshDays: 3 };
    expect(texts((measure) => change(measure, of, to))).toMatchObject({
      relevance: '0.000',
      publishers: '−3',
      revenue: '–',
      freshDays: '−1.3 d',
      popularity: '+2 pp',
    });
  });
});
