import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Checkpointer } from './checkpoint.ts';
import { Database } from './database.ts';

let dir: string;
let db: Database;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-log-'));
  db = new Database(join(dir, 'a.sqlite'));
  db.raw.pragma('journal_mode = WAL');
  db.raw.exec('CREATE TABLE t (x BLOB)');
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

const write = () => db.raw.exec('INSERT INTO t VALUES (zeroblob(300000))');
const habit = () => db.raw.pragma('wal_autocheckpoint', { simple: true });
const bytes = () => statSync(join(dir, 'a.sqlite')).size;

test('the log is copied by the thread while writing goes on, and SQLite minds it again afterwards', async () => {
  const keeper = new Checkpointer(db, { every: 0, shortLog: 0 });
  keeper.begin();
  keeper.begin();
  expect(habit()).toBe(0);
  write();
  expect(bytes()).toBeLessThan(100_000);
  await keeper.pause();
  expect(bytes()).toBeGreaterThan(300_000);
  write();
  await keeper.end();
  expect(habit()).toBe(0);
  await keeper.end();
  expect(habit()).toBe(1000);
  expect(bytes()).toBeGreaterThan(600_000);
});

test('a little writing starts no thread', async () => {
  const keeper = new Checkpointer(db);
  keeper.begin();
  write();
  await keeper.pause();
  await keeper.end();
  expect(bytes()).toBeLessThan(100_000);
  expect(habit()).toBe(1000);
});

test('small writes that come in all the time are copied now and then, until no more come', async () => {
  const keeper = new Checkpointer(db, { everyNowAndThen: 20, shortLog: 0 });
  keeper.wrote();
  expect(habit()).toBe(0);
  write();
  const eventually = (look: () => void) => vi.waitFor(look, { timeout: 10_000 });
  await eventually(() => expect(bytes()).toBeGreaterThan(300_000));
  keeper.wrote();
  write();
  await eventually(() => expect(bytes()).toBeGreaterThan(600_000));
  await eventually(() => expect(habit()).toBe(1000));
});

test('closing while small writes come in starts no thread, and leaves the log to whoever opens it next', async () => {
  const keeper = new Checkpointer(db, { everyNowAndThen: 20, shortLog: 0 });
  keeper.wrote();
  write();
  keeper.close();
  await setTimeout(60);
  expect(bytes()).toBeLessThan(100_000);
});

test('a thread that cannot work holds nothing up', async () => {
  const raw = { name: join(dir, 'missing', 'b.sqlite'), memory: false, open: true, pragma: () => {} };
  const keeper = new Checkpointer({ raw } as unknown as Database, { every: 0, shortLog: -1 });
  keeper.begin();
  await keeper.pause();
  await keeper.pause();
  await keeper.end();
});
