import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ORPCError, safe } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connections } from './connections.ts';

describe.each(Object.entries(connections))('the contract over %s', (_name, open) => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await open('real');
  });
  afterAll(() => connection.close());

  it('answers a call', async () => {
    const { client, folder } = connection;
    const dir = join(folder, 'workspace');
    const state = await client.workspace.create({ dir, name: 'One' });
    expect(state).toMatchObject({ state: 'open', dir, name: 'One' });
    expect(await client.workspace.state()).toEqual(state);
  });

  it('passes a typed error with its code, message and data', async () => {
    const { error, isDefined } = await safe(connection.client.jobs.cancel({ id: 999 }));
    expect(isDefined).toBe(true);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'There is no job 999.', data: { place: {} } });
  });

  it('refuses input that the schema does not allow, and names the field', async () => {
    const wrong = { id: 'one' } as unknown as { id: number };
    const { error } = await safe(connection.client.jobs.cancel(wrong));
    expect(error).toMatchObject({ code: 'BAD_INPUT', data: { place: { field: 'id' } } });
  });

  it('carries the bytes of a file, and streams the progress of a job to its end', async () => {
    const { client } = connection;
    const upload = randomUUID();
    const rows = Array.from({ length: 400 }, (_, row) => `${row},A mild post about gardens number ${row}`);
    const file = new TextEncoder().encode(`id,text\n${rows.join('\n')}\n`);
    const half = file.length >> 1;
    for (const [offset, data] of [[0, file.slice(0, half)] as const, [half, file.slice(half)] as const]) {
      const staged = await client.content.stage({ upload, name: 'posts.csv', offset, data: new Blob([data]) });
      expect(staged).toEqual({ upload, received: offset + data.length });
    }
    const { id } = await client.content.import({ source: { upload } });
    let last: unknown;
    for await (const job of await client.jobs.watch({ id })) last = job;
    expect(last).toMatchObject({ id, state: 'done', done: file.length, total: file.length });
  });

  it('carries frames of two megabytes', async () => {
    const upload = randomUUID();
    const data = new Blob([new Uint8Array(2 * 1024 * 1024).fill(255)]);
    const staged = await connection.client.content.stage({ upload, name: 'posts.csv', offset: 0, data });
    expect(staged.received).toBe(data.size);
  });

  it('announces what another call changed', async () => {
    const { client } = connection;
    const changes = await client.changes.watch();
    expect((await changes.next()).value).toMatchObject({ topics: [] });
    await client.workspace.changeSettings({ reviewer: 'Ana' });
    for await (const { topics } of changes) if (topics.includes('settings')) break;
    expect(await client.workspace.settings()).toMatchObject({ reviewer: 'Ana' });
  });
});

describe.each(Object.entries(connections))('cancelling over %s', (_name, open) => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await open('stand-in');
  });
  afterAll(() => connection.close());

  /** How many calls watch a job inside the engine now, as the stand-in says. */
  const jobWatchers = async (): Promise<number> =>
    Number((await connection.client.engine.about()).version.split(': ')[1]);

  it('stops the stream on both sides when the signal aborts', async () => {
    const abort = new AbortController();
    const stream = await connection.client.jobs.watch({ id: 1 }, { signal: abort.signal });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const job of stream) {
        seen.push(job.done);
        if (seen.length === 3) abort.abort();
      }
    })();
    // Between two events oRPC rejects with an error of its own queue, not an AbortError: who aborted asks the signal.
    await reading.catch(() => expect(abort.signal.aborted).toBe(true));
    expect(seen.length).toBeLessThan(10);
    await expect.poll(jobWatchers).toBe(0);
  });

  it('stops the engine when the reader leaves early', async () => {
    for await (const job of await connection.client.jobs.watch({ id: 1 })) if (job.done === 4) break;
    await expect.poll(jobWatchers).toBe(0);
  });
});
