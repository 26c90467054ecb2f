import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { discardStaged, Staging } from './staging.ts';
import { makeImportBench } from './test-kit.ts';

let dir: string;
let staging: Staging;
const upload = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-stage-'));
  staging = new Staging(join(dir, 'staged'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('parts make a file; one that is sent again takes its place; a gap is refused', async () => {
  expect(await staging.append(upload, 'a.csv', 0, bytes('text\n'))).toBe(5);
  expect(await staging.append(upload, 'a.csv', 5, bytes('so'))).toBe(7);
  expect(await staging.append(upload, 'a.csv', 5, bytes('soup\n'))).toBe(10);
  await expect(staging.append(upload, 'a.csv', 12, bytes('x'))).rejects.toMatchObject({
    code: 'CONFLICT',
    advice: 'Go on at byte 10.',
  });
  expect(await staging.append(upload, 'a.csv', 0, bytes(''))).toBe(10);
  const { path, name } = staging.locate(upload);
  expect([name, readFileSync(path, 'utf8')]).toEqual(['a.csv', 'text\nsoup\n']);
});

test('parts that are sent without waiting do not race', async () => {
  const parts = Array.from({ length: 20 }, (_, n) => staging.append(upload, 'a', n, bytes(String(n % 10))));
  await Promise.all(parts);
  expect(readFileSync(staging.locate(upload).path, 'utf8')).toBe('01234567890123456789');
});

test('nothing but a UUID names a folder, whatever the file is called', async () => {
  for (const bad of ['../../etc', '/etc', `${upload}/..`, '', '..']) {
    await expect(staging.append(bad, 'a', 0, bytes('x'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(() => staging.locate(bad)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  }
  await staging.append(upload, '../../evil.csv', 0, bytes('x'));
  expect(readdirSync(dir)).toEqual(['staged']);
  expect(() => staging.locate('3f2504e0-4f89-41d3-9a0c-0305e82c3302')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
});

test('uploads that nobody imports are thrown away after a day, imported ones at once', async () => {
  await staging.append(upload, 'a', 0, bytes('x'));
  expect(staging.clean()).toBe(0);
  utimesSync(staging.locate(upload).path, 1, 1);
  const other = upload.replace(/1$/, '2');
  await staging.append(other, 'b', 0, bytes('y'));
  expect(() => staging.locate(upload)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(staging.locate(other).name).toBe('b');

  const bench = makeImportBench();
  try {
    const area = new Staging(join(bench.importsDir, 'staged'));
    await area.append(upload, 'posts.tsv', 0, bytes('id\ttext\n1\tsoup\n'));
    const { path, name } = area.locate(upload);
    expect(await bench.run({ path, name })).toMatchObject({ name: 'posts.tsv', added: 1 });
    expect(existsSync(path)).toBe(false);
    const own = bench.file('data', 'text\nsoup');
    await discardStaged(own, bench.importsDir);
    expect(existsSync(own)).toBe(true);
  } finally {
    bench.close();
  }
});
