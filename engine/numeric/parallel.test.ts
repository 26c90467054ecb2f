import { describe, expect, it } from 'vitest';
import { asStewardError } from '../contract/errors.ts';
import { sharedInts } from './csr.ts';
import { inWorker, overRange } from './parallel.ts';

// A worker that exists for another purpose: started with what it cannot work with, it fails; with work, it works.
const worker = new URL('./similarity-worker.ts', import.meta.url);

describe('overRange', () => {
  it('does every unit once, in slices, and says how far it is', async () => {
    const seen = sharedInts(100);
    const heard: number[] = [];
    const makeStep = (to: Int32Array) => (from: number, end: number) => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      for (let n = from; n < end; n++) to[n]! += 1;
    };
    let turns = 0;
    const ticker = setInterval(() => turns++, 1);
    const onProgress = (done: number) => heard.push(done);
    await overRange({ worker, makeStep, setup: seen, total: 100, chunk: 3, threads: 1, onProgress });
    clearInterval(ticker);
    expect(seen.every((times) => times === 1)).toBe(true);
    expect(heard.at(-1)).toBe(100);
    expect(turns).toBeGreaterThan(1);
  });

  it('stops between slices', async () => {
    const stop = new AbortController();
    const makeStep = () => () => stop.abort();
    const done = overRange({ worker, makeStep, setup: null, total: 9, chunk: 9, threads: 1, signal: stop.signal });
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('inWorker', () => {
  it('passes on what the work throws', async () => {
    await expect(inWorker(worker, { setup: null, counter: sharedInts(1), total: 1, chunk: 1 })).rejects.toThrow();
  });

  it('keeps code, advice and place of our own errors', async () => {
    // As the thread's end of a port gives it back: a plain error with the fields.
    const sent = structuredClone({ code: 'BAD_INPUT', advice: 'Do this.', place: { field: 'k' } });
    expect(asStewardError(Object.assign(new Error('No.'), sent))).toMatchObject({ ...sent, message: 'No.' });
  });

  it('is stopped where it is', async () => {
    const stop = new AbortController();
    const done = inWorker(worker, { setup: null }, { signal: stop.signal });
    stop.abort();
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(inWorker(worker, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
