import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelFiles } from './minilm.ts';
import { openTokenizer } from './tokenizer.ts';

const file = join(import.meta.dirname, '..', '..', 'build', 'models', modelFiles.tokenizer);

test('gives the numbers of BERT’s uncased vocabulary, without padding', () => {
  const tokenizer = openTokenizer(file);
  expect(Array.from(tokenizer.encode('Hello world'))).toEqual([101, 7592, 2088, 102]);
  expect(Array.from(tokenizer.encode('embeddings'))).toEqual([101, 7861, 8270, 4667, 2015, 102]);
  expect(Array.from(tokenizer.encode(''))).toEqual([101, 102]);
});

test('cuts long texts and keeps the closing mark', () => {
  const ids = openTokenizer(file, 16).encode('one two three '.repeat(400));
  expect(ids).toHaveLength(16);
  expect([ids[0], ids[15]]).toEqual([101, 102]);
  expect(ids[14]).not.toBe(102);
});

test('refuses what is no tokenizer', () => {
  const broken = join(mkdtempSync(join(tmpdir(), 'tokenizer-')), 'tokenizer.json');
  writeFileSync(broken, '{"model":');
  expect(() => openTokenizer(broken)).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
});
