import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddingSize } from '../../text/minilm.ts';
import { openCrew } from './crew.ts';
import { modelsDir, temporaryFolder, wordCard, wordModel, writeClassifier } from './fixtures.ts';
import { openScoringPool, type ScoringPool } from './pool.ts';

describe('a pool of two workers', () => {
  let pool: ScoringPool;
  beforeAll(async () => {
    const folder = temporaryFolder();
    writeClassifier(folder, 'a-tea', wordCard('tea'), wordModel('tea'));
    writeClassifier(folder, 'b-cake', wordCard('cake'), wordModel('cake'));
    writeClassifier(folder, 'c-broken', wordCard('soup'), new Uint8Array(8));
    pool = await openScoringPool({ modelsDir, classifierDirs: [folder], workers: 2 });
  });
  afterAll(() => pool.close());

  test('scores texts in their order, and leaves a broken classifier out', async () => {
    expect(pool.labels).toEqual(['tea', 'cake']);
    expect(pool.classifiers().map(({ status }) => status)).toEqual(['ready', 'ready', 'broken']);
    const texts = Array.from({ length: 150 }, (_, i) => (i % 3 === 0 ? 'tea ' : '') + 'word '.repeat(i % 7) + i);
    const { scores, embeddings, labels } = await pool.score(texts.map((text) => ({ text })));
    expect(labels).toEqual(['tea', 'cake']);
    expect(embeddings).toHaveLength(150 * embeddingSize);
    texts.forEach((_, i) => {
      expect(scores[i * 2]! > 0.5).toBe(i % 3 === 0);
    });
  });

  test('closes while it is at work without taking the process down', async () => {
    const folder = temporaryFolder();
    const other = await openScoringPool({ modelsDir, classifierDirs: [folder], workers: 2 });
    const running = Array.from({ length: 4 }, () =>
      other.score(Array.from({ length: 32 }, () => ({ text: 'tea '.repeat(40) }))),
    );
    const closed = other.close();
    for (const batch of await Promise.allSettled(running)) expect(batch.status).toBe('rejected');
    await closed;
  });

  test('a cached embedding gives exactly the same scores', async () => {
    const items = [{ text: 'green tea' }, { text: 'a walk' }, { title: 'Tea', text: 'and cake' }];
    const first = await pool.score(items);
    const cached = items.map((item, i) => ({
      ...item,
      embedding: first.embeddings.slice(i * embeddingSize, (i + 1) * embeddingSize),
    }));
    const again = await pool.score(cached);
    expect(again.scores).toEqual(first.scores);
    expect(again.embeddings).toEqual(first.embeddings);
    const partly = await pool.score([items[0]!, cached[1]!, items[2]!]);
    expect(partly.scores).toEqual(first.scores);
  });

  test('a title is scored before the text; empty texts score 0; no items are fine', async () => {
    const { scores } = await pool.score([{ title: 'cake', text: '' }, { text: ' \n' }, { text: '', title: null }]);
    expect(scores[1]).toBeGreaterThan(0.5);
    expect(Array.from(scores.subarray(2))).toEqual([0, 0, 0, 0]);
    expect((await pool.score([])).scores).toHaveLength(0);
  });

  test('explains a score by the word that made it', async () => {
    const text = 'Please bring some tea, and three blue cups for us';
    const spans = await pool.explain({ text }, 'tea');
    const heaviest = spans.toSorted((a, b) => b.weight - a.weight)[0]!;
    expect(text.slice(heaviest.start, heaviest.end)).toBe('tea,');
    expect(heaviest.weight).toBeGreaterThan(1);
    await expect(pool.explain({ text }, 'soup')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is cancelled by its signal', async () => {
    await expect(pool.score([{ text: 'x' }], AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    const abort = new AbortController();
    const many = pool.score(
      Array.from({ length: 2000 }, (_, i) => ({ text: `a sentence about the weather on day ${i}` })),
      abort.signal,
    );
    abort.abort();
    await expect(many).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await pool.score([{ text: 'tea' }])).scores[0]).toBeGreaterThan(0.5);
  });
});

test('a missing embedding model is said at once', async () => {
  await expect(openScoringPool({ modelsDir: temporaryFolder(), classifierDirs: [] })).rejects.toMatchObject({
    code: 'NO_MODELS',
  });
});

describe('a crew whose workers die', () => {
  /** A worker that dies on the word 'die' as often as the file says, counting down in it, and answers else. */
  function mortalWorker(deaths: number): URL {
    const folder = temporaryFolder();
    const counter = join(folder, 'deaths');
    writeFileSync(counter, String(deaths));
    const file = join(folder, 'worker.mjs');
    writeFileSync(
      file,
      `import { parentPort } from 'node:worker_threads';
       import { readFileSync, writeFileSync } from 'node:fs';
       parentPort.on('message', ({ id, item }) => {
         const left = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
         if (item.text === 'die' && left > 0) {
           writeFileSync(${JSON.stringify(counter)}, String(left - 1));
           process.exit(3);
         }
         parentPort.postMessage({ kind: 'explained', id, spans: [] });
       });
       parentPort.postMessage({ kind: 'ready', embeddingVersion: 'v', version: 'v', labels: [], infos: [] });`,
    );
    return pathToFileURL(file);
  }
  const setup = { modelsDir: '', classifierDirs: [], threads: 1 };
  const ask = (text: string) => ({ kind: 'explain', item: { text }, label: 'x' }) as const;

  test('tries again once', async () => {
    const crew = await openCrew(mortalWorker(1), setup, 1);
    expect(await crew.ask(ask('die'))).toMatchObject({ kind: 'explained' });
    await crew.close();
  });

  test('then gives the request up, and goes on with the others', async () => {
    const crew = await openCrew(mortalWorker(2), setup, 1);
    const [lost, kept] = await Promise.allSettled([crew.ask(ask('die')), crew.ask(ask('live'))]);
    expect(lost).toMatchObject({
      status: 'rejected',
      reason: { code: 'INTERNAL', message: expect.stringContaining('died') },
    });
    expect(kept.status).toBe('fulfilled');
    await crew.close();
    await expect(crew.ask(ask('late'))).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
