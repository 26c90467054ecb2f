import { embeddingSize } from '../../text/minilm.ts';
import { NgramHasher } from '../../text/ngrams.ts';

/** The features of many texts: an embedding and a row of hashed n-grams each. */
export interface FeatureTable {
  rows: number;
  /** rows x 384. */
  embeddings: Float32Array;
  /** Row r has the buckets from `starts[r]` to `starts[r + 1]`; those before `wordEnds[r]` are of words. */
  starts: Float64Array;
  wordEnds: Float64Array;
  buckets: Int32Array;
  /** What each word, and each character run, of a row weighs. */
  wordValues: Float32Array;
  characterValues: Float32Array;
}

/** Hashes cleaned texts into one table beside their embeddings (n x 384, row-major). */
export function buildFeatures(texts: readonly string[], embeddings: Float16Array | Float32Array): FeatureTable {
  const hasher = new NgramHasher();
  const starts = new Float64Array(texts.length + 1);
  const wordEnds = new Float64Array(texts.length);
  const wordValues = new Float32Array(texts.length);
  const characterValues = new Float32Array(texts.length);
  let buckets = new Int32Array(1 << 16);
  texts.forEach((text, row) => {
    hasher.hash(text);
    const start = starts[row]!;
    if (start + hasher.size > buckets.length) {
      const larger = new Int32Array(Math.max(buckets.length * 2, start + hasher.size));
      larger.set(buckets);
      buckets = larger;
    }
    // Sorted within each kind: neighbouring buckets share cache lines, which makes training a good deal faster.
    buckets.set(hasher.buckets.subarray(0, hasher.words).sort(), start);
    buckets.set(hasher.buckets.subarray(hasher.words, hasher.size).sort(), start + hasher.words);
    wordEnds[row] = start + hasher.words;
    wordValues[row] = hasher.wordValue;
    characterValues[row] = hasher.characterValue;
    starts[row + 1] = start + hasher.size;
  });
  return {
    rows: texts.length,
    embeddings: Float32Array.from(embeddings.subarray(0, texts.length * embeddingSize)),
    starts,
    wordEnds,
    buckets: buckets.slice(0, starts[texts.length]),
    wordValues,
    characterValues,
  };
}
