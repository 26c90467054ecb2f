import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StewardError } from '../../contract/errors.ts';
import { calibratorFor, calibratorOf, isotonic, platt, stepsOf } from './calibrate.ts';
import { gather } from './gather.ts';
import { mergeByRank, mergeByScore, originsOf, type SourceList } from './merge.ts';
import { bestOf, sourceOf } from './source.ts';
import { allBut } from './vectors/vector-index.ts';

const list = (id: string, ...items: number[]): SourceList => {
  return { id, items: Int32Array.from(items), scores: Float32Array.from(items, (_, n) => 10 - n) };
};

describe('by rank', () => {
  test('a worked example', () => {
    const merged = mergeByRank([list('a', 7, 3), list('b', 3, 9)], { limit: 10 });
    // 3: 1/62 + 1/61; 7: 1/61; 9: 1/62.
    expect([...merged.items]).toEqual([3, 7, 9]);
    expect(merged.scores[0]).toBeCloseTo(1 / 62 + 1 / 61, 6);
    expect(originsOf(merged, 0)).toEqual([
      { source: 'a', rank: 2, score: 9 },
      { source: 'b', rank: 1, score: 10 },
    ]);
    expect(originsOf(merged, 2)).toEqual([{ source: 'b', rank: 2, score: 9 }]);
    expect([...mergeByRank([list('a', 7), list('b', 3)], { limit: 1, weights: { a: 2 } }).items]).toEqual([7]);
  });

  test('is what a naive twin makes of any lists, with ties by the smaller number', () => {
    const items = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(items, { maxLength: 4 }), fc.nat(20), (all, limit) => {
        const lists = all.map((own, n) => list(`s${n}`, ...own));
        const merged = mergeByRank(lists, { limit });
        const scores = new Map<number, number>();
        for (const own of all) {
          for (const [n, item] of own.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (61 + n));
        }
        const expected = [...scores.keys()].sort((a, b) => {
          return Math.fround(scores.get(b)!) - Math.fround(scores.get(a)!) || a - b;
        });
        expect([...merged.items]).toEqual(expected.slice(0, limit));
        merged.items.forEach((item, n) => {
          const origins = all.flatMap((own, s) => (own.includes(item) ? [[`s${s}`, own.indexOf(item) + 1]] : []));
          expect(originsOf(merged, n).map(({ source, rank }) => [source, rank])).toEqual(origins);
        });
      }),
    );
  });
});

