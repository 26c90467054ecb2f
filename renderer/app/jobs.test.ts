import { describe, expect, it } from 'vitest';
import type { Job } from '../../engine/contract/jobs.ts';
import { estimate, summary } from './jobs.ts';

const job = (more: Partial<Job>): Job => ({
  id: 1,
  kind: 'import',
  title: 'Import',
  state: 'running',
  done: 0,
  total: 100,
  unit: 'bytes',
  startedAt: 0,
  finishedAt: null,
  secondsLeft: null,
  message: '',
  error: null,
  canResume: false,
  ...more,
});

describe('what runs, in one line', () => {
  it('is nothing while nothing runs', () => {
    expect(summary([job({ state: 'done' })])).toBeNull();
  });

  it('is how many jobs and how far together', () => {
    expect(summary([job({ done: 40 }), job({ done: 86 }), job({ state: 'failed' })])).toBe('2 jobs 63%');
    expect(summary([job({ done: 40, total: null })])).toBe('1 job');
  });

  it('says what is left where that is known', () => {
    expect(estimate(job({ done: 63, secondsLeft: 42 }))).toBe('63%, about 42 s left');
    expect(estimate(job({ total: null }))).toBe('');
  });
});
