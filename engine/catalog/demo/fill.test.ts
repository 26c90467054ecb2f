import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCatalog } from '../../store/catalog-read.ts';
import type { Store } from '../../store/store.ts';
import { temporaryStore } from '../../testing/store.ts';
import { fillDemo } from './fill.ts';
import { start } from './fixtures.ts';
import { day } from './plan.ts';
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
    'SELECT * FROM feed ORDER BY id',
    'SELECT * FROM impression ORDER BY feed_id, place',
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
  // The last one while the log of feeds is written.
  for (const cutAt of [200, 450 + 5000, 450 + 12_000]) {
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

test('what was shown in the last week is logged: what was opened of it was met from then on, nothing was met before it came out', async () => {
  const store = freshStore();
  await fill(store);
  const count = (where: string) =>
    store.db.raw
      .prepare(
        `SELECT count(*) FROM impression JOIN feed ON feed.id = feed_id JOIN item ON item.id = item_id WHERE ${where}`,
      )
      .pluck()
      .get() as number;
  const isMet = `EXISTS (SELECT 1 FROM interaction WHERE interaction.user_id = feed.user_id
    AND interaction.item_id = impression.item_id AND interaction.at >= feed.at AND interaction.at < feed.at + 5000000)`;
  const all = count('1');
  const week = settings.start + (settings.days - 7) * day;
  const met = store.db.raw.prepare('SELECT count(DISTINCT item_id * 100000 + user_id) FROM interaction WHERE at >= ?');
  const opened = count(isMet);
  expect(count(`feed.at < ${week}`)).toBe(0);
  // Of what was met since then all was shown, but for what was met before it too.
  expect(opened).toBeGreaterThan(0.9 * (met.pluck().get(week) as number));
  expect(opened / all).toBeGreaterThan(0.05);
  expect(opened / all).toBeLessThan(0.5);
  // Attention falls with the place, and so does what is opened.
  const share = (place: number) => count(`place = ${place} AND ${isMet}`) / count(`place = ${place}`);
  expect(share(1)).toBeGreaterThan(2 * share(8));
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
