import { expect, test } from 'vitest';
import type { FeedMeasurement, MeasuredFeed } from '../../../engine/contract/feed-measures.ts';
import { rankerSettings } from '../../../engine/contract/rankers.ts';
import {
  behindText,
  differenceWords,
  meanText,
  measuredOn,
  newestOf,
  orderedBy,
  sidesOf,
  testsOf,
} from './measured.ts';

const ndcg = {
  metric: 'ndcg',
  a: 0.2,
  b: 0.15,
  difference: -0.05,
  low: -0.07,
  high: -0.03,
  p: 0.001,
  corrected: 0.01,
  users: 9,
};

const feed = (name: string, behind: MeasuredFeed['behind'] = []): MeasuredFeed => ({
  name,
  kind: 'configuration',
  config: name,
  version: 0,
  slot: 'default',
  model: null,
  ranker: null,
  metrics: {
    ndcg: { mean: 0.1951, low: 0.1688, high: 0.2214, n: 9 },
    coverage: { mean: 0.25, low: null, high: null, n: 9 },
  },
  behind,
});

const measurement = (id: number, names: readonly string[]): FeedMeasurement => ({
  id,
  job: null,
  at: 0,
  dataHash: 'x',
  split: 'time',
  cutoff: 0,
  share: 0.1,
  rule: 'any',
  k: 20,
  seed: 1,
  users: 9,
  eligible: 12,
  texts: 0,
  seconds: 1,
  feeds: names.map((name) => feed(name)),
  comparisons: names.length > 1 ? [{ a: names[0]!, b: names[1]!, metrics: [ndcg] }] : [],
});

test('differences in words: by evidence and by which way is better', () => {
  expect(differenceWords(ndcg, { better: 'more' })).toBe('worse by 0.050');
  expect(differenceWords(ndcg, { better: 'less' })).toBe('better by 0.050');
  expect(differenceWords(ndcg, { better: null })).toBe('less by 0.050');
  expect(differenceWords({ ...ndcg, corrected: 0.2 }, { better: 'more' })).toBe('no evidence');
  expect(differenceWords(undefined, { better: 'more' })).toBe('not tested');
});

test('tests are turned round where they were stored the other way', () => {
  const one = measurement(1, ['default', 'diverse']);
  expect(testsOf(one, 'default', 'diverse').get('ndcg')).toEqual(ndcg);
  const turned = testsOf(one, 'diverse', 'default').get('ndcg');
  expect(turned).toMatchObject({ a: 0.15, b: 0.2, difference: 0.05, low: 0.03, high: 0.07, corrected: 0.01 });
  expect(testsOf(one, 'default', 'fresh').size).toBe(0);
});

test('the newest measurement with all of the names', () => {
  const all = [measurement(3, ['fresh']), measurement(2, ['default', 'diverse']), measurement(1, ['default'])];
  expect(newestOf(all, ['default'])?.id).toBe(2);
  expect(newestOf(all, ['diverse', 'default'])?.id).toBe(2);
  expect(newestOf(all, ['fresh', 'default'])).toBeUndefined();
});

test('means with the digits that their intervals support, and what is out of date', () => {
  expect(meanText(feed('a'), 'ndcg')).toEqual({ mean: '0.195', interval: '0.169–0.221' });
  expect(meanText(feed('a'), 'coverage')).toEqual({ mean: '0.250', interval: '' });
  expect(meanText(feed('a'), 'revenue')).toEqual({ mean: '–', interval: '' });
  expect(behindText([feed('a')])).toBeNull();
  const both = [feed('a', ['data']), feed('b', ['data', 'model'])];
  expect(behindText(both)).toBe('Out of date: the data and the model in use changed since.');
  expect(measuredOn(measurement(1, ['a']))).toMatch(/^9 users of 12, 20 places, what came from /);
});

test('what ordered feeds: the blend or a ranker, of two in one sentence where it is the same', () => {
  const settings = rankerSettings.parse({ kind: 'lr' });
  const ranked: MeasuredFeed = { ...feed('a'), ranker: { version: 3, settings, source: 'interactions' } };
  const words = 'ranker 3 (Logistic regression), trained on the interactions of before';
  expect(orderedBy([feed('a')])).toBe('Ordered by the blend of scores.');
  expect(orderedBy([ranked, ranked])).toBe(`Ordered by ${words}.`);
  expect(orderedBy([feed('b'), ranked])).toBe(`A ordered by the blend of scores, B by ${words}.`);
});

test('one configuration stands beside itself by the blend where a ranker orders it, else beside the model alone', () => {
  const both = measurement(1, ['default', 'diverse']);
  expect(sidesOf(both, ['default', 'diverse'])).toMatchObject({
    a: { name: 'default' },
    b: { name: 'diverse' },
    against: 'A',
  });
  expect(sidesOf(both, ['diverse'])).toMatchObject({ a: null, b: { name: 'diverse' }, against: 'alone' });
  const settings = rankerSettings.parse({});
  const ranked: MeasuredFeed = { ...feed('default'), ranker: { version: 3, settings, source: 'interactions' } };
  const alone: MeasuredFeed = { ...feed('model alone (default)'), kind: 'model alone', config: null };
  const blend = { ...feed('default, ordered by blend'), config: 'default' };
  expect(sidesOf({ ...both, feeds: [ranked, alone] }, ['default'])).toMatchObject({ a: alone, against: 'alone' });
  expect(sidesOf({ ...both, feeds: [ranked, blend, alone] }, ['default'])).toMatchObject({
    a: blend,
    against: 'blend',
  });
});
