import { ExactIndex } from '../engine/recommend/candidates/vectors/exact-index.ts';
import { recallOf, simulatedVectors } from '../engine/recommend/candidates/vectors/fixture.ts';
import { HnswIndex } from '../engine/recommend/candidates/vectors/hnsw-index.ts';
import { LshIndex } from '../engine/recommend/candidates/vectors/lsh-index.ts';
import { ProjectionIndex } from '../engine/recommend/candidates/vectors/projection-index.ts';
import type { BuildOptions, VectorIndex, Vectors } from '../engine/recommend/candidates/vectors/vector-index.ts';
import { type Figure, median } from './measure.ts';

const dimensions = 64;
const k = 100;
const asked = 100;
const options: BuildOptions = { seed: 1, threads: 2 };

/**
 * The first pass over item factors: recall of the best 100 by inner product and time for one query on one thread, build
 * time and memory, for each index at several settings. Simulated factors, gathered around centres; 64 dimensions. Of
 * as many items as `BENCH_ITEMS` says, or of several sizes.
 */
export async function candidates(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const only = Number(process.env.BENCH_ITEMS);
  if (only > 0) return atSize(only);
  for (const size of [20_000, 100_000, 1_000_000]) {
    process.stderr.write(`  ${size.toLocaleString('en')} items ...\n`);
    figures.push(...(await atSize(size)));
  }
  process.stderr.write('  10,000,000 items, exact alone ...\n');
  const { vectors, queries } = simulatedVectors(10_000_000, dimensions, { queries: 5, seed: 1 });
  const exact = await ExactIndex.build(vectors);
  figures.push(figure(10_000_000, 'exact, a query', await timeOf(exact, queries), 'ms'));
  return figures;
}

async function atSize(size: number): Promise<Figure[]> {
  const { vectors, queries } = simulatedVectors(size, dimensions, { queries: asked, seed: 1 });
  const exact = await ExactIndex.build(vectors);
  const truth = (await exact.search(queries, k)).items;
  const figures = [figure(size, 'exact, a query', await timeOf(exact, queries), 'ms')];
  const built = (name: string, { stats }: VectorIndex) => {
    figures.push(
      figure(size, `${name}, build`, stats.buildMs, 'ms'),
      figure(size, `${name}, memory`, stats.bytes / 1e6, 'MB'),
    );
  };
  const measure = async (name: string, index: VectorIndex) => {
    const { items } = await index.search(queries, k);
    figures.push(figure(size, `${name}, recall@100`, recallOf(items, truth, k), ''));
    figures.push(figure(size, `${name}, a query`, await timeOf(index, queries), 'ms'));
  };
  const hnsw = await HnswIndex.build(vectors, options);
  built('hnsw', hnsw);
  for (const ef of [64, 128, 200, 400]) await measure(`hnsw ef ${ef}`, hnsw.withEf(ef));
  await lsh(vectors, built, measure);
  const projection = await ProjectionIndex.build(vectors, options);
  built('projection 32', projection);
  for (const rescored of [500, 2000, 4000])
    await measure(`projection 32, ${rescored} rescored`, projection.withRescored(rescored));
  return figures;
}

async function lsh(
  vectors: Vectors,
  built: (name: string, index: VectorIndex) => void,
  measure: (name: string, index: VectorIndex) => Promise<void>,
): Promise<void> {
  const index = await LshIndex.build(vectors, options);
  const name = `lsh ${index.params.tables} x ${index.params.bits}`;
  built(name, index);
  for (const share of [0.1, 0.3, 0.6, 1]) await measure(`${name}, share ${share}`, index.withShare(share));
}

/** The median of single queries. */
async function timeOf(index: VectorIndex, queries: Float32Array): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < queries.length; at += dimensions) {
    const started = performance.now();
    await index.search(queries.subarray(at, at + dimensions), k);
    times.push(performance.now() - started);
  }
  return median(times);
}

function figure(size: number, what: string, value: number, unit: string): Figure {
  return { bench: 'candidates', what: `${size.toLocaleString('en')} items: ${what}`, value, unit };
}
