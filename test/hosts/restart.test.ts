import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { safe } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { closeCodes } from '../../engine/contract/bridge.ts';
import type { EngineClient } from '../../main/engine-client.ts';
import { startKit } from './connections.ts';

describe('an engine in a process of its own', () => {
  it('is started again after a kill, with the workspace open and everything in it', async () => {
    const kit = await startKit('real');
    const dir = join(kit.folder, 'workspace');
    const { client, socket } = await kit.connect();
    await client.workspace.create({ dir, name: 'One' });
    const post = { id: 'p1', text: 'A mild post.' };
    expect(await client.content.intake(post)).toEqual({ id: 'p1', result: 'added' });
    const { instance, pid } = await client.engine.about();
    const pending = safe(readToTheEnd(client));
    // The engine tells the host what is open with the changes that it announces, which it gathers for a moment.
    await new Promise((resolve) => setTimeout(resolve, 400));

    const closed = once(socket, 'close');
    process.kill(pid, 'SIGKILL');
    expect((await closed)[0]).toBe(closeCodes.engineLost);
    expect((await pending).error).not.toBeNull();
    await kit.waitFor('ready');

    const again = (await kit.connect()).client;
    expect((await again.engine.about()).instance).not.toBe(instance);
    expect(await again.workspace.state()).toMatchObject({ state: 'open', dir });
    expect(await again.content.intake(post)).toEqual({ id: 'p1', result: 'unchanged' });
    await kit.close();
  });

  it('refuses sockets and posts with 503 until it is back', async () => {
    const kit = await startKit('stand-in');
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

/** A subscription that only ends when the connection does. */
async function readToTheEnd(client: EngineClient): Promise<void> {
  for await (const _ of await client.changes.watch());
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
