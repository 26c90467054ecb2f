import { describe, expect, it } from 'vitest';
import { csrFromTriples } from '../../numeric/csr.ts';
import { floatSection, placeIn, ScoringModel, selectTop, withDefaults } from './base.ts';

/** Scores item i for user u with (u * 7 + i * 3) % 5, so that there are many ties. */
class Toy extends ScoringModel {
  readonly id = 'toppopular';
  readonly params = {};
  readonly predictsRatings = false;
  readonly items = 6;
  batches: number[] = [];
  async scoreAll(users: Int32Array) {
    this.batches.push(users.length);
    return Float32Array.from({ length: users.length * 6 }, (_, at) => this.of(users[Math.floor(at / 6)]!, at % 6));
  }
  of(user: number, item: number) {
    return (user * 7 + item * 3) % 5;
  }
  explain() {
    return [];
  }
  sections() {
    return {};
  }
}

describe('ScoringModel', () => {
  it('recommends what a sort would, in batches, with ties by the smaller number', async () => {
    const toy = new Toy();
    const users = Int32Array.from({ length: 300 }, (_, u) => 299 - u);
    const { items, scores } = await toy.recommend(users, { k: 3 });
    expect(toy.batches).toEqual([256, 44]);
    for (const row of [0, 17, 299]) {
      const user = users[row]!;
      const best = [0, 1, 2, 3, 4, 5].sort((a, b) => toy.of(user, b) - toy.of(user, a) || a - b).slice(0, 3);
      expect([...items.subarray(row * 3, row * 3 + 3)]).toEqual(best);
      expect([...scores.subarray(row * 3, row * 3 + 3)]).toEqual(best.map((item) => toy.of(user, item)));
    }
  });

  it('leaves out what is excluded or no candidate, and fills short lists', async () => {
    const exclude = csrFromTriples(2, 6, [1, 1], [2, 5], [1, 1]);
    const users = Int32Array.of(1);
    const { items, scores } = await new Toy().recommend(users, { k: 4, exclude, candidates: Int32Array.of(1, 2, 4) });
    expect([...items]).toEqual([4, 1, -1, -1]);
    expect([...scores]).toEqual([4, 0, Number.NaN, Number.NaN]);
  });

  it('scores pairs in any order, more users than fit one batch', async () => {
    const toy = new Toy();
    const users = Int32Array.from({ length: 900 }, (_, pair) => (pair * 37) % 300);
    const items = Int32Array.from({ length: 900 }, (_, pair) => (pair * 11) % 6);
    expect([...(await toy.score(users, items))]).toEqual([...users].map((user, pair) => toy.of(user, items[pair]!)));
    expect(toy.batches).toEqual([256, 44]);
  });
});

describe('the helpers', () => {
  it('never picks what is not a number', () => {
    const out = { k: 2, items: new Int32Array(2), scores: new Float32Array(2) };
    selectTop(Float32Array.of(Number.NaN, 1, Number.NaN), 3, Int32Array.of(0), { k: 2 }, out);
    expect([...out.items]).toEqual([1, -1]);
  });

  it('takes defaults for what is not given', () => {
    expect(withDefaults({ a: 1, b: 2 }, { a: undefined, b: 0 })).toEqual({ a: 1, b: 0 });
  });

  it('refuses sections of another shape', () => {
    expect(() => floatSection({ a: new Int32Array(1) }, 'a')).toThrow(/'a'/);
    expect(() => floatSection({ a: new Float32Array(1) }, 'a', 2)).toThrow(/'a'/);
  });

  it('finds places by bisection', () => {
    const matrix = csrFromTriples(2, 9, [0, 0, 0, 1], [1, 4, 8, 2], [1, 2, 3, 4]);
    expect([0, 1, 4, 8].map((column) => placeIn(matrix, 0, column))).toEqual([-1, 0, 1, 2]);
    expect(placeIn(matrix, 1, 4)).toBe(-1);
  });
});
