import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { StewardError } from '../../contract/errors.ts';
import { padTokens, runsByLength, sessionOptions } from '../../text/embedder.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { NgramHasher } from '../../text/ngrams.ts';
import { openTokenizer } from '../../text/tokenizer.ts';
import { type Card, cardSchema } from './card.ts';
import { FeatureBatch } from './features.ts';
import { checkModel } from './inspect.ts';
import type { ClassifierInfo } from './pool.ts';

/** A classifier that is ready to score. */
export interface Classifier {
  readonly info: ClassifierInfo & { card: Card };
  /** n x labels probabilities, row-major; what the model gives that is not a number counts as 0. */
  score(batch: FeatureBatch): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Everything a folder of classifier folders holds: what can score, and what a person is told about each. */
export interface LoadedClassifiers {
  classifiers: Classifier[];
  infos: ClassifierInfo[];
}

/**
 * Loads every classifier folder under each of `folders`, in order of name. Never rejects: a folder that cannot be used
 * is listed as broken, with its problem, and the others load. A label met again is taken from the later folder.
 */
export async function loadClassifiers(
  folders: string[],
  embeddingVersion: string,
  threads = 1,
): Promise<LoadedClassifiers> {
  const classifiers: Classifier[] = [];
  const infos: ClassifierInfo[] = [];
  for (const parent of folders) {
    for (const folder of classifierFolders(parent)) {
      const loaded = await loadOrExplain(folder, embeddingVersion, threads);
      if ('score' in loaded) {
        for (const earlier of classifiers) shadow(earlier.info, loaded.info);
        classifiers.push(loaded);
      }
      infos.push('score' in loaded ? loaded.info : loaded);
    }
  }
  return { classifiers, infos };
}

function shadow(earlier: ClassifierInfo, later: ClassifierInfo): void {
  const taken = earlier.labels.filter((label) => later.labels.includes(label));
  if (taken.length > 0) earlier.problem = `Label ${taken.join(', ')} comes from ${later.folder} instead.`;
}

function classifierFolders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(parent, entry.name))
    .sort();
}

async function loadOrExplain(
  folder: string,
  embeddingVersion: string,
  threads: number,
): Promise<Classifier | ClassifierInfo> {
  try {
    return await loadClassifier(folder, embeddingVersion, threads);
  } catch (error) {
    const problem =
      error instanceof StewardError
        ? `${error.message} ${error.advice}`.trim()
        : `It could not be loaded: ${String(error)}`;
    const card = readCard(folder);
    const labels = card?.labels ?? [];
    return {
      id: basename(folder),
      name: card?.name ?? basename(folder),
      version: '',
      labels,
      status: 'broken',
      problem,
      folder,
      card,
    };
  }
}

function readCard(folder: string): Card | null {
  try {
    return parseCard(join(folder, 'card.json'));
  } catch {
    return null;
  }
}

/** Reads and checks a card. Throws BAD_CLASSIFIER naming the field. */
function parseCard(file: string): Card {
  const advice = 'docs/classifiers.md says what a card holds.';
  if (!existsSync(file))
    throw new StewardError('BAD_CLASSIFIER', 'The folder has no card.json.', { place: { file }, advice });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StewardError('BAD_CLASSIFIER', 'card.json is not JSON.', { place: { file }, advice, cause });
  }
  const parsed = cardSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new StewardError('BAD_CLASSIFIER', `card.json is wrong: ${z.prettifyError(parsed.error)}`, {
    place: { file, field },
    advice,
  });
}

/**
 * Loads one classifier folder: `model.onnx`, `card.json` and, for text input, `tokenizer.json`. Rejects with
 * BAD_CLASSIFIER, naming the file and field, where it cannot be used. Ends with a trial run on one sentence.
 */
