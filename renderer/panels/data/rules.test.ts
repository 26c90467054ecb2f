import { describe, expect, it } from 'vitest';
import type { SignalRule, StoredRule } from '../../../engine/contract/catalog.ts';
import {
  copyName,
  draftOf,
  draftProblems,
  plainRule,
  ruleOf,
  savingWill,
  withKind,
  withKindChange,
} from './rule-draft.ts';
import { formula, inWords, kindsLine, plainNumber } from './rule-words.ts';

const engagement: SignalRule = {
  name: 'engagement',
  about: 'What people did.',
  signal: 'implicit',
  kinds: [
    { kind: 'view', weight: 1, useValue: false, atLeast: null },
    { kind: 'rating', weight: 2, useValue: true, atLeast: 4 },
  ],
  halfLifeDays: 90,
  threshold: 0.5,
  alpha: 40,
};
const stored = (rule: SignalRule, version = 1): StoredRule => ({
  ...rule,
  version,
  at: 0,
  actor: 'ana',
  isBuiltIn: false,
});

describe('a rule in words', () => {
  it('says what counts how much, for how long and from where on', () => {
    expect(inWords(engagement)).toEqual([
      'Each “view” counts 1 and each “rating” of 4 or more counts 2 times its value.',
      'What is 90 days older than the newest interaction counts half, and so on; without a time it counts in full.',
      'A pair is positive where its sum reaches 0.5.',
      'The higher the sum, the surer: confidence is 1 + 40 × the sum.',
    ]);
    expect(formula(engagement)).toEqual([
      'strength(u, i) = Σ weight(kind) · value · 2^(−age / 90 d)',
      'positive(u, i) ⇔ strength(u, i) ≥ 0.5',
      'confidence(u, i) = 1 + 40 · strength(u, i)',
    ]);
    expect(kindsLine(engagement)).toBe('view × 1, rating ≥ 4 × 2 × value');
  });

  it('says what naming no kind means', () => {
    expect(inWords({ ...plainRule, alpha: 0 })).toEqual([
      'Each interaction counts 1, whatever its kind.',
      'Old interactions count as much as new ones.',
      'Every pair with any of them is positive.',
      'All positive pairs weigh the same.',
    ]);
    expect(inWords({ ...plainRule, signal: 'explicit' })[0]).toContain('any kind that is explicit');
    expect(kindsLine({ ...plainRule, signal: 'explicit' })).toBe('all explicit kinds');
  });

  it('does not promise that every pair is positive where something can take away', () => {
    const kinds = [{ kind: 'skip', weight: -1, useValue: false, atLeast: null }];
    expect(inWords({ ...plainRule, kinds })[2]).toBe('A pair is positive where its sum reaches 0.');
  });

  it('writes numbers without the noise of fractions', () => {
    expect([0.1 + 0.2, -2, 1e6].map(plainNumber)).toEqual(['0.3', '−2', '1000000']);
  });
});

describe('a rule in the form', () => {
  it('comes back as it was', () => {
    expect(ruleOf(draftOf(engagement))).toEqual(engagement);
    expect(ruleOf(draftOf(plainRule))).toBeNull();
  });

  it('says beside each field what is wrong with it', () => {
    const draft = withKind(withKind(draftOf({ ...engagement, name: ' ' }), 'view'));
    expect(draftProblems({ ...draft, halfLifeDays: -1, alpha: -0.1, threshold: '' })).toEqual({
      name: 'Give it a name',
      'kind 2': 'This kind is listed already',
      'kind 3': 'Name the kind',
      halfLifeDays: 'More than 0 days',
      threshold: 'Type a number',
      alpha: 'At least 0',
    });
    const heavy = withKindChange(draftOf(engagement), 0, { weight: 1001, atLeast: 'x' });
    expect(draftProblems(heavy)).toEqual({ 'weight 0': 'At most 1000', 'atLeast 0': 'Type a number' });
  });

  it('lets one kind count twice where the value parts the two', () => {
    const draft = withKind(draftOf(engagement), 'rating');
    expect(draftProblems(draft)).toEqual({});
  });

  it('asks nothing that an explicit rule does not use, and sends none of it', () => {
    const draft = { ...draftOf(engagement), signal: 'explicit' as const, alpha: '', halfLifeDays: 'x' };
    expect(draftProblems(draft)).toEqual({});
    expect(ruleOf(draft)).toMatchObject({ halfLifeDays: null, threshold: 0, alpha: 1 });
    expect(ruleOf(draft)?.kinds[1]).toEqual({ kind: 'rating', weight: 1, useValue: false, atLeast: 4 });
  });

  it('takes kinds out and in without mixing them up', () => {
    const draft = withKind(withKindChange(draftOf(engagement), 0, null), 'like');
    expect(draft.kinds.map(({ key, kind }) => [key, kind])).toEqual([
      [1, 'rating'],
      [2, 'like'],
    ]);
  });

  it('says which version saving makes, and makes none of what is there', () => {
    const rules = [stored(engagement, 3)];
    expect(savingWill(engagement, rules)).toMatchObject({ isNew: false });
    expect(savingWill({ ...engagement, alpha: 2 }, rules)).toMatchObject({ isNew: true, button: 'Save version 4' });
    expect(savingWill({ ...engagement, name: 'other' }, rules).note).toBe('Saves a new rule “other”.');
    expect(copyName('engagement', [...rules, stored({ ...engagement, name: 'engagement copy' })])).toBe(
      'engagement copy 2',
    );
  });
});