describe('calibration', () => {
  test('isotonic pools what falls: worked by hand', () => {
    const { values, chance } = isotonic({ scores: [1, 2, 3, 4, 5], right: [0, 1, 0, 1, 1] });
    // 2 and 3 fall from 1 to 0 and are pooled to 1/2.
    expect(chance(1)).toBe(0);
    expect(chance(2)).toBe(0.5);
    expect(chance(3)).toBe(0.5);
    expect(chance(1.5)).toBe(0.25);
    expect([chance(-9), chance(9)]).toEqual([0, 1]);
    expect(stepsOf(values).chance(2.5)).toBe(0.5);
  });

  test('isotonic never falls, keeps the mean, and errs no more than any constant', () => {
    const outcome = fc.record({ score: fc.integer({ min: 0, max: 9 }), right: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 30 }), (all) => {
        const { chance } = isotonic({ scores: all.map(({ score }) => score), right: all.map(({ right }) => right) });
        const chances = Array.from({ length: 10 }, (_, score) => chance(score));
        expect(chances).toEqual(chances.toSorted((a, b) => a - b));
        const mean = all.reduce((sum, { right }) => sum + right, 0) / all.length;
        const given = all.reduce((sum, { score }) => sum + chance(score), 0) / all.length;
        expect(given).toBeCloseTo(mean, 9);
      }),
    );
  });

  test('platt finds the curve that outcomes were drawn from, and is flat where more score is less', () => {
    const scores = Array.from({ length: 2000 }, (_, n) => (n % 40) / 10);
    const right = scores.map((score, n) => Number(((n * 7919) % 1000) / 1000 < 1 / (1 + Math.exp(2 - 1.5 * score))));
    const { chance } = platt({ scores, right });
    for (const score of [0, 1, 2, 3]) expect(chance(score)).toBeCloseTo(1 / (1 + Math.exp(2 - 1.5 * score)), 1);
    const falling = platt({ scores: [1, 2, 3, 4], right: [1, 1, 0, 0] });
    expect(falling.chance(1)).toBe(falling.chance(4));
    expect(() => platt({ scores: [], right: [] })).toThrow(StewardError);
  });

  test('no chance rests on a few: outcomes are grouped, and few that were right make a smooth curve', () => {
    // The best two were right by luck; a step of their own would have a chance of 1.
    const scores = Array.from({ length: 400 }, (_, n) => n);
    const right = scores.map((n) => Number(n % 10 === 0 || n >= 398));
    const steps = calibratorFor({ scores, right });
    expect(steps.kind).toBe('isotonic');
    expect(steps.chance(399)).toBeCloseTo(12 / 100, 9);
    expect(steps.chance(0)).toBeCloseTo(30 / 300, 9);
    const few = calibratorFor({ scores: scores.slice(0, 50), right: right.slice(0, 50) });
    expect(few.kind).toBe('platt');
    for (const one of [steps, few]) {
      const again = calibratorOf({ kind: one.kind, values: Float64Array.from(one.values) });
      expect([0, 7.5, 399].map(again.chance)).toEqual([0, 7.5, 399].map(one.chance));
    }
  });

  test('equal scores are one group, however many', () => {
    const scores = Array.from({ length: 1000 }, (_, n) => Number(n >= 950));
    const right = scores.map((_, n) => Number(n % 10 === 0));
    const { chance } = calibratorFor({ scores, right });
    expect(chance(0)).toBeCloseTo(0.1, 9);
    expect(chance(1)).toBeCloseTo(0.1, 9);
  });

  test('chances are joined as those of independent sources', () => {
    const half = { kind: 'platt', values: new Float64Array(2), chance: () => 0.5 } as const;
    const merged = mergeByScore([list('a', 4, 2), list('b', 2), list('c', 1)], { a: half, b: half }, { limit: 9 });
    expect([...merged.items]).toEqual([2, 4, 1]);
    expect([...merged.scores]).toEqual([0.75, 0.5, 0]);
  });
});

describe('gathering', () => {
  const request = { user: 0, history: { items: new Int32Array(0), values: new Float32Array(0), times: null } };
  const scored = { items: Int32Array.of(5, 1, 3, 1, -1), scores: Float32Array.of(1, 2, 2, 9, 99) };

  test('quotas and filters hold, items come once, and whoever is missing says so', async () => {
    const good = sourceOf('good', '', () => scored);
    const none = sourceOf('none', '', () => 'There is no model.');
    const bad = sourceOf('bad', '', () => {
      throw new StewardError('BAD_FILE', 'The file is damaged.');
    });
    const sources = [good, none, bad].map((source) => ({ source, quota: 2 }));
    const { lists, reports } = await gather({ ...request, filter: allBut(10, [5]) }, sources);
    expect(lists.map(({ items }) => [...items])).toEqual([[1, 3], [], []]);
    expect(reports.map(({ id, found, absent }) => [id, found, absent])).toEqual([
      ['good', 2, undefined],
      ['none', 0, 'There is no model.'],
      ['bad', 0, 'The file is damaged.'],
    ]);
    expect((await good.candidates(request, 0)).items.length).toBe(0);
    expect([...bestOf(scored, 9).items]).toEqual([1, 3, 5]);
  });

  test('calling off is passed on', async () => {
    const stop = AbortSignal.abort();
    const bad = sourceOf('bad', '', () => {
      throw new StewardError('CANCELLED', 'Called off.');
    });
    await expect(gather({ ...request, signal: stop }, [{ source: bad, quota: 1 }])).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
