import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

let dir: string;
let abort: AbortController;
let out: string[];
let err: string[];
let onProgress: () => void;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-import-cli-'));
  abort = new AbortController();
  onProgress = () => {};
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]): Promise<number> {
  const to = printed({ progress: () => onProgress(), signal: abort.signal });
  [out, err] = [to.out, to.err];
  return runCommandLine(['import', ...args, '--workspace', join(dir, 'workspace')], to.io);
}

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

test('posts and reports come in; counts and the list of bad rows are told', async () => {
  const posts = file('posts.csv', 'nr,words\n1,some soup\n2,\n3,some bread\n');
  expect(await run('content', posts, '--map', 'id=nr,text=words')).toBe(0);
  expect(err).toEqual([expect.stringContaining('Made a new workspace')]);
  expect(out.join('\n')).toMatch(/^3 rows .*\n {2}added 2, updated 0, unchanged 0, bad 1\n {2}bad rows are listed in /);
  const list = out.at(-1)!.replace('  bad rows are listed in ', '');
  expect(readFileSync(list, 'utf8')).toBe('line,column,reason\n3,"words","the text is missing"\n');

  const reports = file('reports.jsonl', '{"content":"1","reason":"rude"}\n{"content":"9","reason":"rude"}\n');
  expect(await run('reports', reports, '--json')).toBe(0);
  expect(JSON.parse(out[0]!)).toMatchObject({ rows: 2, added: 2, updated: 0, unchanged: 0, bad: 0, badRowsFile: null });
  expect(JSON.parse(out[0]!)).toHaveProperty('rowsPerSecond');
});

test('a column that is not there fails and says which there are; a mapping written wrong is wrong usage', async () => {
  const posts = file('posts.csv', 'nr,words\n1,some soup\n');
  expect(await run('content', posts, '--map', 'text=wrds')).toBe(1);
  expect(err.join('\n')).toMatch(/'wrds'.*nr, words[\s\S]*code: BAD_INPUT/);
  expect(await run('content', posts, '--map', 'words')).toBe(2);
  expect(await run('content', posts, '--map', 'txt=words')).toBe(2);
  expect(await run('content', posts, '--format', 'xml')).toBe(2);
  expect(await run('content')).toBe(2);
  expect(await run('content', join(dir, 'none.csv'))).toBe(1);
  expect(err.join('\n')).toContain('code: BAD_FILE');
});

test('Ctrl-C cancels and says how to go on, and the same command does', async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `${n},some soup number ${n}`);
  const posts = file('posts.csv', `id,text\n${rows.join('\n')}\n`);
  onProgress = () => abort.abort();
  expect(await run('content', posts)).toBe(1);
  expect(err.join('\n')).toMatch(/goes on from here[\s\S]*code: CANCELLED/);
  abort = new AbortController();
  onProgress = () => {};
  expect(await run('content', posts, '--json')).toBe(0);
  expect(JSON.parse(out[0]!)).toMatchObject({ rows: 20_000, added: 20_000, unchanged: 0 });
  expect(existsSync(join(dir, 'workspace', 'imports', '2-bad-rows.csv'))).toBe(false);
});
