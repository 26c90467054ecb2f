import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDataset } from '../engine/catalog/interactions/datasets.ts';
import { readInteractions } from '../engine/catalog/interactions/read.ts';
import { rankerKinds } from '../engine/contract/index.ts';
import { userMetrics } from '../engine/evaluate/binary-users.ts';
import { inSlices } from '../engine/numeric/pace.ts';
import { rankingDemo } from '../engine/recommend/ranking/demo-fixtures.ts';
import type { FeatureData } from '../engine/recommend/ranking/features/data.ts';
import { FeatureExtractor } from '../engine/recommend/ranking/features/extractor.ts';
import { type SchemaOptions, schemaFor } from '../engine/recommend/ranking/features/schema.ts';
import { type FittedRanker, fitRows, type RankingRows } from '../engine/recommend/ranking/fit.ts';
import { openRanker } from '../engine/recommend/ranking/ranker.ts';
import { labelImpressions, samplesOfImpressions } from '../engine/recommend/ranking/samples/impressions.ts';
import { partsByTime, type Samples } from '../engine/recommend/ranking/samples/samples.ts';
import { type Figure, median } from './measure.ts';

/** Impressions of the demo come to about seven times its interactions. */
const demoSize = { posts: 3000, users: 3000, interactions: 150_000, seed: 1 };
const candidates = 500;

interface Task {
  name: string;
  data: FeatureData;
  samples: Samples;
  schema?: SchemaOptions;
}

/**
 * Rankers on what the demo showed, and on MovieLens where BENCH_DATA names the folder with ml-100k and ml-1m: seconds
 * for features and training, accuracy on the latest tenth of the rows, milliseconds for 500 candidates.
 */
export async function ranking(only = process.env.BENCH_TASKS ?? ''): Promise<Figure[]> {
  const tasks: [string, () => Promise<Task | null> | Task][] = [
    ['demo', demo],
    ['ml-100k', () => movies('ml-100k')],
    ['ml-1m', () => movies('ml-1m', 'ratings-first487650.dat.gz')],
  ];
  const figures: Figure[] = [];
  for (const [name, make] of tasks) {
    if (!name.includes(only)) continue;
    const task = await make();
    if (task) figures.push(...(await measured(task)));
  }
  return figures;
}

async function measured({ name, data, samples, schema: options }: Task): Promise<Figure[]> {
  const bench = 'ranking';
  const schema = schemaFor(data, options);
  const started = performance.now();
  const raw = await inSlices(new FeatureExtractor(data, schema).rows(samples));
  const rows: RankingRows = { schema, raw, samples, parts: partsByTime(samples.time) };
  const figures: Figure[] = [
    { bench, what: `${name}: features of ${samples.item.length} rows`, value: since(started), unit: 's' },
  ];
  for (const kind of rankerKinds) {
    const start = performance.now();
    const fitted = await fitRows(rows, { kind }, { seed: 1 });
    const { metrics, epochs } = fitted.card;
    const range = ({ mean, low, high }: { mean: number; low: number; high: number }) =>
      `${mean.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
    const { auc, gauc, logLoss } = metrics!;
    const accuracy = `AUC ${range(auc)}, GAUC ${range(gauc)}, log loss ${range(logLoss)}`;
    const what = `${name}, ${kind}: ${accuracy}; ${epochs.length} passes and calibration`;
    figures.push({ bench, what, value: since(start), unit: 's' });
    const { all, model } = await serving(fitted, data, samples);
    figures.push({ bench, what: `${name}, ${kind}: features and scores of ${candidates}`, value: all, unit: 'ms' });
    figures.push({ bench, what: `${name}, ${kind}: scores of ${candidates} alone`, value: model, unit: 'ms' });
    process.stderr.write(`  ${what} ${since(start).toFixed(1)} s, ${all.toFixed(2)} ms, ${model.toFixed(2)} ms\n`);
  }
  return figures;
}

/** Medians of 200 requests of different users, warm. */
async function serving(fitted: FittedRanker, data: FeatureData, samples: Samples) {
  const extractor = new FeatureExtractor(data, fitted.schema);
  const { users, items } = data.catalog.interactions;
  const now = samples.time.reduce((latest, time) => Math.max(latest, time), 0) + 1;
  extractor.counters.advance(now);
  const ranker = await openRanker(fitted);
  const [all, model]: [number[], number[]] = [[], []];
  for (let n = 0; n < 220; n++) {
    const started = performance.now();
    const raw = await inSlices(
      extractor.rows({
        user: new Int32Array(candidates).fill((n * 37) % users.size),
        item: Int32Array.from({ length: candidates }, (_, k) => (n * 13 + k) % items.size),
        time: new Float64Array(candidates).fill(now),
      }),
    );
    const rows = await inSlices(ranker.encoder.encode(raw));
    const encoded = performance.now();
    await ranker.score(rows);
    if (n < 20) continue;
    all.push(performance.now() - started);
    model.push(performance.now() - encoded);
  }
  await ranker.close();
  return { all: median(all), model: median(model) };
}

/** What the demo showed: an impression is a row, positive if it was opened. The truth's own AUC is the most one can have. */
function demo(): Task {
  const { data, impressions, openness, devices } = rankingDemo(demoSize);
  const labelled = labelImpressions(impressions, data.catalog.interactions, { kinds: ['view'] });
  const samples = samplesOfImpressions(labelled);
  const { test } = partsByTime(samples.time);
  const pick = (from: ArrayLike<number>) => Array.from(test, (row) => from[row]!);
  const truth = userMetrics(pick(samples.user), pick(openness), pick(samples.label), 1);
  process.stderr.write(
    `  demo, the truth without places: AUC ${truth.auc.mean.toFixed(4)}, GAUC ${truth.gauc.mean.toFixed(4)}\n`,
  );
  return { name: 'demo', data: { ...data, impressions: labelled }, samples, schema: { devices } };
}

/** Ratings as a task of clicks: a rating is a row, positive from 4 on. Null where the files are not there. */
async function movies(name: string, file?: string): Promise<Task | null> {
  const folder = join(process.env.BENCH_DATA ?? '', name);
  if (!process.env.BENCH_DATA || !existsSync(folder)) return null;
  const { interactions: pairs, userAttributes, itemAttributes } = await readDataset(folder);
  const interactions = file
    ? (await readInteractions(join(folder, file), { users: pairs.users, items: pairs.items })).interactions
    : pairs;
  const { user, item, time, value } = interactions;
  const samples = { user, item, time: time!, label: Uint8Array.from(value, (rating) => Number(rating >= 4)) };
  const catalog = { interactions, signals: ['explicit' as const], userAttributes, itemAttributes, prices: null };
  return { name, data: { catalog }, samples };
}

function since(started: number): number {
  return (performance.now() - started) / 1000;
}
