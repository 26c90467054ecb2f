import { describe, expect, test } from 'vitest';
import type { History } from './behaviour.ts';
import { simulate } from './fixtures.ts';
import { behaviour, demographics, disparities, meanTaste, olderFrom, topics } from './plan.ts';
import { attributesOf, type Person } from './users.ts';

const demo = simulate({ posts: 1500, users: 4000, interactions: 160_000, seed: 3 });
/** Newcomers had less time, which is no difference between people; users without interactions have no logarithm. */
const old = demo.histories.filter(({ person, length }) => person.joined < demo.settings.start && length > 0);

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[]) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
};

/** What can be measured of a user from the data alone. */
const outcomes: Record<string, (history: History) => number | null> = {
  'log of interactions': ({ length }) => Math.log(length),
  'mean rating': ({ kind, value }) => {
    const ratings = [...value].filter((_, n) => kind[n] === 2);
    return ratings.length > 0 ? mean(ratings) : null;
  },
  'views in thin topics': ({ kind, item }) => {
    const views = [...item].filter((_, n) => kind[n] === 0);
    return mean(views.map((n) => (topics[demo.items[n]!.truth.topic]!.isThin ? 1 : 0)));
  },
  'interactions a session': ({ length, sessions }) => length / sessions.length,
};

/** Difference of means of a group to all others, and its standard error (Welch). */
function compare(outcome: string, isIn: (person: Person) => boolean): { difference: number; error: number; z: number } {
  const valuesOf = (wanted: boolean) =>
    old.filter(({ person }) => isIn(person) === wanted).flatMap((history) => outcomes[outcome]!(history) ?? []);
  const [inside, outside] = [valuesOf(true), valuesOf(false)];
  const difference = mean(inside) - mean(outside);
  const error = Math.sqrt(variance(inside) / inside.length + variance(outside) / outside.length);
  return { difference, error, z: difference / error };
}

/** 36 two-sided tests at alpha 0.01 in all (Bonferroni): the normal quantile of 1 - 0.01 / 72. */
const critical = 3.63;

describe('planted differences are in the data', () => {
  test('activity of older people and of women, within three standard errors of what was planted', () => {
    for (const [isIn, ratio] of [
      [({ age }: Person) => age >= olderFrom, disparities.activityOfOlder],
      [({ gender }: Person) => gender === 'woman', disparities.activityOfWomen],
    ] as const) {
      const { difference, error, z } = compare('log of interactions', isIn);
      expect(Math.abs(difference - Math.log(ratio))).toBeLessThan(3 * error + 0.03);
      expect(z).toBeLessThan(-critical);
    }
  });

  test('women read more of the thin topics, and taste has its planted means', () => {
    expect(compare('views in thin topics', ({ gender }) => gender === 'woman').z).toBeGreaterThan(critical);
    for (const gender of ['woman', 'man'] as const) {
      const tastes = demo.histories
        .filter(({ person }) => person.gender === gender)
        .map(({ character }) => character.taste);
      for (const [t, share] of meanTaste(gender).entries()) {
        const shares = tastes.map((taste) => taste[t]!);
        const error = Math.sqrt(variance(shares) / shares.length);
        expect(Math.abs(mean(shares) - share), `${gender} ${topics[t]!.name}`).toBeLessThan(4 * error);
      }
      const { concentration } = disparities;
      const sum = gender === 'woman' ? concentration.woman : concentration.others;
      const town = tastes.map((taste) => taste[0]!);
      const expected = (meanTaste(gender)[0]! * (1 - meanTaste(gender)[0]!)) / (sum + 1);
      expect(variance(town) / expected).toBeCloseTo(1, 0.9);
    }
  });

  test('activity is log-normal with a heavy tail', () => {
    const drives = demo.histories.map(({ person }) => Math.log(person.drive));
    expect(mean(drives)).toBeCloseTo(0, 1);
    expect(Math.sqrt(variance(drives))).toBeCloseTo(behaviour.activitySigma, 1);
    const lengths = demo.histories.map(({ length }) => length).sort((a, b) => b - a);
    const topTenth = lengths.slice(0, 400).reduce((sum, length) => sum + length, 0);
    expect(topTenth / demo.settings.interactions).toBeGreaterThan(0.3);
  });
});

describe('planted equalities are in the data', () => {
  for (const attribute of ['country', 'device'] as const) {
    for (const outcome of Object.keys(outcomes)) {
      test(`${attribute} does not change ${outcome}`, () => {
        for (const value of Object.keys(demographics[attribute].values)) {
          const { z } = compare(outcome, (person) => person[attribute] === value);
          expect(Math.abs(z), value).toBeLessThan(critical);
        }
      });
    }
  }

  test('retired people do less because they are older, not because they are retired', () => {
    const among = old.filter(({ person }) => person.age >= olderFrom);
    const logs = (isRetired: boolean) =>
      among
        .filter(({ person }) => (person.occupation === 'retired') === isRetired)
        .map(({ length }) => Math.log(length));
    const [retired, others] = [logs(true), logs(false)];
    const error = Math.sqrt(variance(retired) / retired.length + variance(others) / others.length);
    expect(Math.abs(mean(retired) - mean(others))).toBeLessThan(critical * error);
    expect(compare('log of interactions', ({ occupation }) => occupation === 'retired').z).toBeLessThan(-critical);
  });

  test('what is missing is not there, in the planted shares', () => {
    for (const name of ['gender', 'country', 'age', 'occupation'] as const) {
      const missing = demo.histories.filter(({ person }) => !(name in attributesOf(person))).length;
      const share = demographics[name].missing;
      const error = Math.sqrt((share * (1 - share)) / demo.histories.length);
      expect(Math.abs(missing / demo.histories.length - share)).toBeLessThan(4 * error);
    }
    expect(demo.histories.every(({ person }) => 'device' in attributesOf(person))).toBe(true);
  });
});
