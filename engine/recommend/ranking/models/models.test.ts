import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { rankerKinds } from '../../../contract/index.ts';
import { fitPlatt } from '../../../evaluate/calibration.ts';
import { atOnce } from '../../../numeric/pace.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { FeatureRows } from '../features/encoder.ts';
import { smallTask } from '../fixtures.ts';
import { explainScore } from './explain.ts';
import { graphFeeds, rankerGraph } from './graph.ts';
import { initialWeights, type RankerShape, type RankerWeights, rowGradient, shapeOf } from './network.ts';
import { type RankerParams, rankerDefaults, trainRanker } from './train.ts';

const sizes = { factors: 8, layers: [32, 16] };
const task = smallTask(300);
const all = atOnce(task.encoder.encode(task.raw));

function slotsOf(rows: FeatureRows, row: number) {
  const from = row * rows.slots;
  return { index: rows.index.subarray(from, from + rows.slots), value: rows.value.subarray(from, from + rows.slots) };
}

/** A shape and weights of some size, all of them, so that every gradient is there. */
function drawn(kind: RankerParams['kind']): { shape: RankerShape; weights: RankerWeights } {
  const shape = shapeOf(task.encoder, kind, sizes);
  const random = seededRandom(3);
  const weights = initialWeights(shape, new Uint8Array(shape.features).fill(1), 0.3, random);
  for (const array of [weights.linear, weights.dense]) {
    array.forEach((weight, k) => {
      array[k] = weight + 0.1 * random.normal();
    });
  }
  return { shape, weights };
}

/** Central differences of the logit by one number of an array of weights. */
function slope(array: Float32Array, k: number, logit: () => number): number {
  const kept = array[k]!;
  array[k] = kept + 2 ** -10;
  const [above, high] = [logit(), array[k]!];
  array[k] = kept - 2 ** -10;
  const [below, low] = [logit(), array[k]!];
  array[k] = kept;
  return (above - below) / (high - low);
}

