import { describe, expect, it } from 'vitest';
import { auditMetrics } from '../../../engine/contract/fairness.ts';
import { runOf } from '../models/testing.ts';
import { auditable, commonMetrics, newDraft, newestOfEach, problemsOf, specOf } from './audit-draft.ts';

const groupings = [{ name: 'gender', groups: [{ group: 'f', n: 20 }], unknown: 0 }];
const runs = [runOf(3, { name: 'ials' }), runOf(2, { name: 'ease' }), runOf(1, { name: 'ials' })];
const offer = { runs, groupings };

describe('the form of a new audit', () => {
  it('begins with the newest run of each model and every attribute', () => {
    expect(problemsOf(newDraft, offer)).toEqual({});
    expect(specOf(newDraft, offer)).toMatchObject({ runs: [3, 2], attributes: ['gender'], draws: 10_000, seed: 1 });
  });

  it('offers only runs that were measured on the present data', () => {
    const others = [runOf(4, { kind: 'trial' }), runOf(5, { dataHash: 'other' })];
    expect(auditable([...others, ...runs], runs[0]!.dataHash)).toEqual(runs);
    expect(newestOfEach(runs)).toEqual([3, 2]);
  });

  it('says what is wrong with each field', () => {
    const draft = { ...newDraft, draws: '10', seed: '', margin: '2', sides: [], metrics: [], runs: [9] };
    expect(Object.keys(problemsOf(draft, offer)).sort()).toEqual(['draws', 'margin', 'metrics', 'seed', 'sides']);
    expect(problemsOf({ ...newDraft, runs: [9] }, offer)).toEqual({ runs: 'Choose at least one run' });
  });

  it('forgets a control that is gone, and needs no runs for moderation', () => {
    expect(specOf({ ...newDraft, control: 'gone' }, offer).control).toBe(null);
    const alone = { ...newDraft, sides: ['moderation' as const] };
    expect(problemsOf(alone, { runs: [], groupings: [] })).toEqual({});
    expect(specOf(alone, offer).runs).toEqual([]);
  });

  it('offers the metrics that all chosen runs have', () => {
    const rich = runOf(6, { metrics: { ...runs[0]!.metrics, recall: { mean: 0, low: 0, high: 0, n: 1 } } });
    expect(commonMetrics([rich], auditMetrics)).toEqual(['ndcg', 'recall']);
    expect(commonMetrics([rich, runs[0]!], auditMetrics)).toEqual(['ndcg']);
  });
});
