import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { simulatedVectors } from './fixture.ts';
import { forgetIndexes, KeptIndex } from './kept-index.ts';

const root = mkdtempSync(join(tmpdir(), 'steward-kept-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { vectors, queries } = simulatedVectors(2000, 16, { queries: 5, seed: 1 });
const hash = 'a1'.repeat(32);
const choice = { kind: 'hnsw' as const, hnsw: { ef: 40 } };

test('an index is built, saved, loaded, and built again where its file is damaged', async () => {
  const dir = join(root, 'files');
  const first = new KeptIndex({ dir, name: 'factors-1', choice });
  const done = first.keep(hash, () => vectors);
  expect([first.current, first.progress]).toEqual([null, 0]);
  await done;
  expect(first).toMatchObject({ current: { hash, isLoaded: false }, progress: null, problem: null });
  const answers = await first.current!.index.search(queries, 10);
  const [file] = readdirSync(dir);

  const second = new KeptIndex({ dir, name: 'factors-1', choice });
  await second.keep(hash, () => vectors);
  expect(second.current!.isLoaded).toBe(true);
  expect(await second.current!.index.search(queries, 10)).toEqual(answers);

  const bytes = readFileSync(join(dir, file!));
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(join(dir, file!), bytes);
  const third = new KeptIndex({ dir, name: 'factors-1', choice });
  await third.keep(hash, () => vectors);
  expect(third.current!.isLoaded).toBe(false);
  expect(await third.current!.index.search(queries, 10)).toEqual(answers);

  forgetIndexes(dir, 'factors');
  expect(readdirSync(dir)).toEqual([file]);
  forgetIndexes(dir, 'factors-1');
  expect(readdirSync(dir)).toEqual([]);
});

test('the one before answers until its successor is there, whose file takes the place of its own', async () => {
  const dir = join(root, 'changes');
  const kept = new KeptIndex({ dir, name: 'texts', choice });
  await kept.keep(hash, () => vectors);
  const before = readdirSync(dir);
  const changed = kept.keep('b2', () => simulatedVectors(1000, 16, { queries: 1, seed: 2 }).vectors);
  expect(kept.current!.hash).toBe(hash);
  await changed;
  expect([kept.current!.hash, kept.current!.index.size]).toEqual(['b2', 1000]);
  expect(readdirSync(dir)).toHaveLength(1);
  expect(readdirSync(dir)).not.toEqual(before);
});

test('what is called off or fails leaves the one before, and says why', async () => {
  const kept = new KeptIndex({ dir: null, name: 'texts' });
  const first = kept.keep('a', () => simulatedVectors(3000, 16, { queries: 1, seed: 3 }).vectors);
  await Promise.all([first, kept.keep('b', () => vectors)]);
  expect([kept.current!.hash, kept.problem]).toEqual(['b', null]);
  await kept.keep('c', () => ({ ...vectors, values: new Float32Array(32).fill(Number.NaN) }));
  expect(kept.current!.hash).toBe('b');
  expect(kept.problem).toContain('not a finite number');
  const calledOff = kept.keep('e', () => vectors);
  kept.callOff();
  expect(kept.progress).toBeNull();
  await calledOff;
  expect([kept.current!.hash, kept.problem]).toEqual(['b', null]);
  const late = kept.keep('d', () => vectors);
  await kept.close();
  await late;
  expect(kept.current).toBeNull();
});