describe.each(rankerKinds)('%s', (kind) => {
  test('gradients agree with finite differences', () => {
    const { shape, weights } = drawn(kind);
    for (const row of [0, 7, 42]) {
      const { index, value } = slotsOf(all, row);
      const gradient = rowGradient(shape, weights, index, value);
      const logit = () => rowGradient(shape, weights, index, value).logit;
      for (let s = 0; s < shape.slots; s++) {
        if (value[s] === 0) continue;
        expect(slope(weights.linear, index[s]!, logit)).toBeCloseTo(value[s]!, 6);
        expect(slope(value, s, logit)).toBeCloseTo(gradient.values[s]!, 4);
        for (let f = 0; f < shape.factors; f++) {
          const by = slope(weights.factors, index[s]! * shape.factors + f, logit);
          expect(by).toBeCloseTo(gradient.factors[s * shape.factors + f]!, 4);
        }
      }
      for (let k = 0; k < weights.dense.length; k += k === 0 ? 16 : 7) {
        expect(slope(weights.dense, k, logit)).toBeCloseTo(gradient.dense[k]!, 4);
      }
    }
  });

  test('one batch moves the weights as Adagrad and Adam move them by the summed gradient', async () => {
    const few = { ...task, train: task.train.slice(0, 100), epochs: 1 };
    const options = { kind, ...sizes, epochs: 1, l2: 0.01 } as const;
    const { shape, weights } = await trainRanker(few, options, { seed: 5 });
    const rows = atOnce(task.encoder.encode(task.raw, few.train));
    const seen = new Uint8Array(shape.features);
    for (const feature of rows.index) seen[feature] = 1;
    const start = initialWeights(shape, seen, rankerDefaults.deviation, seededRandom(5).fork(1));
    const expected = stepped(shape, start, rows, few.labels, 0.01);
    for (const part of ['linear', 'factors', 'dense'] as const) {
      const worst = weights[part].reduce((most, own, k) => Math.max(most, Math.abs(own - expected[part][k]!)), 0);
      expect(worst, part).toBeLessThan(2e-5);
    }
  });

  test('ONNX Runtime gives the logits of the trainer', async () => {
    const trained = await trainRanker(task, { kind, ...sizes, epochs: 3 }, { seed: 1 });
    const labels = Array.from(task.validation, (row) => task.labels[row]!);
    const graph = rankerGraph(trained.shape, trained.weights, fitPlatt(trained.validation, labels));
    const session = await InferenceSession.create(graph);
    const rows = atOnce(task.encoder.encode(task.raw, task.validation));
    const { logits } = await session.run(graphFeeds(trained.shape, rows));
    for (const [n, logit] of (logits!.data as Float32Array).entries()) {
      expect(Math.abs(logit - trained.validation[n]!)).toBeLessThan(1e-5);
    }
  });

  test('ONNX Runtime gives them where rows share columns, and where they share all', async () => {
    const { shape, weights } = drawn(kind);
    const session = await InferenceSession.create(rankerGraph(shape, weights, fitPlatt([-1, 0, 1], [0, 1, 1])));
    const same = (n: number) => {
      const { index, value } = slotsOf(all, 3);
      return { index: [...index], value: [...value], of: n };
    };
    const [many, others] = [[0, 1, 2, 3, 4, 5].map(same), slotsOf(all, 9)];
    // The item's own slots alone are of another row in every second one.
    for (const [n, row] of many.entries()) {
      if (n % 2 === 0) continue;
      shape.fieldOf.forEach((field, s) => {
        if (field !== 1) return;
        row.index[s] = others.index[s]!;
        row.value[s] = others.value[s]!;
      });
    }
    for (const rows of [many, many.slice(0, 1), many.filter(({ of }) => of % 2 === 0)]) {
      const { logits } = await session.run(
        graphFeeds(shape, {
          rows: rows.length,
          slots: shape.slots,
          index: Int32Array.from(rows.flatMap(({ index }) => index)),
          value: Float32Array.from(rows.flatMap(({ value }) => value)),
        }),
      );
      for (const [n, { index, value }] of rows.entries()) {
        expect((logits!.data as Float32Array)[n]).toBeCloseTo(rowGradient(shape, weights, index, value).logit, 4);
      }
    }
  });

  test('contributions of the layers are the mean gradient times the input', () => {
    const { shape, weights } = drawn(kind);
    const { index, value } = slotsOf(all, 11);
    const whole = rowGradient(shape, weights, index, value);
    const nothing = rowGradient(shape, weights, index, value, 0).deep;
    const reason = explainScore(task.encoder, shape, weights, all, 11);
    expect(reason.logit).toBeCloseTo(whole.logit, 9);
    expect(reason.base).toBeCloseTo(weights.dense[0]! + nothing, 9);
    const steps = 64;
    const byField = new Map<string, number>();
    for (let s = 0; s < shape.slots; s++) {
      let share = value[s]! * weights.linear[index[s]!]!;
      for (let other = 0; other < shape.slots; other++) {
        if (other === s) continue;
        for (let f = 0; f < shape.factors; f++) {
          const [a, b] = [index[s]! * shape.factors + f, index[other]! * shape.factors + f];
          share += 0.5 * value[s]! * weights.factors[a]! * value[other]! * weights.factors[b]!;
        }
      }
      for (let step = 0; step < steps; step++) {
        const { input } = rowGradient(shape, weights, index, value, (step + 0.5) / steps);
        for (let f = 0; f < shape.factors; f++) {
          const own = value[s]! * weights.factors[index[s]! * shape.factors + f]!;
          share += (own * input[shape.fieldOf[s]! * shape.factors + f]!) / steps;
        }
      }
      const name = task.encoder.schema.fields[shape.fieldOf[s]!]!.name;
      byField.set(name, (byField.get(name) ?? 0) + share);
    }
    for (const { field, contribution } of reason.contributions) {
      expect(contribution).toBeCloseTo(byField.get(field)!, 9);
    }
  });

  test('contributions add up to the score', () => {
    const { shape, weights } = drawn(kind);
    for (const row of [1, 5]) {
      const reason = explainScore(task.encoder, shape, weights, all, row);
      const sum = reason.contributions.reduce((total, { contribution }) => total + contribution, reason.base);
      expect(sum + reason.residual).toBeCloseTo(reason.logit, 9);
      expect(Math.abs(reason.residual)).toBeLessThan(kind === 'deepfm' ? 0.02 : 1e-9);
      expect(reason.contributions.map(({ field }) => field).sort()).toEqual([
        'item',
        'item:tags',
        'price',
        'score',
        'user',
      ]);
    }
  });

  test('the same seed gives the same bytes on one thread and on two, another seed others', async () => {
    const trained = (seed: number, threads: number) => trainRanker(task, { kind, epochs: 2 }, { seed, threads });
    const [one, two, third] = await Promise.all([trained(1, 1), trained(1, 2), trained(2, 1)]);
    expect(two).toEqual(one);
    expect(third.weights.linear).not.toEqual(one.weights.linear);
  });
});

/** What one batch makes of the weights, in double precision: Adagrad for features, Adam for the rest. */
function stepped(shape: RankerShape, start: RankerWeights, rows: FeatureRows, labels: ArrayLike<number>, l2: number) {
  const sums = {
    linear: new Float64Array(start.linear.length),
    factors: new Float64Array(start.factors.length),
    dense: new Float64Array(start.dense.length),
  };
  const touched = new Set<number>();
  for (let row = 0; row < rows.rows; row++) {
    const { index, value } = slotsOf(rows, row);
    const gradient = rowGradient(shape, start, index, value);
    const error = 1 / (1 + Math.exp(-gradient.logit)) - labels[row]!;
    for (let s = 0; s < shape.slots; s++) {
      if (value[s] === 0) continue;
      touched.add(index[s]!);
      sums.linear[index[s]!]! += error * value[s]!;
      for (let f = 0; f < shape.factors; f++) {
        sums.factors[index[s]! * shape.factors + f]! += error * gradient.factors[s * shape.factors + f]!;
      }
    }
    gradient.dense.forEach((part, k) => {
      sums.dense[k]! += error * part;
    });
  }
  const adagrad = (weights: Float32Array, gradients: Float64Array, width: number) =>
    weights.map((weight, k) => {
      if (!touched.has(Math.floor(k / width))) return weight;
      const full = gradients[k]! + l2 * weight;
      return weight - (rankerDefaults.rate * full) / Math.sqrt(0.1 + full * full);
    });
  return {
    linear: adagrad(start.linear, sums.linear, 1),
    factors: adagrad(start.factors, sums.factors, Math.max(1, shape.factors)),
    dense: start.dense.map((weight, k) => {
      const gradient = sums.dense[k]!;
      return weight - (rankerDefaults.denseRate * gradient) / (Math.abs(gradient) + 1e-8);
    }),
  };
}

