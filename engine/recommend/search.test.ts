import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactionsOf } from '../catalog/interactions/interactions.ts';
import { splitKinds } from '../contract/models.ts';
import { split } from '../evaluate/split.ts';
import { algorithmSpecs } from './info/info.ts';
import { modelIds } from './models/model.ts';
import { algorithms } from './models/registry.ts';
import { checkParams } from './params.ts';
import { drawnParams, isBetter, trialParams } from './search.ts';
import { validationSplit } from './validation.ts';

describe('random search', () => {
  it('begins with the defaults, and draws the same for the same seed and trial', () => {
    const ease = algorithms.get('ease')!;
    expect(trialParams(ease, {}, { seed: 1, trial: 0 })).toEqual(ease.defaults);
    const drawn = [1, 2, 3].map((trial) => trialParams(ease, {}, { seed: 1, trial }).l2);
    expect(new Set(drawn).size).toBe(3);
    expect(trialParams(ease, {}, { seed: 1, trial: 2 }).l2).toBe(drawn[1]);
    expect(trialParams(ease, {}, { seed: 2, trial: 2 }).l2).not.toBe(drawn[1]);
  });

  it('leaves alone what is fixed, and draws the others as if it were not', () => {
    const bprmf = algorithms.get('bprmf')!;
    const free = trialParams(bprmf, {}, { seed: 5, trial: 4 });
    expect(trialParams(bprmf, { lr: 0.3, itemBias: false }, { seed: 5, trial: 4 })).toEqual({
      ...free,
      lr: 0.3,
      itemBias: false,
    });
    expect(drawnParams(bprmf, { lr: 0.3 })).toEqual(['factors', 'epochs', 'reg', 'sampler']);
  });

  it.each(modelIds)('draws what %s takes, all over its ranges', (id) => {
    const algorithm = algorithms.get(id)!;
    const trials = Array.from({ length: 60 }, (_, trial) => trialParams(algorithm, {}, { seed: 9, trial }));
    for (const params of trials) expect(checkParams(algorithm, params)).toEqual(params);
    for (const name of drawnParams(algorithm, {})) {
      const { tune, drawn } = algorithmSpecs[id].params[name]!;
      if (drawn) expect(new Set(trials.map((params) => params[name]))).toEqual(new Set(drawn));
      if (!tune) continue;
      const { low, high, scale } = tune;
      const middle = scale === 'log' ? Math.sqrt(low * high) : (low + high) / 2;
      const below = trials.slice(1).filter((params) => Number(params[name]) < middle).length;
      expect(below).toBeGreaterThan(15);
      expect(below).toBeLessThan(45);
    }
  });

  it('finds a planted best', () => {
    const bprmf = algorithms.get('bprmf')!;
    const away = (value: unknown, best: number) => Math.log(Number(value) / best) ** 2;
    const loss = (params: Record<string, unknown>) => away(params.lr, 0.05) + away(params.factors, 100);
    const trials = Array.from({ length: 80 }, (_, trial) => trialParams(bprmf, {}, { seed: 3, trial }));
    const best = trials.reduce((a, b) => (isBetter('rmse', loss(b), loss(a)) ? b : a));
    expect(Number(best.lr) / 0.05).toBeCloseTo(1, 0);
    expect(loss(best)).toBeLessThan(0.15);
    expect([isBetter('ndcg', 0.3, 0.2), isBetter('mae', 0.3, 0.2)]).toEqual([true, false]);
  });
});

describe('the validation part', () => {
  const pair = fc.record({ user: fc.integer({ min: 0, max: 11 }), item: fc.integer({ min: 0, max: 11 }) });

  it.each(splitKinds)('of a %s split takes nothing of the test part', (kind) => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 60, maxLength: 200 }), fc.nat(50), (pairs, seed) => {
        const rows = pairs.map(({ user, item }, at) => ({ user: `${user}`, item: `${item}`, value: 1, time: at }));
        const data = interactionsOf(rows);
        const { train, test } = split(data, kind, { seed, share: 0.3 });
        const inner = validationSplit(data, train, kind, { seed: seed + 1, share: 0.3 });
        const keys = (places: Int32Array) => Array.from(places, (at) => data.user[at]! * 100 + data.item[at]!);
        const tested = new Set(keys(test));
        for (const key of [...keys(inner.train), ...keys(inner.test)]) expect(tested.has(key)).toBe(false);
        // Nothing of the training part is lost, nothing comes twice.
        expect([...inner.train, ...inner.test].sort((a, b) => a - b)).toEqual([...train]);
        expect(inner.test.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});