export async function loadClassifier(folder: string, embeddingVersion: string, threads = 1): Promise<Classifier> {
  const card = parseCard(join(folder, 'card.json'));
  const file = join(folder, 'model.onnx');
  if (!existsSync(file)) {
    throw new StewardError('BAD_CLASSIFIER', 'The folder has no model.onnx.', {
      place: { file },
      advice: 'Copy the model into it.',
    });
  }
  const bytes = readFileSync(file);
  const { inputs } = checkModel(card, bytes, file);
  if (card.input !== 'text' && card.embeddingVersion !== undefined && card.embeddingVersion !== embeddingVersion) {
    throw new StewardError(
      'BAD_CLASSIFIER',
      `It was trained on embeddings ${card.embeddingVersion}, not ${embeddingVersion}.`,
      {
        place: { file, field: 'embeddingVersion' },
        advice: 'Train it again with steward train.',
      },
    );
  }
  const feeds = card.input === 'text' ? textFeeds(folder, card, inputs) : featureFeeds(card);
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(file, sessionOptions(threads));
  } catch (cause) {
    throw new StewardError(
      'BAD_CLASSIFIER',
      `ONNX Runtime refuses the model: ${cause instanceof Error ? cause.message : cause}`,
      {
        place: { file },
        advice: 'Export the model again.',
        cause,
      },
    );
  }
  const version = createHash('sha256').update(bytes).update(JSON.stringify(card)).digest('hex').slice(0, 16);
  const classifier: Classifier = {
    info: {
      id: basename(folder),
      name: card.name,
      version,
      labels: card.labels,
      status: 'ready',
      problem: null,
      folder,
      card,
    },
    async score(batch) {
      const scores = new Float32Array(batch.texts.length * card.labels.length);
      for (const { rows, feed } of feeds(batch)) {
        const values = (await session.run(feed))[card.output]!.data as Float32Array;
        const width = card.labels.length;
        const probabilities = card.output === 'logits' ? fromLogits(values, width, card.multiLabel) : values;
        for (let i = 0; i < rows.length; i++) {
          for (let k = 0; k < width; k++) scores[rows[i]! * width + k] = clamp(probabilities[i * width + k]!);
        }
      }
      return scores;
    },
    close: () => session.release(),
  };
  await tryOut(classifier, file);
  return classifier;
}

type Feeds = (batch: FeatureBatch) => { rows: number[]; feed: Record<string, Tensor> }[];

function featureFeeds(card: Card): Feeds {
  return (batch) => {
    const rows = batch.texts.map((_, row) => row);
    return [{ rows, feed: { embedding: batch.embedding, ...(card.input === 'embedding+ngrams' ? batch.ngrams : {}) } }];
  };
}

function textFeeds(folder: string, card: Card, inputs: string[]): Feeds {
  const file = join(folder, 'tokenizer.json');
  if (!existsSync(file)) {
    throw new StewardError('BAD_CLASSIFIER', 'A classifier with text input needs a tokenizer.json.', {
      place: { file },
      advice: 'Copy the tokenizer that the model was trained with into the folder.',
    });
  }
  const tokenizer = openTokenizer(file, card.maxTokens);
  const withTypes = inputs.includes('token_type_ids');
  return (batch) => {
    const encoded = batch.texts.map((text) => tokenizer.encode(text));
    return runsByLength(encoded).map((rows) => {
      const feed: Record<string, Tensor> = padTokens(rows.map((row) => encoded[row]!));
      const { dims, size } = feed.input_ids!;
      if (withTypes) feed.token_type_ids = new Tensor('int64', new BigInt64Array(size), dims);
      return { rows, feed };
    });
  };
}

/** Probabilities of rows of logits: each on its own (multi-label), or sharing a sum of 1 (single-label). */
export function fromLogits(logits: Float32Array, width: number, multiLabel: boolean): Float32Array {
  if (multiLabel) return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    const row = logits.subarray(start, start + width);
    const largest = row.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    row.forEach((logit, k) => {
      probabilities[start + k] = Math.exp(logit - largest) / sum;
    });
  }
  return probabilities;
}

function clamp(probability: number): number {
  return probability >= 0 ? Math.min(probability, 1) : 0;
}

async function tryOut(classifier: Classifier, file: string): Promise<void> {
  try {
    await classifier.score(
      new FeatureBatch(['a quiet morning'], new Float16Array(embeddingSize).fill(0.05), new NgramHasher()),
    );
  } catch (cause) {
    await classifier.close();
    throw new StewardError(
      'BAD_CLASSIFIER',
      `The model fails on a sentence: ${cause instanceof Error ? cause.message : cause}`,
      {
        place: { file },
        advice: 'Check that the model takes inputs of any batch size and length.',
        cause,
      },
    );
  }
}
