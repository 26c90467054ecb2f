import { Tensor } from 'onnxruntime-node';
import { embeddingSize } from '../../text/minilm.ts';
import type { NgramHasher } from '../../text/ngrams.ts';

/**
 * What classifiers read of one batch. Each kind of input is made once, at first use, and shared by all classifiers that
 * take it.
 */
export class FeatureBatch {
  /** Cleaned texts. */
  readonly texts: string[];
  readonly #embeddings: Float16Array;
  readonly #hasher: NgramHasher;
  #embeddingTensor: Tensor | null = null;
  #ngramTensors: { ngrams: Tensor; values: Tensor } | null = null;

  /** `embeddings` are n x 384, as they are cached: what classifiers see is rounded the same way with a cache and without. */
  constructor(texts: string[], embeddings: Float16Array, hasher: NgramHasher) {
    this.texts = texts;
    this.#embeddings = embeddings;
    this.#hasher = hasher;
  }

  /** Float [n, 384]. */
  get embedding(): Tensor {
    this.#embeddingTensor ??= new Tensor('float32', Float32Array.from(this.#embeddings), [
      this.texts.length,
      embeddingSize,
    ]);
    return this.#embeddingTensor;
  }

  /** Bucket numbers, int32 [n, longest], and what each weighs, float [n, longest]: 0 in the places a shorter text leaves. */
  get ngrams(): { ngrams: Tensor; values: Tensor } {
    this.#ngramTensors ??= hashTexts(this.texts, this.#hasher);
    return this.#ngramTensors;
  }
}

function hashTexts(texts: string[], hasher: NgramHasher): { ngrams: Tensor; values: Tensor } {
  const rows = texts.map((text) => {
    hasher.hash(text);
    const { words, wordValue, characterValue } = hasher;
    return { buckets: hasher.buckets.slice(0, hasher.size), words, wordValue, characterValue };
  });
  const longest = rows.reduce((most, { buckets }) => Math.max(most, buckets.length), 1);
  const ngrams = new Int32Array(rows.length * longest);
  const values = new Float32Array(rows.length * longest);
  rows.forEach(({ buckets, words, wordValue, characterValue }, i) => {
    ngrams.set(buckets, i * longest);
    values.fill(wordValue, i * longest, i * longest + words);
    values.fill(characterValue, i * longest + words, i * longest + buckets.length);
  });
  const shape = [rows.length, longest];
  return { ngrams: new Tensor('int32', ngrams, shape), values: new Tensor('float32', values, shape) };
}
