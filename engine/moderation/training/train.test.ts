import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stableFraction } from '../../numeric/random.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { NgramHasher } from '../../text/ngrams.ts';
import { cardSchema } from '../classifiers/card.ts';
import { FeatureBatch } from '../classifiers/features.ts';
import { temporaryFolder } from '../classifiers/fixtures.ts';
import { type Classifier, loadClassifiers } from '../classifiers/load.ts';
import type { ScoringPool } from '../classifiers/pool.ts';
import { evaluateHeads } from './evaluate.ts';
import { exampleOf, partOf } from './examples.ts';
import { buildFeatures } from './features.ts';
import type { Prepared } from './prepare.ts';
import { recipes } from './recipes.ts';
import { trainHeads, trainingRows } from './train.ts';

const goods = ['kettle', 'teapot', 'scarf', 'lamp'];
const places = ['garden', 'library', 'harbour', 'museum'];

/** Adverts against plain talk, told apart by their words; and a set of plain talk only. */
function smallWorld(): Prepared {
  const examples = Array.from({ length: 160 }, (_, i) =>
    i % 2
      ? exampleOf('sms-spam', `win a free ${goods[i % 4]} number ${i * 37}, reply now`, { spam: 1, clickbait: 0 })
      : exampleOf(i % 4 ? 'sms-spam' : 'davidson', `meet me at the ${places[(i / 2) % 4]} at ${i}`, {
          spam: 0,
          clickbait: 0,
        }),
  );
  const embeddings = Float16Array.from(
    { length: examples.length * embeddingSize },
    (_, i) => stableFraction(`${i}`, 1) * 0.1 - 0.05,
  );
  const seed = 11;
  return {
    examples,
    parts: examples.map((_, i) => partOf(String(i), seed)),
    table: buildFeatures(
      examples.map(({ text }) => text),
      embeddings,
    ),
    embeddingVersion: 'small',
    seed,
  };
}

/** A pool that runs loaded classifiers in this thread. */
function poolOf(classifier: Classifier): ScoringPool {
  return {
    embeddingVersion: 'small',
    labels: classifier.info.labels,
    version: 'small',
    workers: 1,
    classifiers: () => [classifier.info],
    close: () => classifier.close(),
    explain: () => Promise.resolve([]),
    async score(items) {
      const embeddings = new Float16Array(items.flatMap(({ embedding }) => Array.from(embedding!)));
      const batch = new FeatureBatch(
        items.map(({ text }) => text),
        embeddings,
        new NgramHasher(),
      );
      return { labels: classifier.info.labels, embeddings, scores: await classifier.score(batch) };
    },
  };
}

describe('training', () => {
  test('writes a head that loads, whose card says what evaluation finds, and the same bytes again', async () => {
    const world = smallWorld();
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    const [card] = await trainHeads(world, first, { only: ['spam'] });
    await trainHeads(world, second, { only: ['spam'] });
    for (const file of ['model.onnx', 'card.json']) {
      expect(readFileSync(join(first, 'spam', file))).toEqual(readFileSync(join(second, 'spam', file)));
    }
    expect(cardSchema.parse(JSON.parse(readFileSync(join(first, 'spam', 'card.json'), 'utf8')))).toEqual(card);
    expect(card!.parts!.train + card!.parts!.calibration + card!.parts!.test).toBe(160);
    expect(card!.measured!.rocAuc).toBeGreaterThan(0.95);

    const { classifiers, infos } = await loadClassifiers([first], 'small');
    expect(infos[0]!.problem).toBeNull();
    const { results, alarms } = await evaluateHeads(world, poolOf(classifiers[0]!));
    const all = results.find(({ set }) => set === 'all')!;
    expect(all).toMatchObject({ label: 'spam', rows: card!.measured!.rows, positives: card!.measured!.positives });
    expect(all.rocAuc).toBeCloseTo(card!.measured!.rocAuc!, 3);
    expect(all.ece).toBeCloseTo(card!.measured!.ece!, 2);
    expect(alarms.map(({ set, judged }) => [set, judged])).toEqual([
      ['davidson', true],
      ['sms-spam', true],
    ]);
  });

  test('learns from a share of the sets that hold no positives, and from the train part alone', () => {
    const world = smallWorld();
    const { rows } = trainingRows(world, 'spam', { ...recipes.spam.options, auxiliaryShare: 0.5 });
    const shareOf = (set: string) => {
      const own = world.examples.flatMap((example, row) =>
        example.set === set && world.parts[row] === 'train' ? [row] : [],
      );
      return own.filter((row) => rows.includes(row)).length / own.length;
    };
    expect(shareOf('sms-spam')).toBe(1);
    expect(shareOf('davidson')).toBeGreaterThan(0.2);
    expect(shareOf('davidson')).toBeLessThan(0.8);
    expect(rows.every((row) => world.parts[row] === 'train')).toBe(true);
  });
});
