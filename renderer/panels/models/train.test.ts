import { describe, expect, it } from 'vitest';
import type { CatalogSummary } from '../../../engine/contract/catalog.ts';
import { algorithmsForTests as algorithms, runOf } from './testing.ts';
import {
  draftOf,
  inputOf,
  modelDraft,
  newDraft,
  paramProblem,
  paramRemark,
  planOf,
  problemsOf,
  problemText,
  type TrainDraft,
} from './train.ts';

const data: CatalogSummary = {
  users: 10,
  items: 10,
  interactions: 50,
  kinds: [
    {
      name: 'rating',
      signal: 'explicit',
      interactions: 50,
      users: 10,
      items: 10,
      first: null,
      last: null,
      lowest: 1,
      highest: 5,
      mean: 3,
    },
  ],
  attributes: [],
  popularity: null,
  revision: 1,
  hash: 'a',
};
const ials = (params: Record<string, string | boolean> = {}): TrainDraft => ({
  ...newDraft,
  models: [{ ...modelDraft('ials'), params }],
});
const [factors, , solver] = algorithms[0]!.params;

describe('validation', () => {
  it('a fresh form only wants a model', () => {
    expect(problemsOf(newDraft, algorithms, data)).toEqual({ models: 'Choose at least one algorithm' });
    expect(problemsOf(ials(), algorithms, data)).toEqual({});
  });
  it('tells each field what it wants', () => {
    const draft = { ...ials({ factors: 'many', reg: '' }), share: '1', k: '0', seed: '-1', relevantFrom: 'x' };
    expect(problemsOf(draft, algorithms, data)).toEqual({
      'models.0.params.factors': 'A number',
      'models.0.params.reg': 'A number',
      share: 'A number from 0.01 to 0.9',
      k: 'A whole number from 1 to 200',
      seed: 'A whole number, at least 0',
      relevantFrom: 'A number',
    });
  });
  it('whole numbers stay whole, choices are choices, unusual values are only remarked on', () => {
    expect(paramProblem(factors!, '12.5')).toBe('A whole number');
    expect(paramProblem(solver!, 'magic')).toBe('One of cholesky, cg');
    expect(paramProblem(factors!, '1000')).toBeNull();
    expect(paramRemark(factors!, '1000')).toBe('Outside 8 to 256, which tuning draws from');
    expect(paramRemark(factors!, '64')).toBeNull();
  });
  it('attributes and times that the data lacks are told before anything starts', () => {
    const draft = { ...newDraft, models: [modelDraft('itemattributeknn')], split: 'temporal' as const };
    const found = problemsOf(draft, algorithms, data);
    expect(found['models.0']).toMatch(/^Needs item attributes/);
    expect(found.split).toMatch(/no times/);
  });
  it('only what the kind uses is checked', () => {
    expect(problemsOf({ ...ials(), kind: 'fit', share: 'x', trials: 'x', slot: ' ' }, algorithms, data)).toEqual({
      slot: 'The slot needs a name',
    });
    expect(problemsOf({ ...ials(), kind: 'tune', trials: '0', minutes: '0' }, algorithms, data)).toEqual({
      trials: 'A whole number from 1 to 1000',
      minutes: 'A number from 0.1 to 1440',
    });
  });
});

describe('what is asked of the engine', () => {
  it('numbers are numbers, and what was not touched is left out', () => {
    const { evaluate } = inputOf(ials({ factors: '32', bias: false }), algorithms);
    expect(evaluate.models).toEqual([{ algorithm: 'ials', name: undefined, params: { factors: 32, bias: false } }]);
    expect(evaluate.protocol).toEqual({ split: 'user', share: 0.2, k: 10, relevantFrom: null });
    expect(evaluate.rule).toBeUndefined();
  });
  it('tuning keeps what was touched as it is', () => {
    const { tune } = inputOf({ ...ials({ reg: '0.5' }), kind: 'tune' }, algorithms);
    expect(tune).toMatchObject({ algorithm: 'ials', fixed: { reg: 0.5 }, metric: 'ndcg', trials: 20, minutes: 10 });
  });
  it('a run fills the form with what made it', () => {
    const run = runOf(1, {
      algorithm: 'ials',
      params: { factors: 32, reg: 0.1, solver: 'cg', bias: false },
      protocol: { split: 'loo', share: 0.2, k: 20, relevantFrom: 4 },
      seed: 7,
    });
    const draft = draftOf(run, algorithms, 'fit', newDraft);
    expect(draft.models).toEqual([
      { algorithm: 'ials', name: '', params: { factors: '32', solver: 'cg', bias: false } },
    ]);
    expect(draft).toMatchObject({ kind: 'fit', split: 'loo', k: '20', relevantFrom: '4', rule: 'ratings', seed: '7' });
  });
});

it('a problem away from its field names it', () => {
  expect(problemText('models.0.params.factors', 'A whole number')).toBe('factors: a whole number');
  expect(problemText('share', 'A number from 0.01 to 0.9')).toBe('Share held out: a number from 0.01 to 0.9');
  expect(problemText('models', 'Choose at least one algorithm')).toBe('Choose at least one algorithm');
});

it('the plan says what will happen', () => {
  expect(planOf(ials(), algorithms)).toBe(
    'Fits iALS, holds out a share of each user’s items (20 %) and measures there, at k = 10. One run will be added.',
  );
  expect(planOf({ ...ials(), kind: 'fit', activate: true }, algorithms)).toBe(
    'Fits iALS on all data and makes it the active version of the slot “default”.',
  );
});
