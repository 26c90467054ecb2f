import { expect, it } from 'vitest';
import { rankerSettings } from '../../../engine/contract/rankers.ts';
import { correctedFor, newRanker, rankerInput, rankerPlan, rankerProblems } from './rankers.ts';

it('the form as it comes up asks for what the engine takes as its defaults', () => {
  expect(rankerProblems(newRanker)).toEqual({});
  const { settings, slot } = rankerInput(newRanker);
  expect(rankerSettings.parse(settings)).toEqual(rankerSettings.parse({}));
  expect(slot).toBe('default');
});

it('what was typed is checked, and told by the field', () => {
  const wrong = { ...newRanker, popularity: '2', epochs: '1.5', seed: '', slot: ' ' };
  expect(Object.keys(rankerProblems(wrong)).sort()).toEqual(['epochs', 'popularity', 'seed', 'slot']);
  expect(rankerProblems({ ...newRanker, popularity: 'much' })).toHaveProperty('popularity');
});

it('a power above 0 corrects for popularity', () => {
  const { settings } = rankerInput({ ...newRanker, popularity: '0.5' });
  expect(rankerSettings.parse(settings).popularity).toEqual({ power: 0.5, clip: 20 });
});

it('says what starting will do, and what was corrected for', () => {
  expect(rankerPlan({ ...newRanker, activate: true, labels: 'impressions', slot: 'home' })).toBe(
    'Factorisation machine: learns from impressions and orders the feeds of “home”.',
  );
  const settings = rankerSettings.parse({ popularity: { power: 0.5 } });
  const card = { settings, rows: { train: 1, validation: 1, test: 1 }, epochs: [], best: 0, metrics: null };
  const calibration = { method: 'platt' as const, error: null, interval: null, points: [] };
  const of = (source: 'impressions' | 'interactions') => correctedFor({ card: { ...card, calibration, source } });
  expect(of('impressions')).toBe('places and popularity (power 0.5)');
  expect(of('interactions')).toBe('the sampling and popularity (power 0.5)');
});
