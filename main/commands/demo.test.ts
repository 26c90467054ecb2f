import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

let dir: string;
let abort: AbortController;
let out: string[];
let err: string[];
let onProgress: (line: string) => void;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-demo-cli-'));
  onProgress = () => {};
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(...args: string[]): Promise<number> {
  abort = new AbortController();
  const to = printed({ progress: (line) => onProgress(line), signal: abort.signal });
  [out, err] = [to.out, to.err];
  return runCommandLine(['demo', ...args], to.io);
}

const sizes = ['--posts', '50', '--users', '40', '--interactions', '300', '--days', '7', '--seed', '4'];
const first = ['--start', '2026-01-05'];
const truthOf = (name: string) => readFileSync(join(dir, name, 'demo-truth.jsonl'), 'utf8');

test('a demo of these sizes is made; the same again elsewhere is the same, byte for byte', async () => {
  expect(await run(join(dir, 'one'), ...sizes, ...first)).toBe(0);
  expect(out[0]).toMatch(/^Simulated: 50 posts, \d+ reports, 40 users, 300 interactions \(/);
  expect(await run('--workspace', join(dir, 'two'), ...sizes, ...first, '--json')).toBe(0);
  const made = {
    dir: join(dir, 'two'),
    isNew: true,
    posts: 50,
    items: 50,
    users: 40,
    interactions: 300,
    days: 7,
    seed: 4,
  };
  expect(JSON.parse(out[0]!)).toEqual({ ...made, start: Date.UTC(2026, 0, 5), seconds: expect.any(Number) });
  expect(truthOf('two')).toBe(truthOf('one'));
});

test('one that was cancelled goes on by the same command; one that is complete is left alone', async () => {
  const large = ['--items', '3000', '--posts', '50', '--interactions', '20000', ...first];
  onProgress = (line) => {
    if (/[1-9]\d*% /.test(line)) abort.abort();
  };
  expect(await run(join(dir, 'cut'), ...large)).toBe(1);
  expect(err.join('\n')).toMatch(/code: CANCELLED/);
  onProgress = () => {};
  expect(await run(join(dir, 'cut'), '--json')).toBe(0);
  expect(JSON.parse(out[0]!)).toMatchObject({ isNew: false, posts: 50, items: 3000, interactions: 20_000 });
  expect(await run(join(dir, 'cut'))).toBe(1);
  expect(err.join('\n')).toMatch(/complete[\s\S]*code: WORKSPACE_EXISTS/);
});

test('sizes that do not go together name their field, and nothing is made', async () => {
  expect(await run(join(dir, 'none'), '--posts', '5')).toBe(1);
  expect(err.join('\n')).toMatch(/field posts[\s\S]*code: BAD_INPUT/);
  expect(await run(join(dir, 'none'), '--items', '20', '--interactions', '1000000')).toBe(1);
  expect(err.join('\n')).toMatch(/field interactions[\s\S]*code: BAD_INPUT/);
  expect(await run(join(dir, 'none'), '--workspace', join(dir, 'other'))).toBe(1);
  expect(err.join('\n')).toMatch(/field workspace/);
  expect(await run(join(dir, 'none'), '--start', 'yesterday')).toBe(2);
  expect(await run(join(dir, 'none'), '--users', 'many')).toBe(2);
});
