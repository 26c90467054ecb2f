import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataImport, Job, Topic } from '../contract/index.ts';
import { createEngine, type Engine } from '../engine.ts';
import { temporaryFolder } from '../testing/store.ts';

const root = join(import.meta.dirname, '..', '..');
let folder: ReturnType<typeof temporaryFolder>;
let engine: Engine;

const start = (openAtStart?: string) =>
  createEngine({
    paths: {
      config: join(folder.dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [join(root, 'models', 'heads')],
      lexicon: join(root, 'models', 'masking.json'),
    },
    workers: 1,
    openAtStart,
  });

beforeEach(async () => {
  folder = temporaryFolder();
  engine = await start();
  await engine.client.workspace.create({ dir: join(folder.dir, 'workspace'), name: 'Data' });
});
afterEach(async () => {
  await engine.close();
  folder.remove();
});

async function ended({ id }: Job): Promise<Job> {
  let last: Job | undefined;
  for await (const job of await engine.client.jobs.watch({ id })) last = job;
  return last!;
}

function file(name: string, text: string): string {
  const path = join(folder.dir, name);
  writeFileSync(path, text);
  return path;
}

const bring = async (input: DataImport) => ended(await engine.client.catalog.import(input));
const ratings = 'user,item,rating,time\nann,soup,5,500\nann,bread,3,600\nbob,soup,4,700\ncid,soup,1,800\n';

async function fill(): Promise<void> {
  const source = { path: file('ratings.csv', ratings) };
  expect(await bring({ kind: 'interactions', source })).toMatchObject({
    state: 'done',
    kind: 'import-data',
    message: '4 rows: 4 added, 0 updated, 0 unchanged, 0 bad',
  });
  const items = file('items.csv', 'itemId,title,genres\nsoup,Soup of the Day,A|B\nstew,Stew,B\n');
  await bring({ kind: 'items', source: { path: items } });
}

test('what is imported is summed up, announced and found', async () => {
  const stop = new AbortController();
  const topics = new Set<Topic>();
  const watching = (async () => {
    for await (const change of await engine.client.changes.watch(undefined, { signal: stop.signal }))
      for (const topic of change.topics) topics.add(topic);
  })().catch(() => {});
  await fill();
  const summary = await engine.client.catalog.summary();
  expect(summary).toMatchObject({ users: 3, items: 3, interactions: 4 });
  expect(summary.popularity).toMatchObject({ never: 1 });
  expect(summary.attributes.map(({ name, missing }) => `${name} ${missing}`)).toEqual(['title 1', 'genres 1']);
  await expect.poll(() => topics.has('catalog')).toBe(true);
  stop.abort();
  await watching;

  const find = async (subject: 'user' | 'item', text?: string) =>
    (await engine.client.catalog.find({ subject, ...(text !== undefined && { text }) })).map(
      ({ id, title, interactions }) => `${id} ${title} ${interactions}`,
    );
  expect(await find('item')).toEqual(['soup Soup of the Day 3', 'bread null 1', 'stew Stew 0']);
  expect(await find('item', 'SOUP OF')).toEqual(['soup Soup of the Day 3']);
  expect(await find('user', 'b')).toEqual(['bob null 1']);
  expect(await find('user', 'nobody')).toEqual([]);
});

test('a signal is changed, and one of a kind that is not there is refused', async () => {
  await fill();
  const { client } = engine;
  const before = await client.catalog.summary();
  const after = await client.catalog.setSignal({ kind: 'rating', signal: 'implicit' });
  expect(after.kinds).toMatchObject([{ name: 'rating', signal: 'implicit' }]);
  expect(after.revision).toBeGreaterThan(before.revision);
  await expect(client.catalog.setSignal({ kind: 'nod', signal: 'implicit' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    data: { advice: 'Kinds are: rating.' },
  });
});

test('rules have versions, and the next start still knows them', async () => {
  const rule = { name: 'mine', signal: 'implicit' as const, kinds: [{ kind: 'view' }] };
  expect(await engine.client.catalog.saveRule(rule)).toMatchObject({ version: 1, actor: 'moderator', alpha: 1 });
  expect(await engine.client.catalog.saveRule({ ...rule, alpha: 40 })).toMatchObject({ version: 2 });
  await engine.close();
  engine = await start(join(folder.dir, 'workspace'));
  const rules = await engine.client.catalog.rules();
  expect(rules.map(({ name, version, isBuiltIn }) => [name, version, isBuiltIn])).toEqual([
    ['ratings', 1, true],
    ['any', 1, true],
    ['engagement', 1, true],
    ['mine', 2, false],
  ]);
  await expect(engine.client.catalog.saveRule({ ...rule, name: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('a file that came through the connection is previewed and imported, and gone then', async () => {
  const { client } = engine;
  const upload = randomUUID();
  await client.content.stage({ upload, name: 'ratings.csv', offset: 0, data: new Blob([ratings]) });
  const source = { upload };
  expect(await client.catalog.preview({ source })).toMatchObject({
    name: 'ratings.csv',
    kind: 'interactions',
    interactionMap: { user: 'user', item: 'item', value: 'rating', time: 'time' },
    problems: [],
  });
  expect(await bring({ kind: 'interactions', source })).toMatchObject({ state: 'done' });
  await expect(client.catalog.preview({ source })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what cannot be imported is refused with what to do', async () => {
  const { client } = engine;
  const none = { path: join(folder.dir, 'none.csv') };
  await expect(client.catalog.import({ kind: 'users', source: none })).rejects.toMatchObject({ code: 'BAD_FILE' });
  await expect(client.catalog.importDataset({ dir: folder.dir })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const words = { path: file('words.csv', 'word\nsoup\nsoup\n') };
  expect(await bring({ kind: 'interactions', source: words })).toMatchObject({
    state: 'failed',
    error: { code: 'BAD_INPUT', advice: expect.stringContaining('word') },
  });
  expect(await bring({ kind: 'users', source: words })).toMatchObject({
    state: 'failed',
    error: { code: 'BAD_INPUT' },
  });
});

test('an engine that closes in the middle leaves an import that goes on', async () => {
  const rows = Array.from({ length: 400_000 }, (_, n) => `u${n % 5000},i${(n * 7) % 3001},${n % 5},${n}`);
  const path = file('many.csv', `user,item,rating,time\n${rows.join('\n')}\n`);
  const job = await engine.client.catalog.import({ kind: 'interactions', source: { path } });
  for await (const { done } of await engine.client.jobs.watch({ id: job.id })) if (done > 0) break;
  await engine.close();
  engine = await start(join(folder.dir, 'workspace'));
  const [left] = await engine.client.jobs.list();
  expect(left).toMatchObject({ id: job.id, state: 'interrupted', canResume: true });
  await engine.client.jobs.resume({ id: job.id });
  expect(await ended(job)).toMatchObject({ state: 'done' });
  const { rows: imports } = await engine.client.content.imports({});
  expect(imports[0]).toMatchObject({ rows: 400_000, added: 400_000, unchanged: 0, state: 'done' });
}, 60_000);
