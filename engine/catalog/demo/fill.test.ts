import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCatalog } from '../../store/catalog-read.ts';
import type { Store } from '../../store/store.ts';
import { temporaryStore } from '../../testing/store.ts';
import { fillDemo } from './fill.ts';
import { start } from './fixtures.ts';
import { demoSettings } from './settings.ts';
import { settingsIn, truthFile } from './truth.ts';

let benches: ReturnType<typeof temporaryStore>[] = [];
beforeEach(() => {
  benches = [];
});
afterEach(() => {
  for (const bench of benches) bench.remove();
});

function freshStore(): Store {
  const bench = temporaryStore();
  benches.push(bench);
  return bench.store;
}

const settings = demoSettings({ posts: 400, items: 450, users: 700, interactions: 12_000, seed: 3, start }, start);

async function fill(store: Store, cutAt = Number.POSITIVE_INFINITY): Promise<unknown> {
  const abort = new AbortController();
  const progress = ({ done = 0 }: { done?: number }) => {
    if (done >= cutAt) abort.abort();
  };
  return fillDemo(store)(settings, { jobId: 1, signal: abort.signal, progress });
}

/** A hash of all that was filled in, but for the times of arrival. */
function hashOf(store: Store): string {
  const hash = createHash('sha256');
  const file = store.db.raw.name;
  readCatalog(file, (reader) => {
    hash.update(JSON.stringify([reader.kinds, reader.attributes]));
    for (const subject of ['user', 'item'] as const)
      for (const row of reader.rows(subject)) hash.update(JSON.stringify(row));
    for (const row of reader.interactions()) hash.update(JSON.stringify(row));
  });
  const rest = [
    'SELECT id, external_id, text, title, author, parent, posted_at, language, url, media, kind FROM content ORDER BY id',
    'SELECT id, external_id, content, reporter, reason, reported_at FROM report ORDER BY id',
  ];
  for (const sql of rest) for (const row of store.db.raw.prepare(sql).raw().iterate()) hash.update(JSON.stringify(row));
  return hash.update(readFileSync(join(store.dir, truthFile))).digest('hex');
}

test('a fill that was cut off, early or late, goes on to the same workspace; a second one changes nothing', async () => {
  const whole = freshStore();
  expect(await fill(whole)).toMatchObject({
    message: expect.stringMatching(/^Simulated: 400 posts, 50 articles, \d+ reports, 700 users, 12,000 interactions$/),
    result: { posts: 400, items: 450, users: 700, interactions: 12_000 },
  });
  const wanted = hashOf(whole);
  for (const cutAt of [200, 450 + 5000]) {
    const cut = freshStore();
    await expect(fill(cut, cutAt)).rejects.toMatchObject({ name: 'AbortError' });
    expect(hashOf(cut)).not.toBe(wanted);
    await fill(cut);
    expect(hashOf(cut)).toBe(wanted);
  }
  const revision = whole.catalog.revision();
  await fill(whole);
  expect(hashOf(whole)).toBe(wanted);
  expect(whole.catalog.revision()).toBe(revision);
});

test('the truth lies beside the workspace: settings first, then a line for each thing', async () => {
  const store = freshStore();
  await fill(store);
  expect(await settingsIn(store.dir)).toMatchObject({ ...settings, simulated: true });
  const lines = readFileSync(join(store.dir, truthFile), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const byKind = Map.groupBy(lines, ({ kind }) => kind as string);
  expect([...byKind.keys()]).toEqual(['settings', 'planted', 'item', 'post', 'user', 'session']);
  expect(byKind.get('item')).toHaveLength(450);
  expect(byKind.get('post')).toHaveLength(400);
  expect(byKind.get('user')).toHaveLength(700);
  const inSessions = byKind.get('session')!.reduce((sum, { interactions }) => sum + interactions, 0);
  expect(inSessions).toBe(12_000);
  expect(byKind.get('post')![0]).toEqual({ kind: 'post', id: expect.any(String), breaks: expect.any(Array) });
  const texts = store.db.raw.prepare('SELECT text FROM content').pluck().all() as string[];
  const truth = readFileSync(join(store.dir, truthFile), 'utf8');
  expect(texts.some((text) => truth.includes(text))).toBe(false);
});
