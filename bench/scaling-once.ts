import { csrFromTriples, transpose } from '../engine/numeric/csr.ts';
import { seededRandom } from '../engine/numeric/random.ts';
import { bprmf } from '../engine/recommend/models/factors/bprmf.ts';
import { ials } from '../engine/recommend/models/factors/ials.ts';
import type { Model, TrainingData } from '../engine/recommend/models/model.ts';
import { algorithms } from '../engine/recommend/models/registry.ts';
import type { Scaled } from './scaling.ts';

const options = { seed: 1, threads: 2 };

/**
 * Interactions as MovieLens grows: 150 a user, items as the root of their number. Popularity of items and activity of
 * users fall by a power of their rank, so that some have thousands and many have few.
 */
function drawn(draws: number) {
  const users = Math.round(draws / 150);
  const items = Math.round(3.5 * Math.sqrt(draws));
  const random = seededRandom(1);
  const user = Int32Array.from({ length: draws }, () => Math.floor(users * random.uniform() ** 1.6));
  const item = Int32Array.from({ length: draws }, () => Math.floor(items * random.uniform() ** 2));
  return { users, items, user, item, ones: new Float32Array(draws).fill(1) };
}

/** Does all that is measured once, with so many interactions. */
async function measured(draws: number): Promise<Omit<Scaled, 'peakMegabytes'>> {
  const milliseconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    milliseconds[name] = performance.now() - started;
    return result;
  };
  const { users, items, user, item, ones } = drawn(draws);
  const data = await timed('CSR both ways', (): TrainingData => {
    const byUser = csrFromTriples(users, items, user, item, ones);
    return { users, items, byUser, byItem: transpose(byUser) };
  });
  const some = Int32Array.from({ length: 1000 }, (_, n) => Math.floor((n * users) / 1000));
  await timed('toppopular', () => algorithms.get('toppopular')!.fit(data, {}, options));
  const model: Model = await timed('ials f=64, 3 epochs', () => ials.fit(data, { epochs: 3 }, options));
  await timed('bprmf f=64, 1 epoch', () => bprmf.fit(data, { epochs: 1 }, options));
  await timed('itemknn k=100', () => algorithms.get('itemknn')!.fit(data, { k: 100 }, options));
  await timed('10 items for 1,000 users (ials)', () => model.recommend(some, { k: 10, exclude: data.byUser }));
  return { interactions: data.byUser.indices.length, milliseconds };
}

/**
 * Run by bench/scaling.ts, once for each size, so that peaks of memory are of this size alone: prints a `Scaled`. Code and
 * threads are warmed up on little data first, whose start would hide how the small sizes grow.
 */
await measured(20_000);
const result: Scaled = {
  ...(await measured(Number(process.argv[2]))),
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
