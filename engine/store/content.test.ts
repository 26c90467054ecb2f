import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyContent, identifyReport } from '../text/identity.ts';
import { ContentStore } from './content.ts';
import type { Database } from './database.ts';
import { ImportStore } from './imports.ts';
import type { ContentFields, NewContent } from './incoming.ts';
import { createDatabase } from './open.ts';
import { ReportStore } from './reports.ts';

let dir: string;
let db: Database;
let close: () => void;
let content: ContentStore;
let reports: ReportStore;
let reported: number[][];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-content-'));
  const opened = createDatabase(join(dir, 'w'));
  db = opened.db;
  let now = 1000;
  const clock = () => now++;
  content = new ContentStore(db, clock);
  reported = [];
  reports = new ReportStore(db, clock, (ids) => reported.push(ids));
  close = () => {
    db.close();
    opened.unlock();
    rmSync(dir, { recursive: true, force: true });
  };
});
afterEach(() => close());

const empty = {
  title: null,
  author: null,
  parent: null,
  postedAt: null,
  language: null,
  url: null,
  media: [],
  kind: null,
};
const post = (externalId: string | null, text: string, more: Partial<ContentFields> = {}): NewContent =>
  identifyContent({ ...empty, externalId, text, ...more });
const waiting = () => db.raw.prepare('SELECT content_id FROM intake ORDER BY 1').pluck().all();

