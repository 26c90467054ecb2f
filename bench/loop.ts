import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pass } from 'node:timers/promises';
import type { ParamValue } from '../engine/contract/models.ts';
import { type Csr, csrFromTriples, sharedFloats, transpose } from '../engine/numeric/csr.ts';
import { type Random, seededRandom } from '../engine/numeric/random.ts';
import type { Model, ModelId, TrainingData } from '../engine/recommend/models/model.ts';
import { algorithms } from '../engine/recommend/models/registry.ts';
import type { Figure } from './measure.ts';

/** MovieLens 1M's size, and that of its attributes; embeddings as the app's text model makes them. */
const [users, items, pairs, genres, traits, dimensions] = [6040, 3706, 1_000_000, 18, 30, 384];
/** How the ids of the app's models are tried: each way of fitting that takes a path of its own. */
const cases: [ModelId, Record<string, ParamValue>][] = [
  ['toppopular', {}],
  ['baseline', {}],
  ['baseline', { method: 'sgd' }],
  ['itemknn', {}],
  ['itemknn', { weights: 'bm25', similarity: 'asymmetric' }],
  ['itemknn', { task: 'rating', similarity: 'msd', centre: 'baseline', k: 40 }],
  ['userknn', {}],
  ['userknn', { task: 'rating', similarity: 'pearson', centre: 'mean', k: 40 }],
  ['itemattributeknn', {}],
  ['userattributeknn', {}],
  ['group', {}],
  ['paco', {}],
  ['ease', {}],
  ['slim', {}],
  ['svd', {}],
  ['svd', { task: 'rating', factors: 10 }],
  ['content', {}],
  ['content', { source: 'attributes' }],
];
const askedUsers = 1000;
const scoredAtOnce = 256;

/**
 * For how long each model holds the event loop at most, in milliseconds, while it is fitted, recommends 20 items to 1,000
 * users, scores all items for them, and lists what is like 1,000 items. `only` picks models by a part of their id.
 */
export async function loop(only = process.env.BENCH_MODELS ?? ''): Promise<Figure[]> {
  const data = simulated(seededRandom(1));
  const figures: Figure[] = [];
  for (const [id, params] of cases) {
    if (!id.includes(only)) continue;
    const holds = await holdsOf(id, params, data);
    const [worst, value] = Object.entries(holds).reduce((most, hold) => (hold[1] > most[1] ? hold : most));
    const given = Object.entries(params).map(([name, param]) => `${name} ${param}`);
    const what = `${[id, ...given].join(', ')}: longest hold, in ${worst}`;
    figures.push({ bench: 'loop', what, value, unit: 'ms' });
    const all = Object.entries(holds).map(([phase, hold]) => `${phase} ${hold.toFixed(0)} ms`);
    process.stderr.write(`  ${[id, ...given].join(', ')}: ${all.join(', ')}\n`);
  }
  return figures;
}

async function holdsOf(
  id: ModelId,
  params: Record<string, ParamValue>,
  data: TrainingData,
): Promise<Record<string, number>> {
  const everybody = Int32Array.from({ length: askedUsers }, (_, n) => Math.floor((n * users) / askedUsers));
  const some = Int32Array.from({ length: askedUsers }, (_, n) => Math.floor((n * items) / askedUsers));
  let model!: Model;
  const fit = await longestHold(async () => {
    model = await algorithms.get(id)!.fit(data, params, { seed: 1, threads: 2 });
  });
  const recommend = await longestHold(() => model.recommend(everybody, { k: 20, exclude: data.byUser }));
  const scores = await longestHold(async () => {
    for (let from = 0; from < askedUsers; from += scoredAtOnce) {
      await model.scoreAll(everybody.subarray(from, from + scoredAtOnce));
    }
  });
  if (!model.similarItems) return { fit, recommend, scores };
  const similar = await longestHold(async () => model.similarItems!(some, 20));
  return { fit, recommend, scores, similar };
}

async function longestHold(work: () => Promise<unknown>): Promise<number> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await pass(10);
  monitor.reset();
  // After a reset the first turn only sets the time from which the next interval counts.
  await pass(10);
  await work();
  await pass(10);
  monitor.disable();
  return monitor.max / 1e6;
}

/** Ratings with few popular items and few busy users, and with descriptions of both. */
function simulated(random: Random): TrainingData {
  const skewed = (count: number, power: number) => Math.floor(count * random.uniform() ** power);
  const draw = (n: number, one: () => number) => Int32Array.from({ length: n }, one);
  const byUser = csrFromTriples(
    users,
    items,
    draw(pairs * 1.15, () => skewed(users, 1.6)),
    draw(pairs * 1.15, () => skewed(items, 2.2)),
    draw(pairs * 1.15, () => 1 + random.below(5)),
  );
  const values = sharedFloats(items * dimensions);
  values.forEach((_, at) => {
    values[at] = random.normal();
  });
  return {
    users,
    items,
    byUser,
    byItem: transpose(byUser),
    userAttributes: describe(random, users, traits),
    itemAttributes: describe(random, items, genres),
    itemEmbeddings: { dimensions, values },
  };
}

/** Two ones in each row. */
function describe(random: Random, rows: number, columns: number): Csr {
  const row = Int32Array.from({ length: 2 * rows }, (_, n) => n >> 1);
  const column = row.map(() => random.below(columns));
  return csrFromTriples(rows, columns, row, column, new Float32Array(2 * rows).fill(1));
}
