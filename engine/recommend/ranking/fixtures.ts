import { seededRandom } from '../../numeric/random.ts';
import { Encoder, learnStatistics } from './features/encoder.ts';
import type { RawRows } from './features/extractor.ts';
import { layoutOf } from './features/layout.ts';
import { type RankingSchema, schemaVersion } from './features/schema.ts';
import type { RankerTask } from './models/train.ts';

/** A small schema with a field of every sort. */
export const smallSchema: RankingSchema = {
  version: schemaVersion,
  sources: [],
  devices: [],
  kinds: [],
  fields: [
    { name: 'user', group: 'user', kind: 'category', slots: 1, values: null, buckets: 16 },
    { name: 'item', group: 'item', kind: 'category', slots: 1, values: ['a', 'b', 'c', 'd'], buckets: 0 },
    { name: 'item:tags', group: 'item', kind: 'category', slots: 3, values: ['x', 'y', 'z'], buckets: 0 },
    { name: 'price', group: 'item', kind: 'number', encoding: 'buckets' },
    { name: 'score', group: 'source', kind: 'number', encoding: 'standard' },
  ],
};

/** Rows whose label depends on the pair of user and item, on a tag and on the score. */
export function smallTask(rows: number, seed = 1): RankerTask {
  const random = seededRandom(seed);
  const { categories, numbers } = layoutOf(smallSchema);
  const raw: RawRows = {
    rows,
    categories: new Int32Array(rows * categories).fill(-1),
    numbers: new Float32Array(rows * numbers),
  };
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const [user, item] = [random.below(16), random.below(4)];
    const tags = random.below(4);
    raw.categories.set([2 + user, 2 + item, tags === 0 ? 0 : 2], row * categories);
    for (let tag = 1; tag < tags; tag++) raw.categories[row * categories + 2 + tag] = 2 + tag;
    const score = random.normal();
    raw.numbers.set([random.uniform() < 0.2 ? Number.NaN : random.below(9), score], row * numbers);
    const logit = (user % 2 === item % 2 ? 1.5 : -1.5) + score + (tags > 1 ? 0.5 : -0.5);
    labels[row] = Number(random.uniform() < 1 / (1 + Math.exp(-logit)));
  }
  const encoder = new Encoder(smallSchema, learnStatistics(smallSchema, raw));
  const cut = Math.floor(rows * 0.8);
  const train = Int32Array.from({ length: cut }, (_, n) => n);
  return { encoder, raw, labels, train, validation: Int32Array.from({ length: rows - cut }, (_, n) => cut + n) };
}