test("the factorisation machine's interactions in linear time are the sum over all pairs", () => {
  const { shape, weights } = drawn('fm');
  for (let row = 0; row < 20; row++) {
    const { index, value } = slotsOf(all, row);
    let expected = weights.dense[0]!;
    for (let a = 0; a < shape.slots; a++) {
      expected += value[a]! * weights.linear[index[a]!]!;
      for (let b = a + 1; b < shape.slots; b++) {
        let product = 0;
        for (let f = 0; f < 8; f++)
          product += weights.factors[index[a]! * 8 + f]! * weights.factors[index[b]! * 8 + f]!;
        expected += value[a]! * value[b]! * product;
      }
    }
    expect(rowGradient(shape, weights, index, value).logit).toBeCloseTo(expected, 9);
  }
});

describe('training', () => {
  test('machines learn what only pairs tell, and stop when it gets worse', async () => {
    const large = smallTask(6000);
    const trained = (kind: RankerParams['kind']) => trainRanker(large, { kind, epochs: 30, rate: 0.1 }, { seed: 1 });
    const [lr, fm, deepfm] = await Promise.all([trained('lr'), trained('fm'), trained('deepfm')]);
    const loss = ({ epochs, best }: typeof lr) => epochs[best]!.validation;
    expect(loss(fm)).toBeLessThan(loss(lr) - 0.1);
    expect(loss(deepfm)).toBeLessThan(loss(lr) - 0.1);
    expect(fm.epochs.length).toBeLessThanOrEqual(fm.best + 2);
  });

  test('a feature that no training row has weighs nothing', async () => {
    const { encoder, raw, train } = task;
    const { shape, weights } = await trainRanker(task, { kind: 'fm', epochs: 1 }, { seed: 1 });
    const seen = new Set(atOnce(encoder.encode(raw, train)).index);
    const unseen = Array.from({ length: shape.features }, (_, feature) => feature).filter((one) => !seen.has(one));
    expect(unseen.length).toBeGreaterThan(0);
    for (const feature of unseen) {
      expect(weights.factors.subarray(feature * 8, feature * 8 + 8).every((weight) => weight === 0)).toBe(true);
      expect(weights.linear[feature]).toBe(0);
    }
  });

  test('weights of rows stand for repetitions, and offsets are for training alone', async () => {
    const some = task.train.slice(0, 64);
    const params = { kind: 'lr', l2: 0, rate: 0.1 } as const;
    const twice = { ...task, train: Int32Array.from([...some, ...some]) };
    const weighed = { ...task, train: some, weights: new Float32Array(task.raw.rows).fill(2) };
    const one = { ...params, epochs: 1 };
    const [repeated, heavier] = await Promise.all([twice, weighed].map((rows) => trainRanker(rows, one, { seed: 1 })));
    repeated!.weights.linear.forEach((weight, k) => {
      expect(weight).toBeCloseTo(heavier!.weights.linear[k]!, 5);
    });
    const offsets = new Float32Array(task.raw.rows).fill(2);
    const shifted = await trainRanker({ ...task, offsets }, { ...params, epochs: 30, patience: 30 }, { seed: 1 });
    const plain = await trainRanker(task, { ...params, epochs: 30, patience: 30 }, { seed: 1 });
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(plain.validation) - mean(shifted.validation)).toBeGreaterThan(1.2);
  });

  test('reports progress, is called off, and refuses what makes no sense', async () => {
    const done: number[] = [];
    const stop = new AbortController();
    const onProgress = ({ done: rows, loss }: { done: number; loss?: number }) => {
      expect(loss).toBeGreaterThan(0);
      done.push(rows);
      stop.abort();
    };
    const options = { seed: 1, signal: stop.signal, onProgress };
    await expect(trainRanker(task, { kind: 'fm' }, options)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(done).toEqual([240]);
    await expect(trainRanker(task, { kind: 'fm', factors: 3 }, { seed: 1 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      place: { field: 'factors' },
    });
    const empty = { ...task, validation: new Int32Array(0) };
    await expect(trainRanker(empty, { kind: 'fm' }, { seed: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
