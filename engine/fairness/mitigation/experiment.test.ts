import { describe, expect, it } from 'vitest';
import type { NumberedPairs } from '../../catalog/interactions/interactions.ts';
import { split } from '../../evaluate/split.ts';
import { algorithms } from '../../recommend/models/registry.ts';
import { algorithmOf } from '../../recommend/params.ts';
import type { EvaluationTask } from '../../recommend/run.ts';
import { PreparedTask } from '../../recommend/run.ts';
import { validationSplit } from '../../recommend/validation.ts';
import { type Planted, plantedInteractions } from '../../testing/models.ts';
import { type ExperimentInput, experiment, listsOf } from './experiment.ts';
import { askedMethods, methodSpecs } from './methods.ts';

const planted: Planted = { users: 60, items: 40, seed: 3 };

function pairsOf(): NumberedPairs {
  const rows = plantedInteractions(planted);
  const number = (id: string) => Number(id.slice(1));
  return {
    users: { size: planted.users! },
    items: { size: planted.items! },
    user: Int32Array.from(rows, ({ user }) => number(user)),
    item: Int32Array.from(rows, ({ item }) => number(item)),
    value: new Float32Array(rows.length).fill(1),
    time: null,
  };
}

/** The parts of planted data; `foul` gives every test pair another item, that its user does not have. */
function partsOf(foul = false) {
  const data = pairsOf();
  const whole = split(data, 'user', { seed: 1, share: 0.2 });
  const validation = validationSplit(data, whole.train, 'user', { seed: 2, share: 0.2 });
  const had = new Set(Array.from(data.user, (user, at) => user * planted.items! + data.item[at]!));
  const item = data.item.slice();
  for (const at of whole.test) {
    while (foul && had.has(data.user[at]! * planted.items! + item[at]!)) item[at] = (item[at]! + 1) % planted.items!;
  }
  const task = (parts: Pick<EvaluationTask, 'train' | 'test'>, pairs: NumberedPairs) =>
    new PreparedTask({ ...parts, data: pairs });
  return { validation: task(validation, data), test: task(whole, { ...data, item }) };
}

function inputFor(id: 'ials' | 'bprmf'): ExperimentInput {
  const of = Int32Array.from({ length: planted.users! }, (_, user) => (user % 4 === 0 ? 1 : user % 7 === 0 ? -1 : 0));
  return {
    algorithm: algorithmOf(algorithms, id),
    params: { factors: 8, epochs: 4 },
    feedback: 'ones',
    seed: 1,
    threads: 1,
    k: 5,
    grouping: { attribute: 'made up', names: ['many', 'few'], of },
    categories: null,
    methods: askedMethods(id, [], {}),
    metric: 'ndcg',
    budget: 0.05,
    candidates: 20,
    draws: 100,
  };
}

describe.each(['ials', 'bprmf'] as const)('mitigation of %s', (id) => {
  const input = inputFor(id);

  it('makes the same lists and choices whatever the labels of the test are', async () => {
    const pair = { better: 0, worse: 1 };
    const lists = await listsOf(input, partsOf().test, () => pair);
    const fouled = await listsOf(input, partsOf(true).test, () => pair);
    expect(fouled).toEqual(lists);
    const [made, other] = [await experiment(input, partsOf()), await experiment(input, partsOf(true))];
    expect(other.points.map(({ chosen, validation }) => [chosen, validation])).toEqual(
      made.points.map(({ chosen, validation }) => [chosen, validation]),
    );
    expect([other.better, other.worse]).toEqual([made.better, made.worse]);
    // That the labels are others at all.
    expect(other.base.test.ndcg.value).not.toBe(made.base.test.ndcg.value);
  });

  it('tries every strength of every method, with intervals that hold the figures, and chooses one a method at most', async () => {
    const steps: number[] = [];
    const { points, base, users } = await experiment(input, partsOf(), (done) => void steps.push(done));
    expect(points.map(({ method, strength }) => [method, strength])).toEqual(
      input.methods.flatMap(({ method, strengths }) => strengths.map((strength) => [method, strength])),
    );
    expect(steps.at(-1)).toBe(2 * (points.length + 1));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(users).toBeGreaterThan(50);
    for (const { test, change, method } of points) {
      for (const { value, low, high } of Object.values({ ...test, groups: test.ndcg })) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-12);
        expect(value).toBeLessThanOrEqual(high + 1e-12);
      }
      expect(change.ndcg.value).toBeCloseTo(test.ndcg.value - base.test.ndcg.value, 12);
      expect(points.filter((point) => point.method === method && point.chosen).length).toBeLessThanOrEqual(1);
    }
  });

  it('gives the tail at least what the floor asks for, on lists of all users', async () => {
    const floor = { ...input, methods: askedMethods(id, ['floor'], { floor: [0.3, 0.5] }) };
    const { points } = await experiment(floor, partsOf());
    expect(points[1]!.test.tail.value).toBeGreaterThan(points[0]!.test.tail.value);
    expect(points[1]!.change.tail.value).toBeGreaterThan(0);
  });
});

describe('what can be asked for', () => {
  it('is every method that works with the model', () => {
    const methodsOf = (id: 'ials' | 'bprmf' | 'ease') => askedMethods(id, [], {}).map(({ method }) => method);
    expect(methodsOf('ials')).toEqual(Object.keys(methodSpecs));
    expect(methodsOf('bprmf')).not.toContain('regulariser');
    expect(methodsOf('ease')).toEqual(['floor', 'fair', 'calibrated', 'cp']);
  });

  it('is no method that does not, and no strength out of range', () => {
    expect(() => askedMethods('ease', ['ips'], {})).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(() => askedMethods('ials', ['floor'], { floor: [1.5] })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', advice: 'Strengths are above 0 and at most 1.' }),
    );
  });
});
