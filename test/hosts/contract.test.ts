import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ORPCError, safe } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeCodes } from '../../engine/contract/bridge.ts';
import { type Connection, inProcess, overMessagePort, overWebSocket, workspaceDir } from './connections.ts';
import { LoopbackKit } from './loopback-kit.ts';

const connections = { 'a MessagePort': overMessagePort, 'a WebSocket': overWebSocket, 'the same process': inProcess };

describe.each(Object.entries(connections))('the contract over %s', (_name, open) => {
  let connection: Connection;
  beforeEach(async () => {
    connection = await open();
  });
  afterEach(() => connection.close());

  it('answers a call', async () => {
    const { client } = connection;
    const state = await client.workspace.create({ dir: workspaceDir, name: 'One' });
    expect(state).toMatchObject({ state: 'open', dir: workspaceDir });
    expect(await client.workspace.state()).toEqual(state);
  });

  it('passes a typed error with its code and data', async () => {
    const { error, isDefined } = await safe(connection.client.jobs.cancel({ id: 999 }));
    expect(isDefined).toBe(true);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no job 999.',
      data: { advice: 'Look at the list of jobs.', place: { field: 'id' } },
    });
  });

  it('refuses input that the schema does not allow', async () => {
    const wrong = { id: 'one' } as unknown as { id: number };
    const { error } = await safe(connection.client.jobs.cancel(wrong));
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['id'] }] } });
  });

  it('streams progress to its end', async () => {
    const seen: number[] = [];
    for await (const job of await connection.client.jobs.watch({ id: 1 })) {
      seen.push(job.done);
      if (seen.length === 5) break;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await expect.poll(() => jobWatchers(connection)).toBe(0);
  });

  it('cancels with a signal, and the engine stops too', async () => {
    const { client } = connection;
    const abort = new AbortController();
    const stream = await client.jobs.watch({ id: 1 }, { signal: abort.signal });
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
    await expect.poll(() => jobWatchers(connection)).toBe(0);
  });

  it('announces what another call changed', async () => {
    const { client } = connection;
    const changes = await client.changes.watch();
    expect((await changes.next()).value).toMatchObject({ topics: [] });
    const next = changes.next();
    await client.workspace.changeSettings({ reviewer: 'Ana' });
    expect((await next).value).toMatchObject({ topics: ['settings'] });
    await changes.return?.();
  });

  it('carries the bytes of a file', async () => {
    const upload = randomUUID();
    const part = new Blob([new Uint8Array(2 * 1024 * 1024).fill(255)]);
    for (const offset of [0, part.size]) {
      const staged = await connection.client.content.stage({ upload, name: 'posts.csv', offset, data: part });
      expect(staged).toEqual({ upload, received: offset + part.size });
    }
  });
});

describe('an engine in a process of its own', () => {
  it('is started again after a crash, with the workspace open again', async () => {
    const { client, crash, close } = await overWebSocket();
    await client.workspace.create({ dir: workspaceDir, name: 'One' });
    const { instance } = await client.engine.about();
    const pending = safe(client.changes.watch().then((changes) => changes.next().then(() => changes.next())));
    // The host learns of the open workspace from the engine, not from the call.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = await crash();
    expect(next.closeCode).toBe(closeCodes.engineLost);
    expect((await pending).error).not.toBeNull();
    expect((await next.client.engine.about()).instance).not.toBe(instance);
    expect(await next.client.workspace.state()).toMatchObject({ state: 'open', dir: workspaceDir });
    await close();
  });

  it('refuses sockets and posts with 503 until it is back', async () => {
    const kit = await LoopbackKit.start();
    const { client } = await kit.connect();
    const headers = { Cookie: await kit.signIn(), Origin: kit.origin, 'Content-Type': 'application/json' };
    process.kill((await client.engine.about()).pid, 'SIGKILL');
    await kit.waitFor('restarting');
    expect(await kit.socketStatus(headers)).toBe(503);
    const post = { method: 'POST', headers, body: '{"text":"A mild post."}' };
    expect(await kit.request('/intake', post)).toMatchObject({ status: 503, code: 'ENGINE_UNAVAILABLE' });
    expect((await kit.request('/status', { headers })).body).toBe('{"engine":"restarting"}');
    await kit.waitFor('ready');
    expect(await kit.socketStatus(headers)).toBe(101);
    expect(await kit.request('/intake', post)).toMatchObject({ status: 200 });
    await kit.close();
  });

  it('ends with its host, even where the host is killed', async () => {
    const host = spawn(process.execPath, [fileURLToPath(new URL('./short-lived-host.ts', import.meta.url))]);
    const pid = Number(String((await once(host.stdout, 'data'))[0]));
    expect(isAlive(pid)).toBe(true);
    host.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  });
});

/** How many calls watch a job now, as the stand-in says. */
async function jobWatchers({ client }: Connection): Promise<number> {
  return Number((await client.engine.about()).version.split(': ')[1]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
