import { chmodSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { openDatabase } from './store/open.ts';
import { temporaryFolder } from './testing/store.ts';
import { version } from './version.ts';

const root = join(import.meta.dirname, '..');
let folder: ReturnType<typeof temporaryFolder>;
let engine: Engine;
let dir: string;

const start = (more: Partial<EngineOptions> = {}) =>
  createEngine({
    paths: {
      config: join(folder.dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [join(root, 'models', 'heads')],
      lexicon: join(root, 'models', 'masking.json'),
    },
    workers: 1,
    ...more,
  });

beforeEach(async () => {
  folder = temporaryFolder();
  dir = join(folder.dir, 'workspace');
  engine = await start();
});
afterEach(async () => {
  await engine.close();
  folder.remove();
});

async function finish(id: number) {
  let last: { state: string; message: string } | undefined;
  for await (const job of await engine.client.jobs.watch({ id })) last = job;
  return last!;
}

const mild = (n: number) =>
  `You absolute turnip, reader number ${n}, nobody wants your silly soup recipes here, you idiot!`;

describe('an engine', () => {
  it('tells its version, which is that of the package', async () => {
    const { version: stated } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(version).toBe(stated);
    expect(await engine.client.engine.about()).toMatchObject({ version: stated, pid: process.pid });
  });

  it('refuses what needs a workspace while none is open', async () => {
    await expect(engine.client.review.stats()).rejects.toMatchObject({
      code: 'NO_WORKSPACE',
      defined: true,
      data: { advice: expect.stringContaining('demo') },
    });
  });

  it('names the field of input that a schema refuses', async () => {
    const wrong = { job: 'one', token: 'x', verdict: 'keep' } as unknown as {
      job: number;
      token: string;
      verdict: 'keep';
    };
    await expect(engine.client.review.decide(wrong)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      data: { place: { field: 'job' } },
    });
  });

  it('creates, remembers, closes and opens workspaces', async () => {
    expect(await engine.client.workspace.create({ dir, name: 'Mine' })).toMatchObject({ state: 'open', name: 'Mine' });
    expect(await engine.client.workspace.close()).toEqual({ state: 'closed' });
    expect(await engine.client.workspace.recent()).toMatchObject([{ dir, name: 'Mine', exists: true }]);
    await engine.close();
    engine = await start({ openAtStart: dir });
    expect(await engine.client.workspace.state()).toMatchObject({ state: 'open', dir });
  });

  it.each([
    ['WORKSPACE_MISSING', () => {}],
    ['WORKSPACE_DAMAGED', () => truncateSync(join(dir, 'workspace.sqlite'), 6000)],
    ['WORKSPACE_READ_ONLY', () => chmodSync(join(dir, 'workspace.sqlite'), 0o444)],
    [
      'WORKSPACE_FROM_FUTURE',
      () => {
        const { db, unlock } = openDatabase(dir);
        db.raw.pragma('user_version = 999');
        db.close();
        unlock();
      },
    ],
    ['WORKSPACE_IN_USE', () => openDatabase(dir)],
  ])('turns a workspace that cannot be opened into a state: %s', async (code, spoil) => {
    if (code !== 'WORKSPACE_MISSING') {
      await engine.client.workspace.create({ dir, name: 'Mine' });
      await engine.client.workspace.close();
    }
    spoil();
    const state = await engine.client.workspace.open({ dir });
    expect(state).toMatchObject({
      state: 'failed',
      dir,
      code,
      message: expect.any(String),
      advice: expect.stringMatching(/./),
    });
    expect(await engine.client.workspace.state()).toEqual(state);
  });

  it('restores a backup over the open workspace, and opens it again where the backup is no good', async () => {
    await engine.client.workspace.create({ dir, name: 'Mine' });
    await engine.client.content.intake({ id: 'a', text: 'one' });
    const { file } = await engine.client.workspace.backup({});
    await engine.client.content.intake({ id: 'b', text: 'two' });
    expect(await engine.client.workspace.backups({ dir })).toMatchObject([{ file }]);
    const { movedAside } = await engine.client.workspace.restore({ file, dir });
    expect(existsSync(movedAside!)).toBe(true);
    expect(await engine.client.review.stats()).toMatchObject({ content: 1 });
    await expect(engine.client.workspace.restore({ file: join(dir, 'workspace.lock'), dir })).rejects.toMatchObject({
      code: 'BAD_FILE',
    });
    expect(await engine.client.review.stats()).toMatchObject({ content: 1 });
  });

  it('announces what changed', async () => {
    await engine.client.workspace.create({ dir, name: 'Mine' });
    const abort = new AbortController();
    const topics = new Set<string>();
    for await (const change of await engine.client.changes.watch(undefined, { signal: abort.signal })) {
      for (const topic of change.topics) topics.add(topic);
      if (change.revision === 0 || !topics.has('content')) {
        await engine.client.content.intake({ id: `p${change.revision}`, text: 'hello' });
      } else break;
    }
    abort.abort();
    expect([...topics]).toEqual(expect.arrayContaining(['content', 'review']));
  });
});

describe('windows', () => {
  it('see who has a post open, and find it free when the other window is gone', async () => {
    await engine.client.workspace.create({ dir, name: 'Mine' });
    await engine.client.content.intake({ id: 'a', text: 'one' });
    await engine.client.content.report({ content: 'a', reason: 'rude' });
    const { port1, port2 } = new MessageChannel();
    engine.serve(port2);
    port2.start();
    const window = createORPCClient<Engine['client']>(new RPCLink({ port: port1 }));
    port1.start();
    const [row] = (await window.review.list({ queue: 'reduce', holder: 'w1' })).rows;
    await window.review.lease({ job: row!.id, holder: 'w1' });
    const seenBy = async (holder: string) =>
      (await engine.client.review.list({ queue: 'reduce', holder })).rows[0]?.heldBy;
    expect(await seenBy('w1')).toBeNull();
    expect(await seenBy('w2')).toBe('moderator');
    port1.close();
    await expect.poll(() => seenBy('w2')).toBeNull();
    await engine.client.review.lease({ job: row!.id, holder: 'w2' });
  });
});

describe('the slice', () => {
  it('imports, scores, routes and decides, and all of it is there after the engine is gone', async () => {
    await engine.client.workspace.create({ dir, name: 'Mine' });
    const file = join(folder.dir, 'posts.csv');
    const rows = Array.from({ length: 12 }, (_, n) => `${n},"${n < 6 ? mild(n) : `The bakery opens at ${n} today.`}"`);
    writeFileSync(file, `id,text\n${rows.join('\n')}\n`);
    await finish((await engine.client.content.import({ source: { path: file } })).id);
    expect(await finish((await engine.client.moderation.run()).id)).toMatchObject({ state: 'done' });
    const counts = await engine.client.moderation.lastRun();
    expect(counts).toMatchObject({ posts: 12, failed: 0 });
    expect(counts!.routes.none).toBeGreaterThanOrEqual(6);
    const before = await engine.client.review.stats();
    const queue = before.queues.remove > 0 ? 'remove' : 'reduce';
    const { rows: jobs } = await engine.client.review.list({ queue });
    const { token } = await engine.client.review.lease({ job: jobs[0]!.id, holder: 'ana#1' });
    const item = await engine.client.review.item({ job: jobs[0]!.id });
    const { text } = await engine.client.review.explain({ job: jobs[0]!.id, policy: item.job.policy });
    expect(text.length).toBeGreaterThan(0);
    for (const span of text) expect(span.end).toBeLessThanOrEqual(item.post.text.length);
    await engine.client.review.decide({ job: jobs[0]!.id, token, verdict: 'reduce', note: 'mild' });
    await engine.close();
    engine = await start({ openAtStart: dir });
    const after = await engine.client.review.stats();
    expect(after).toEqual({ ...before, decisions: 1, queues: { ...before.queues, [queue]: before.queues[queue] - 1 } });
    expect(await engine.client.workspace.verify()).toMatchObject({ ok: true });
  });
});
