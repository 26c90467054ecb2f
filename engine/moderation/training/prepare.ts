import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddingVersionOf } from '../../text/embedder.ts';
import { openScoringPool } from '../classifiers/pool.ts';
import { type Example, type HeadLabel, type Part, partOf } from './examples.ts';
import { buildFeatures, type FeatureTable } from './features.ts';
import { readExamples } from './sources.ts';

/** All labelled texts, with the part each belongs to and its features; row i of the table is example i. */
export interface Prepared {
  examples: Example[];
  parts: Part[];
  table: FeatureTable;
  embeddingVersion: string;
  seed: number;
}

export interface PrepareOptions {
  /** Holds the data sets, each in a folder of its own. */
  dataDir: string;
  /** Holds the embedding model. */
  modelsDir: string;
  /** Embeddings are kept here between runs; left out, they are made anew. */
  cacheDir?: string;
  seed: number;
  signal?: AbortSignal;
  progress?(message: string): void;
}

const textsPerRequest = 2048;

/** Reads the data sets and makes every text's features. Most of its time goes into embeddings, unless they are cached. */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { dataDir, modelsDir, seed } = options;
  const examples = readExamples(dataDir);
  const texts = examples.map(({ text }) => text);
  const embeddingVersion = embeddingVersionOf(modelsDir);
  const embeddings = await cachedEmbeddings(texts, embeddingVersion, options);
  const parts = examples.map(({ key }) => partOf(key, seed));
  return { examples, parts, table: buildFeatures(texts, embeddings), embeddingVersion, seed };
}

async function cachedEmbeddings(texts: string[], version: string, options: PrepareOptions): Promise<Float16Array> {
  if (!options.cacheDir) return embedAll(texts, options);
  const key = createHash('sha256').update(version).update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  const file = join(options.cacheDir, `embeddings-${key}.f16`);
  if (existsSync(file)) return new Float16Array(new Uint8Array(readFileSync(file)).buffer);
  const embeddings = await embedAll(texts, options);
  mkdirSync(options.cacheDir, { recursive: true });
  writeFileSync(`${file}.part`, new Uint8Array(embeddings.buffer));
  renameSync(`${file}.part`, file);
  return embeddings;
}

async function embedAll(texts: string[], { modelsDir, signal, progress }: PrepareOptions): Promise<Float16Array> {
  const pool = await openScoringPool({ modelsDir, classifierDirs: [] });
  try {
    const parts: Float16Array[] = [];
    for (let start = 0; start < texts.length; start += textsPerRequest) {
      const { embeddings } = await pool.score(
        texts.slice(start, start + textsPerRequest).map((text) => ({ text })),
        signal,
      );
      parts.push(embeddings);
      progress?.(`embedded ${Math.min(start + textsPerRequest, texts.length)} of ${texts.length} texts`);
    }
    const all = new Float16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  } finally {
    await pool.close();
  }
}

/** Rows and targets of the examples that are labelled for `label` and that `keep` lets through. */
export function labelledRows(
  examples: readonly Example[],
  label: HeadLabel,
  keep: (row: number) => boolean,
): { rows: Int32Array; targets: Uint8Array } {
  const rows: number[] = [];
  examples.forEach((example, row) => {
    if (example.labels[label] !== undefined && keep(row)) rows.push(row);
  });
  return { rows: Int32Array.from(rows), targets: Uint8Array.from(rows, (row) => examples[row]!.labels[label]!) };
}
