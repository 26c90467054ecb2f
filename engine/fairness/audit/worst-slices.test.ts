import { describe, expect, it } from 'vitest';
import { type Grouping, groupingOf } from '../../catalog/interactions/groups.ts';
import { seededRandom } from '../../numeric/random.ts';
import { type SliceRequest, worstSlices } from './worst-slices.ts';

/** All orders of some values. */
function* orders(values: readonly number[]): Generator<number[]> {
  if (values.length < 2) yield [...values];
  for (const [at, first] of values.entries()) {
    const rest = values.filter((_, other) => other !== at);
    for (const order of orders(rest)) yield [first, ...order];
  }
}

/** z of each slice by its definition, slices as lists of places. */
function zOf(values: readonly number[], slice: readonly number[]): number {
  const N = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / N;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (N - 1);
  const own = slice.reduce((sum, at) => sum + values[at]!, 0) / slice.length;
  return (mean - own) / Math.sqrt(variance * (1 / slice.length - 1 / N));
}

const of = (name: string, letters: string): Grouping =>
  groupingOf(
    name,
    [...letters].map((letter) => (letter === '-' ? null : letter)),
  );

const plain: SliceRequest = {
  values: Float64Array.of(0.1, 0.4, 0.2, 0.9, 0.7, 0.8, 0.3),
  groupings: [of('one', 'aabbbbb'), of('two', 'xy-yxxy')],
  least: 2,
  worse: 'low',
  draws: 20_000,
  seed: 3,
};

describe('the search for the worst slice', () => {
  it('gives p as going through all orders does', () => {
    const { slices, tested, overall } = worstSlices(plain);
    const places = { a: [0, 1], b: [2, 3, 4, 5, 6], x: [0, 4, 5], y: [1, 3, 6] };
    const all = [...orders([...plain.values])];
    const largest = all.map((order) => Math.max(...Object.values(places).map((slice) => zOf(order, slice))));
    expect(tested).toBe(4);
    expect(overall).toBeCloseTo(3.4 / 7, 12);
    for (const { group, z, p, mean, difference } of slices) {
      const slice = places[group as keyof typeof places];
      const observed = zOf([...plain.values], slice);
      const exact = largest.filter((z) => z >= observed - 1e-9).length / all.length;
      expect(z).toBeCloseTo(observed, 10);
      expect(mean).toBeCloseTo(slice.reduce((sum, at) => sum + plain.values[at]!, 0) / slice.length, 12);
      expect(difference).toBeCloseTo(mean - overall, 12);
      // Five standard errors of a share of 20,000 draws.
      expect(Math.abs(p - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / plain.draws) + 2 / plain.draws);
    }
    expect(slices.map(({ group }) => group)[0]).toBe('a');
  });

  it('turns round where high values are worse', () => {
    const low = worstSlices(plain);
    const high = worstSlices({ ...plain, values: plain.values.map((value) => -value), worse: 'high' });
    expect(high.slices.map(({ group, p }) => [group, p])).toEqual(low.slices.map(({ group, p }) => [group, p]));
    expect(high.slices[0]!.difference).toBeCloseTo(-low.slices[0]!.difference, 12);
  });

  it('finds a planted cross, and no other slice', () => {
    const random = seededRandom(1);
    const groups = Array.from({ length: 600 }, () => `${'ab'[random.below(2)]}${'uvw'[random.below(3)]}`);
    const values = Float64Array.from(groups, (group) => random.normal() - (group === 'bv' ? 1 : 0));
    const { slices } = worstSlices({
      ...plain,
      values,
      groupings: [groupingOf('one x two', groups)],
      least: 10,
      draws: 1000,
    });
    expect(slices[0]).toMatchObject({ group: 'bv', grouping: 'one x two' });
    expect(slices[0]!.p).toBeLessThan(0.005);
    expect(slices[1]!.p).toBeGreaterThan(0.05);
  });

  it('leaves out small slices, users without a value, and does not call equal values worse', () => {
    const values = Float64Array.of(0.5, 0.5, 0.5, Number.NaN, 0.5, 0.5, 0.5);
    const { slices, units, tested, left } = worstSlices({ ...plain, values, least: 3 });
    expect({ units, tested, left }).toEqual({ units: 6, tested: 2, left: 2 });
    for (const { p, z, difference } of slices) expect({ p, z, difference }).toEqual({ p: 1, z: 0, difference: 0 });
  });
});
