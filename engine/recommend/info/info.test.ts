import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { algorithmInfo } from '../../contract/index.ts';
import { defaultMaxTokens } from '../../text/tokenizer.ts';
import { modelIds } from '../models/model.ts';
import { algorithms } from '../models/registry.ts';
import { checkParams } from '../params.ts';
import { algorithmSpecs, infoOf } from './info.ts';

describe.each(modelIds)('%s', (id) => {
  const algorithm = algorithms.get(id)!;
  const { params } = algorithmSpecs[id];

  it('has every parameter described, and no other', () => {
    expect(Object.keys(params).sort()).toEqual(Object.keys(algorithm.defaults).sort());
    for (const { about } of Object.values(params)) expect(about).toMatch(/^[A-Z].*\.$|^sgd .*\.$/);
    expect(algorithmInfo.parse(infoOf(algorithm)).id).toBe(id);
  });

  it('has defaults within choices, bounds and what tuning draws from', () => {
    expect(checkParams(algorithm, algorithm.defaults)).toEqual(algorithm.defaults);
    for (const [name, value] of Object.entries(algorithm.defaults)) {
      const { choices, bounds, tune } = params[name]!;
      expect(choices !== undefined).toBe(typeof value === 'string');
      expect(bounds !== undefined).toBe(typeof value === 'number');
      if (!tune || !bounds || typeof value !== 'number') continue;
      expect(value).toBeGreaterThanOrEqual(tune.low);
      expect(value).toBeLessThanOrEqual(tune.high);
      expect(tune.low).toBeGreaterThanOrEqual(bounds.least);
      expect(tune.high).toBeLessThanOrEqual(bounds.most);
      expect(tune.low < tune.high && (tune.scale === 'linear' || tune.low > 0)).toBe(true);
    }
  });

  it('takes what tuning may draw', async () => {
    for (const end of ['low', 'high'] as const) {
      const drawn = Object.entries(params).flatMap(([name, { tune }]) => (tune ? [[name, tune[end]] as const] : []));
      expect(() => checkParams(algorithm, Object.fromEntries(drawn))).not.toThrow();
    }
    for (const { choices, drawn = [] } of Object.values(params))
      expect(choices ?? []).toEqual(expect.arrayContaining([...drawn]));
  });
});

describe('docs/recommenders.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'recommenders.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));

  it.each(modelIds)('tells what %s is, and its parameters with defaults and ranges', (id) => {
    const [what, given = ''] = rows.filter((row) => row.split('|')[1]!.includes(`\`${id}\``));
    const { about, params } = infoOf(algorithms.get(id)!);
    expect(what).toContain(about.replace(/\.$/, ''));
    for (const { name, default: value, choices, range, drawn } of params) {
      const said = given.split(';').find((part) => part.includes(`\`${name}\``))!;
      expect(said.replaceAll(',', ' ').split(/[ |(]+/)).toContain(String(value));
      if (choices && !drawn) expect(said).toContain(`(${choices.join(', ')})`);
      if (choices && drawn)
        expect(said).toContain(
          `(${choices.join(', ')}: drawn ${drawn.length < choices.length ? drawn.join(', ') : 'all'})`,
        );
      if (range) expect(said).toContain(`${range.low} to ${range.high}`);
    }
  });

  it('tells how much of a text is read', () => {
    expect(page).toContain(`the first ${defaultMaxTokens} word pieces`);
  });
});

describe('parameters from outside', () => {
  const bprmf = algorithms.get('bprmf')!;

  it.each([
    [{ factor: 3 }, 'factor', /parameters.*factors/],
    [{ factors: '64' }, 'factors', /a whole number from 1 to 2000/],
    [{ factors: 2001 }, 'factors', /1 to 2000/],
    [{ factors: 1.5 }, 'factors', /whole/],
    [{ lr: 0 }, 'lr', /above 0/],
    [{ reg: Number.NaN }, 'reg', /from 0/],
    [{ sampler: 'fair' }, 'sampler', /uniform, popularity, dynamic/],
    [{ itemBias: 1 }, 'itemBias', /true or false/],
    [{ constructor: 1 }, 'constructor', /parameters/],
  ])('are refused by name, with what is allowed: %o', (given, field, allowed) => {
    expect(() => checkParams(bprmf, given)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', place: { field }, advice: expect.stringMatching(allowed) }),
    );
  });
});
