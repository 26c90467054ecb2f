import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { calibrate, fitIsotonic, fitPlatt } from '../../evaluate/calibration.ts';
import { stableFraction } from '../../numeric/random.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { hashing, NgramHasher } from '../../text/ngrams.ts';
import { FeatureBatch } from '../classifiers/features.ts';
import { buildFeatures } from './features.ts';
import { headModel } from './head-graph.ts';
import { fitLogistic, logisticObjective, logitsOf } from './logistic.ts';

const texts = [
  'a red apple',
  'green apples and pears',
  'the train is late again',
  'late trains, early buses',
  'pears',
  'a bus at noon',
];
const targets = Uint8Array.of(1, 1, 0, 0, 1, 0);
const embeddings = Float16Array.from(
  { length: texts.length * embeddingSize },
  (_, i) => stableFraction(String(i), 3) * 0.2 - 0.1,
);
const table = buildFeatures(texts, embeddings);
const training = { rows: Int32Array.from(texts.keys()), targets };
const options = { l2: 0.5, denseScale: 2, naiveBayes: 0.7 };

describe('logistic regression', () => {
  test('has the gradient that its values show', () => {
    const scales = new Float32Array(hashing.buckets).fill(1.5);
    const objective = logisticObjective(table, training, options, scales);
    const size = embeddingSize + hashing.buckets + 1;
    const x = new Float64Array(size);
    const touched = [0, 5, 383, embeddingSize + table.buckets[3]!, embeddingSize + table.buckets.at(-1)!, size - 1];
    for (const [k, at] of touched.entries()) x[at] = 0.3 * (k - 2);
    const gradient = new Float64Array(size);
    objective(x, gradient);
    const scratch = new Float64Array(size);
    for (const at of touched) {
      const step = 1e-2;
      const around = [step, -step].map((shift) => {
        const moved = x.slice();
        moved[at]! += shift;
        return objective(moved, scratch);
      });
      expect((around[0]! - around[1]!) / (2 * step)).toBeCloseTo(gradient[at]!, 4);
    }
  });

  test('tells two topics apart, the same way every time', () => {
    const head = fitLogistic(table, training, options);
    const logits = logitsOf(table, training.rows, head);
    for (const [i, logit] of logits.entries()) expect(Math.sign(logit)).toBe(targets[i] ? 1 : -1);
    expect(fitLogistic(table, training, options)).toEqual(head);
  });
});

describe('the ONNX head', () => {
  test.each([
    ['platt', fitPlatt],
    ['isotonic', fitIsotonic],
  ])('agrees with the head in TypeScript, calibrated by %s', async (_, fitCurve) => {
    const head = fitLogistic(table, training, options);
    const logits = logitsOf(table, training.rows, head);
    const curve = fitCurve(logits, targets);
    const session = await InferenceSession.create(headModel('fruit', head, curve));
    const batch = new FeatureBatch(texts, embeddings, new NgramHasher());
    const { probabilities } = await session.run({ embedding: batch.embedding, ...batch.ngrams });
    expect(probabilities!.dims).toEqual([texts.length, 1]);
    Array.from(probabilities!.data as Float32Array).forEach((probability, i) => {
      expect(probability).toBeCloseTo(calibrate(curve, logits[i]!), 3);
    });
  });

  test('is the same bytes every time', () => {
    const head = fitLogistic(table, training, options);
    const curve = fitPlatt([-1, 1], [0, 1]);
    expect(headModel('fruit', head, curve)).toEqual(headModel('fruit', head, curve));
  });
});
