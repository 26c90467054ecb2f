import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StewardError } from '../contract/errors.ts';
import type { Job } from '../contract/index.ts';
import { temporaryStore } from '../testing/store.ts';
import { JobRunner } from './runner.ts';

let workspace: ReturnType<typeof temporaryStore>;
let runner: JobRunner;
beforeEach(() => {
  workspace = temporaryStore();
  runner = new JobRunner(workspace.store.jobs, workspace.clock.now);
});
afterEach(() => workspace.remove());

const spec = { title: 'Count', params: { to: 10 }, unit: 'steps', total: 10, resumable: true };

/** Counts to `to`, a step a turn of the event loop, from where an earlier run stopped. */
function counting(from: { n: number }) {
  runner.handle<{ to: number }>('import', async ({ to }, context) => {
    while (from.n < to) {
      context.signal.throwIfAborted();
      from.n += 1;
      workspace.clock.tick(1000);
      context.progress({ done: from.n });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { message: `counted to ${to}`, result: { n: from.n } };
  });
}

describe('a job', () => {
  it('reports progress with an estimate, and its result', async () => {
    counting({ n: 0 });
    const seen: Job[] = [];
    const { id } = await runner.start('import', spec);
    for await (const job of runner.watch(id)) seen.push(job);
    expect(seen.at(-1)).toMatchObject({ state: 'done', done: 10, message: 'counted to 10' });
    const middle = seen.find((job) => job.done === 5)!;
    expect(middle).toMatchObject({ state: 'running', total: 10, secondsLeft: 5 });
    expect(await runner.outcome(id)).toEqual({ n: 10 });
  });

  it('is cancelled, and resumed where it stopped', async () => {
    const position = { n: 0 };
    counting(position);
    const { id } = await runner.start('import', spec);
    for await (const job of runner.watch(id)) if (job.done >= 3) break;
    expect(await runner.cancel(id)).toMatchObject({ state: 'cancelled', canResume: true, error: null });
    expect(position.n).toBeLessThan(10);
    await runner.resume(id);
    expect(await runner.ended(id)).toMatchObject({ state: 'done', done: 10 });
    await expect(runner.resume(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('that fails keeps the typed error', async () => {
    runner.handle('import', async () => {
      throw new StewardError('BAD_FILE', 'Not a file.', { advice: 'Choose one.' });
    });
    const { id } = await runner.start('import', spec);
    expect(await runner.ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'BAD_FILE', advice: 'Choose one.' },
    });
    await expect(runner.outcome(id)).rejects.toMatchObject({ code: 'BAD_FILE' });
  });

  it('that an engine left behind is interrupted, and another engine resumes it', async () => {
    const record = await workspace.store.jobs.create({
      kind: 'import',
      title: 'x',
      params: '{"to":4}',
      unit: 'steps',
      total: 4,
      resumable: 1,
    });
    expect(workspace.store.jobs.markInterrupted()).toBe(1);
    counting({ n: 2 });
    expect((await runner.list())[0]).toMatchObject({ state: 'interrupted', canResume: true });
    await runner.resume(record.id);
    expect(await runner.ended(record.id)).toMatchObject({ state: 'done', done: 4 });
  });

  it('that runs when the engine closes is interrupted', async () => {
    counting({ n: 0 });
    const { id } = await runner.start('import', { ...spec, params: { to: 1e6 } });
    await runner.close();
    expect(await runner.ended(id)).toMatchObject({ state: 'interrupted', canResume: true });
  });
});
