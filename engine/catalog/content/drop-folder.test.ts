import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDropFolder } from './drop-folder.ts';

let folder: string;
let stop: () => Promise<void>;
let taken: string[];
const quick = { rescanEvery: 20, settleTime: 30 };
const put = (name: string, text = 'text\nsoup\n') => writeFileSync(join(folder, name), text);
const take = async (path: string) => {
  taken.push(basename(path));
  if (path.includes('bad')) throw new Error('No column is mapped to text.');
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-drop-'));
  taken = [];
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

test('files are taken once they are whole and moved aside, with the reason where they failed', async () => {
  put('here-before.csv');
  stop = watchDropFolder(folder, take, quick);
  put('bad.csv');
  for (const name of ['.hidden', 'growing.csv.part', 'office.tmp', 'copy.csv~']) put(name);
  await vi.waitFor(() => expect(taken.toSorted()).toEqual(['bad.csv', 'here-before.csv']), { timeout: 5000 });
  await vi.waitFor(() => expect(existsSync(join(folder, 'failed/bad.csv.reason.txt'))).toBe(true), { timeout: 5000 });
  expect(readFileSync(join(folder, 'failed/bad.csv.reason.txt'), 'utf8')).toContain('No column');
  put('here-before.csv');
  await vi.waitFor(() => expect(readdirSync(join(folder, 'done'))).toHaveLength(2), { timeout: 5000 });
  expect(readdirSync(join(folder, 'done')).sort()).toEqual(['here-before-2.csv', 'here-before.csv']);
  expect(taken).not.toContain('growing.csv.part');
});

test('a file that still grows is left alone', async () => {
  stop = watchDropFolder(folder, take, { rescanEvery: 10, settleTime: 200 });
  for (let n = 0; n < 10; n++) {
    put('slow.csv', 'text\n'.repeat(n + 1));
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  expect(taken).toEqual([]);
  await vi.waitFor(() => expect(taken).toEqual(['slow.csv']), { timeout: 5000 });
});

test('the folder may vanish and come back', async () => {
  stop = watchDropFolder(folder, take, quick);
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 80));
  mkdirSync(folder);
  put('later.csv');
  await vi.waitFor(() => expect(taken).toEqual(['later.csv']), { timeout: 5000 });
});
