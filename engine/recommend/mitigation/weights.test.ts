import { describe, expect, it } from 'vitest';
import { csrFromTriples, transpose } from '../../numeric/csr.ts';
import { groupWeights, propensityWeights, weighed } from './weights.ts';

// Users 0 and 1 are of group 0 with three pairs each, user 2 of group 1 with two, user 3 of none with one.
const byUser = csrFromTriples(
  4,
  4,
  [0, 0, 0, 1, 1, 1, 2, 2, 3],
  [0, 1, 2, 0, 1, 3, 0, 2, 0],
  new Float32Array(9).fill(1),
);
const data = { users: 4, items: 4, byUser, byItem: transpose(byUser) };
const groups = Int32Array.of(0, 0, 1, -1);

describe('weights', () => {
  it('let groups count alike at strength 1, and leave who is in none', () => {
    const weights = groupWeights(byUser, groups, 2, 1);
    // Eight pairs of known groups: 8 / (2 * 6) and 8 / (2 * 2).
    expect([...weights].map((weight) => Number(weight.toFixed(6)))).toEqual([0.666667, 0.666667, 2, 1]);
    expect(6 * weights[0]!).toBeCloseTo(2 * weights[2]!, 12);
    expect([...groupWeights(byUser, groups, 2, 0)]).toEqual([1, 1, 1, 1]);
  });

  it('let items count alike at power 1', () => {
    const weights = propensityWeights(byUser, 1);
    const counts = [4, 2, 2, 1];
    const totals = counts.map((count, item) => count * weights[item]!);
    for (const total of totals) expect(total).toBeCloseTo(totals[0]!, 12);
  });

  it('become values whose mean is 1, those of items in both directions, those of users where items are learnt', () => {
    const byItems = weighed(data, { items: propensityWeights(byUser, 1) }, 'values');
    expect(byItems.byUser.values.reduce((sum, value) => sum + value, 0) / 9).toBeCloseTo(1, 6);
    expect([...byItems.byUser.indices]).toEqual([...byUser.indices]);
    expect(byItems.byItem).toEqual(transpose(byItems.byUser));
    const byUsers = weighed(data, { users: groupWeights(byUser, groups, 2, 1) }, 'values');
    expect(byUsers.byUser).toBe(byUser);
    const turned = transpose(byUsers.byItem);
    expect(turned.values[6]! / turned.values[0]!).toBeCloseTo(3, 5);
  });

  it('become copies in proportion, of every pair at least one', () => {
    const users = groupWeights(byUser, groups, 2, 1);
    const { indptr, indices } = weighed(data, { users }, 'copies').byUser;
    expect([...indptr]).toEqual([0, 3, 6, 12, 14]);
    expect([...indices.subarray(6, 12)]).toEqual([0, 0, 0, 2, 2, 2]);
  });

  it('are clipped at ten times the mean, and its tenth', () => {
    const made = weighed(data, { items: Float64Array.of(1, 1, 1, 1e6) }, 'values');
    expect(Math.max(...made.byUser.values)).toBeLessThanOrEqual(10);
    expect(Math.min(...made.byUser.values)).toBeCloseTo(0.1, 6);
  });
});
