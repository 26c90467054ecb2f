import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../numeric/random.ts';
import { content } from './content.ts';
import { dataOf, plantedData } from './fixtures.ts';
import { group } from './group.ts';
import { joinedUnits, kMedoids } from './group-medoids.ts';
import { paco } from './paco.ts';
import { changeByMerging, countOnes, descriptionLength } from './paco-clusters.ts';

const data = plantedData(60, 45);
const kinds = (clusters: Int32Array) => new Set(Array.from(clusters, (cluster, row) => `${cluster} ${row % 3}`)).size;

describe('k-medoids', () => {
  it('finds planted groups, with medoids that no other member betters', async () => {
    const { byUser } = data;
    const units = joinedUnits([
      { matrix: byUser, weight: 2 },
      { matrix: data.userAttributes!, weight: 1 },
    ]);
    const { medoids, clusters } = await kMedoids(units, 3, 30, seededRandom(1), async () => {});
    expect(kinds(clusters)).toBe(3);
    const dense = (row: number) => {
      const out = new Float64Array(units.columns);
      for (let at = units.indptr[row]!; at < units.indptr[row + 1]!; at++) out[units.indices[at]!] = units.values[at]!;
      return out;
    };
    const rows = Array.from({ length: units.rows }, (_, row) => dense(row));
    const distance = (a: number, b: number) => 1 - rows[a]!.reduce((sum, value, c) => sum + value * rows[b]![c]!, 0);
    medoids.forEach((medoid, cluster) => {
      const members = [...clusters.keys()].filter((row) => clusters[row] === cluster);
      const sum = (row: number) => members.reduce((total, other) => total + distance(row, other), 0);
      for (const row of members) expect(sum(medoid)).toBeLessThanOrEqual(sum(row) + 1e-6);
    });
    for (const row of rows) expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  });
});

describe('group', () => {
  it('recommends from the own group alone', async () => {
    const model = await group.fit(data, { groups: 3, attributes: 0, profile: 0 }, { seed: 1 });
    const { groups } = model.sections() as { groups: Int32Array };
    expect(kinds(groups)).toBe(3);
    for (const { kind, id } of model.explain(4, 7)) {
      expect(kind).toBe('user');
      expect(groups[id]).toBe(groups[4]);
    }
  });
});

describe('co-clusters', () => {
  it('grow in bits by merging exactly as the whole description says', () => {
    const random = seededRandom(2);
    const rows = Int32Array.from({ length: 60 }, (_, row) => (row < 4 ? row : random.below(4)));
    const columns = Int32Array.from({ length: 45 }, (_, column) => (column < 5 ? column : random.below(5)));
    const found = countOnes(data.byUser, rows, columns);
    for (const [axis, a, b] of [
      ['rows', 0, 3],
      ['rows', 1, 2],
      ['columns', 2, 4],
    ] as const) {
      const join = (clusters: Int32Array) => clusters.map((cluster) => (cluster === b ? a : cluster));
      const merged = countOnes(
        data.byUser,
        axis === 'rows' ? join(found.rows) : found.rows,
        axis === 'columns' ? join(found.columns) : found.columns,
      );
      const change = descriptionLength(merged) - descriptionLength(found);
      expect(changeByMerging(found, axis, a, b)).toBeCloseTo(change, 6);
    }
  });

  it('are merged down to the planted ones, and items of the own dense one come first', async () => {
    const large = plantedData(240, 180);
    const model = await paco.fit(large, { k: 9, l: 9, min_density: 0.4 }, { seed: 1 });
    const { rows, columns } = model.sections() as { rows: Int32Array; columns: Int32Array };
    expect([kinds(rows), kinds(columns)]).toEqual([3, 3]);
    const { items } = await model.recommend(Int32Array.of(4), { k: 10, exclude: large.byUser });
    for (const item of items) expect(item % 3).toBe(4 % 3);
  });
});

describe('content', () => {
  const two = dataOf(1, 3, [
    [0, 0, 1],
    [0, 1, 2],
  ]);

  it('scores by the cosine with the profile, worked by hand', async () => {
    const itemEmbeddings = { dimensions: 2, values: Float32Array.of(2, 0, 0, 5, 3, 4) };
    const model = await content.fit({ ...two, itemEmbeddings }, {}, { seed: 1 });
    const scores = await model.scoreAll(Int32Array.of(0));
    // The profile is (1, 2) / sqrt(5); the third item is (0.6, 0.8).
    [1 / Math.sqrt(5), 2 / Math.sqrt(5), (0.6 + 1.6) / Math.sqrt(5)].forEach((expected, item) => {
      expect(scores[item]).toBeCloseTo(expected, 6);
    });
  });

  it('asks for descriptions where there are none', async () => {
    await expect(content.fit(two, {}, { seed: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
