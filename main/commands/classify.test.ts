import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, wordCard, wordModel, writeClassifier } from '../../engine/moderation/classifiers/fixtures.ts';
import { classifyCommand } from './classify.ts';
import { printed } from './printed.ts';

const classifiers = temporaryFolder();
writeClassifier(classifiers, 'tea', wordCard('tea'), wordModel('tea'));

/** Runs `steward classify` on a file with this content, and tells what it printed and wrote. */
async function classify(name: string, content: string | Uint8Array, ...more: string[]) {
  const folder = temporaryFolder();
  const [file, target] = [join(folder, name), join(folder, 'scores.jsonl')];
  writeFileSync(file, content);
  const { io, ...texts } = printed();
  const program = new Command();
  classifyCommand(program, io);
  const options = ['--in', file, '--out', target, '--classifiers', classifiers, '--workers', '1', ...more];
  await program.parseAsync(['classify', ...options], { from: 'user' });
  const lines = existsSync(target) ? readFileSync(target, 'utf8').trimEnd().split('\n') : null;
  return { ...texts, exitCode: io.exitCode, rows: lines?.filter(Boolean).map((line) => JSON.parse(line)) ?? null };
}

describe('steward classify', () => {
  test('writes a line for every data row, in order, empty ones too', async () => {
    const body = Array.from({ length: 600 }, (_, i) => `${i},${i % 2 ? 'a cup of tea' : i % 10 ? 'a walk' : ''}`).join(
      '\n',
    );
    const { rows, out, exitCode } = await classify('posts.csv', `id,body\n${body}\n`, '--text', 'body', '--json');
    expect(exitCode).toBe(0);
    expect(rows).toHaveLength(600);
    rows!.forEach(({ row, scores, route }, i) => {
      expect(row).toBe(i + 1);
      expect(scores.tea > 0.5).toBe(i % 2 === 1);
      if (i % 20 === 0) expect([new Set(Object.values(scores)), route]).toEqual([new Set([0]), 'none']);
    });
    expect(JSON.parse(out[0]!)).toMatchObject({ rows: 600, routes: { remove: 0 } });
  });

  test.each([
    ['posts.tsv', 'body\tid\n"tea" time\t1\n'],
    ['posts.jsonl', '{"body":"tea time"}\n\n'],
    ['posts.csv.gz', gzipSync('body\n"tea,\ntime"\n')],
    ['posts.ndjson.gz', gzipSync('{"body":"tea time"}')],
  ])('reads %s', async (name, content) => {
    const { rows } = await classify(name, content, '--text', 'body');
    expect(rows).toHaveLength(1);
    expect(rows![0].scores.tea).toBeGreaterThan(0.5);
  });

  test('of a file without rows is a file without lines', async () => {
    expect(await classify('posts.csv', 'body\n', '--text', 'body')).toMatchObject({ exitCode: 0, rows: [] });
  });

  test.each([
    [
      'a missing column, with those there are',
      'posts.csv',
      'id,body\n1,tea\n',
      ['BAD_INPUT', 'It has: id, body.', "no column 'text'"],
    ],
    ['an unknown kind of file', 'posts.xml', '<a/>', ['BAD_INPUT', 'unknown kind']],
    ['a line that is not JSON', 'posts.jsonl', '{"text":"tea"}\n{"te', ['BAD_FILE', 'line 2']],
    ['a line that is no object', 'posts.jsonl', '[1]\n', ['BAD_FILE', 'line 1']],
    ['a missing column where there are no rows', 'posts.csv', 'id,body\n', ['BAD_INPUT', 'It has: id, body.']],
    [
      'a torn archive of lines',
      'posts.jsonl.gz',
      gzipSync('{"text":"tea"}\n'.repeat(2000)).subarray(0, 40),
      ['BAD_FILE'],
    ],
    ['a torn archive', 'posts.csv.gz', gzipSync('text\ntea\n'.repeat(2000)).subarray(0, 40), ['BAD_FILE']],
  ])('refuses %s', async (_, name, content, said) => {
    const { exitCode, err, rows } = await classify(name, content, '--text', 'text');
    expect(exitCode).toBe(1);
    expect(rows).toBeNull();
    for (const part of said) expect(err.join('\n')).toContain(part);
  });
});
