import { createHash } from 'node:crypto';
import { StewardError } from '../../contract/errors.ts';
import { openEmbedder } from '../../text/embedder.ts';
import { scoredText } from '../../text/identity.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { NgramHasher } from '../../text/ngrams.ts';
import { cleanText, textLimit } from '../../text/normalise.ts';
import { logOdds, partsFor, without, wordSpans } from './explain.ts';
import { FeatureBatch } from './features.ts';
import { type Classifier, loadClassifiers } from './load.ts';
import type { AttributedSpan, ClassifierInfo, ScoreBatch, ScoreInput } from './pool.ts';

/** What one worker does: embeddings and scores of texts, on its own thread. */
export interface Scorer {
  readonly embeddingVersion: string;
  readonly version: string;
  readonly labels: string[];
  readonly infos: ClassifierInfo[];
  score(items: ScoreInput[]): Promise<ScoreBatch>;
  explain(item: ScoreInput, label: string): Promise<AttributedSpan[]>;
}

/** Loads the embedding model and every classifier. Rejects with NO_MODELS where the embedding model is missing. */
export async function openScorer(modelsDir: string, classifierDirs: string[], threads: number): Promise<Scorer> {
  const embedder = await openEmbedder(modelsDir, threads);
  const { classifiers, infos } = await loadClassifiers(classifierDirs, embedder.version, threads);
  const hasher = new NgramHasher();
  const owners = new Map<string, { classifier: Classifier; column: number }>();
  for (const classifier of classifiers) {
    classifier.info.labels.forEach((label, column) => {
      owners.set(label, { classifier, column });
    });
  }
  const labels = [...owners.keys()];
  const used = classifiers.filter((classifier) => labels.some((label) => owners.get(label)!.classifier === classifier));
  const version = createHash('sha256')
    .update(
      [embedder.version, ...labels.map((label) => `${label} ${owners.get(label)!.classifier.info.version}`)].join('\n'),
    )
    .digest('hex')
    .slice(0, 16);

  async function score(items: ScoreInput[]): Promise<ScoreBatch> {
    const texts = items.map((item) => cleanText(scoredText(item)));
    const embeddings = await embedMissing(items, texts);
    const batch = new FeatureBatch(texts, embeddings, hasher);
    const scores = new Float32Array(items.length * labels.length);
    for (const classifier of used) {
      const width = classifier.info.labels.length;
      const own = await classifier.score(batch);
      labels.forEach((label, k) => {
        const owner = owners.get(label)!;
        if (owner.classifier !== classifier) return;
        for (let i = 0; i < items.length; i++)
          if (texts[i] !== '') scores[i * labels.length + k] = own[i * width + owner.column]!;
      });
    }
    return { labels, scores, embeddings };
  }

  async function embedMissing(items: ScoreInput[], texts: string[]): Promise<Float16Array> {
    const missing = items.flatMap((item, i) => (item.embedding?.length === embeddingSize ? [] : [i]));
    const made = missing.length > 0 ? await embedder.embed(missing.map((i) => texts[i]!)) : new Float16Array(0);
    if (missing.length === items.length) return made;
    const embeddings = new Float16Array(items.length * embeddingSize);
    items.forEach((item, i) => {
      if (item.embedding?.length === embeddingSize) embeddings.set(item.embedding, i * embeddingSize);
    });
    missing.forEach((i, k) => {
      embeddings.set(made.subarray(k * embeddingSize, (k + 1) * embeddingSize), i * embeddingSize);
    });
    return embeddings;
  }

  async function explain(item: ScoreInput, label: string): Promise<AttributedSpan[]> {
    const column = labels.indexOf(label);
    if (column < 0) {
      throw new StewardError('NOT_FOUND', `No classifier scores '${label}'.`, {
        advice: `There are: ${labels.join(', ') || 'none'}.`,
      });
    }
    const text = scoredText(item).slice(0, textLimit);
    const spans = wordSpans(text, partsFor(text));
    const { scores } = await score([
      { text, embedding: item.embedding },
      ...spans.map((span) => ({ text: without(text, span) })),
    ]);
    const at = (i: number) => logOdds(scores[i * labels.length + column]!);
    return spans.map((span, i) => ({ ...span, weight: at(0) - at(i + 1) }));
  }

  return { embeddingVersion: embedder.version, version, labels, infos, score, explain };
}