describe('posts', () => {
  test('enter the intake when they are new or read differently, not when only a field beside the text changed', async () => {
    expect(await content.upsertBatch([post('a', 'soup'), post('b', 'bread')], null)).toEqual({
      added: 2,
      updated: 0,
      unchanged: 0,
    });
    expect(waiting()).toEqual([1, 2]);
    db.raw.exec('DELETE FROM intake');
    const again = [post('a', 'soup'), post('b', 'bread', { author: 'ann' })];
    expect(await content.upsertBatch(again, null)).toEqual({ added: 0, updated: 1, unchanged: 1 });
    expect(waiting()).toEqual([]);
    await content.upsertBatch([post('a', 'soup', { title: 'Hot' })], null);
    expect(waiting()).toEqual([1]);
    expect(await content.getByExternalId('b')).toMatchObject({ author: 'ann', text: 'bread' });
    expect(await content.get(1)).toMatchObject({ title: 'Hot', media: [] });
    await expect(content.get(9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are the same after any order of repeats, and counted right', async () => {
    const rows = fc.array(fc.record({ id: fc.integer({ min: 1, max: 5 }), text: fc.constantFrom('x', 'y') }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        db.raw.exec("DELETE FROM content; DELETE FROM meta WHERE key = 'content_count'");
        const batch = list.map(({ id, text }) => post(String(id), text));
        const counts = await content.upsertBatch(batch, null);
        expect(counts.added + counts.updated + counts.unchanged).toBe(list.length);
        const last = new Map(list.map(({ id, text }) => [String(id), text]));
        expect(await content.count()).toBe(last.size);
        for (const [id, text] of last) expect(await content.getByExternalId(id)).toMatchObject({ text });
        const state = db.raw.prepare('SELECT external_id, text FROM content ORDER BY 1').all();
        const final = [...last].map(([id, text]) => post(id, text));
        expect(await content.upsertBatch(final, null)).toEqual({ added: 0, updated: 0, unchanged: last.size });
        expect(db.raw.prepare('SELECT external_id, text FROM content ORDER BY 1').all()).toEqual(state);
      }),
      { numRuns: 20 },
    );
  });

  test('without an id are known by what they say', async () => {
    const first = await content.add(post(null, 'soup'));
    expect(first).toEqual({ id: expect.stringMatching(/^h:[0-9a-f]{32}:1$/), result: 'added' });
    expect(await content.add(post(null, 'soup'))).toEqual({ ...first, result: 'unchanged' });
    expect((await content.add(post(null, 'soup', { author: 'ann' }))).result).toBe('added');
  });

  test('of a batch go in together or not at all', async () => {
    const broken = { ...post('b', 'x'), text: null as unknown as string };
    expect(() => content.applyBatch([post('a', 'x'), broken], null)).toThrow();
    expect(await content.count()).toBe(0);
    expect(waiting()).toEqual([]);
  });

  test('stand in a thread, even one that runs in a circle', async () => {
    const chain = Array.from({ length: 9 }, (_, n) => post(String(n), 'x', { parent: n > 0 ? String(n - 1) : '8' }));
    await content.upsertBatch(
      [...chain, ...Array.from({ length: 12 }, (_, n) => post(`r${n}`, 'x', { parent: '7' }))],
      null,
    );
    const { above, below } = await content.thread(8);
    expect(above.map(({ external_id }) => external_id)).toEqual(['2', '3', '4', '5', '6']);
    expect(below).toHaveLength(10);
    expect(below.map(({ external_id }) => external_id).slice(0, 2)).toEqual(['8', 'r0']);
    await content.upsertBatch([post('self', 'x', { parent: 'self' })], null);
    expect((await content.thread(22)).above).toEqual([]);
  });

  test('tell of their author', async () => {
    const by = { author: 'ann' };
    await content.upsertBatch(
      [post('a', 'x', { ...by, postedAt: 50 }), post('b', 'x', by), post('c', 'x', by), post('d', 'x')],
      null,
    );
    db.raw.exec(
      "UPDATE content SET effect = 'remove' WHERE external_id = 'b'; UPDATE content SET effect = 'reduce' WHERE external_id = 'c'",
    );
    expect(await content.author('ann')).toEqual({ name: 'ann', posts: 3, firstSeen: 50, removed: 1, reduced: 1 });
    expect(await content.author('bob')).toMatchObject({ posts: 0, firstSeen: null });
  });
});

describe('reports', () => {
  const report = (content: string, reason = 'rude', externalId: string | null = null) =>
    identifyReport({ externalId, content, reporter: 'bob', reason, reportedAt: null });

  test('find their post, are taken once, and tell of it inside the transaction', async () => {
    await content.add(post('a', 'x'));
    expect(await reports.add(report('a'))).toMatchObject({ result: 'added', held: false });
    expect(await reports.add(report('a'))).toMatchObject({ result: 'unchanged', held: false });
    expect(reports.applyBatch([report('a', 'spam', 'r1'), report('a', 'spam', 'r2'), report('z')], null)).toEqual({
      added: 3,
      updated: 0,
      unchanged: 0,
    });
    expect(reported).toEqual([[1], [1]]);
    expect(await reports.ofContent(1)).toHaveLength(3);
  });

  test('that come before their post are held and then linked', async () => {
    expect(await reports.add(report('late'))).toMatchObject({ result: 'added', held: true });
    expect(reported).toEqual([]);
    await content.add(post('other', 'x'));
    await content.add(post('late', 'x'));
    expect(await reports.ofContent(2)).toEqual([{ reporter: 'bob', reason: 'rude', at: null }]);
    expect(await reports.ofContent(1)).toEqual([]);
  });

  test('leave nothing behind where the listener fails', async () => {
    await content.add(post('a', 'x'));
    const strict = new ReportStore(
      db,
      () => 1,
      () => {
        throw new Error('no');
      },
    );
    await expect(strict.add(report('a'))).rejects.toThrow('no');
    expect(await reports.ofContent(1)).toEqual([]);
  });
});

test('imports that an engine left running are interrupted, once', async () => {
  const imports = new ImportStore(db, () => 1);
  const spec = {
    jobId: null,
    name: 'a.csv',
    path: '/a.csv',
    format: 'csv' as const,
    map: { text: 'text' },
    fileBytes: 1,
    fileMtime: 1,
  };
  const { id } = await imports.create({ kind: 'content', ...spec });
  expect(imports.markInterrupted()).toBe(1);
  expect(imports.markInterrupted()).toBe(0);
  expect(await imports.get(id)).toMatchObject({ state: 'interrupted', finishedAt: 1, rows: 0 });
  expect(await imports.unfinishedLike({ kind: 'content', ...spec })).toMatchObject({ id });
  expect(await imports.unfinishedLike({ kind: 'content', ...spec, fileMtime: 2 })).toBeUndefined();
  expect(await imports.unfinishedLike({ kind: 'reports', ...spec })).toBeUndefined();
});

test('no look-up that happens often reads the whole table', async () => {
  const seen: string[] = [];
  const prepare = db.raw.prepare.bind(db.raw);
  db.raw.prepare = ((sql: string) => {
    seen.push(sql);
    return prepare(sql);
  }) as typeof db.raw.prepare;
  await content.upsertBatch([post('a', 'x', { author: 'ann', parent: 'b' }), post('b', 'x'), post(null, 'x')], null);
  await content.upsertBatch([post('a', 'y')], null);
  await content.thread(1);
  await content.author('ann');
  await content.getByExternalId('a');
  await content.count();
  await reports.add(
    identifyReport({ externalId: null, content: 'late', reporter: null, reason: '', reportedAt: null }),
  );
  await content.add(post('late', 'x'));
  await reports.ofContent(1);
  const scans = seen.flatMap((sql) => {
    const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...new Array(sql.split('?').length - 1).fill(null)) as {
      detail: string;
    }[];
    return plan
      .filter(({ detail }) => /^SCAN (content|report|intake)\b/.test(detail))
      .map(({ detail }) => `${detail}: ${sql}`);
  });
  // Counted once in the life of a workspace, while it is empty; the held reports are one step into their own index.
  expect(scans.filter((line) => !line.includes('count(*) FROM content') && !line.includes('report_held'))).toEqual([]);
  expect(seen.length).toBeGreaterThan(12);
});
