import { beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../catalog/demo/fixtures.ts';
import { InteractionsBuilder, toCsr } from '../catalog/interactions/interactions.ts';
import { type RankingResult, rank } from '../evaluate/ranking.ts';
import { split } from '../evaluate/split.ts';
import { transpose } from '../numeric/csr.ts';
import { ease } from './models/ease.ts';
import type { Algorithm } from './models/model.ts';
import { topPopular } from './models/toppopular.ts';

/** The demo of a first start: its planted structure must be there for models to learn, and for an audit to find. */
const demo = simulate({ seed: 1 });
let results: { popular: RankingResult; ease: RankingResult };

beforeAll(async () => {
  const builder = new InteractionsBuilder({ time: true, kind: false });
  for (const { id } of demo.items) builder.items.add(id);
  for (const { person, length, item, kind, at } of demo.histories) {
    builder.users.add(person.id);
    for (let n = 0; n < length; n++) {
      if (kind[n] === 0) builder.add(person.id, demo.items[item[n]!]!.id, 1, at[n]!, '');
    }
  }
  const data = builder.finish();
  const parts = split(data, 'user', { seed: 1 });
  const train = toCsr(data, parts.train, { ones: true });
  const relevant = toCsr(data, parts.test, { ones: true });
  const ranked = async (algorithm: Algorithm) => {
    const training = { users: train.rows, items: train.columns, byUser: train, byItem: transpose(train) };
    const model = await algorithm.fit(training, {}, { seed: 1 });
    return rank((users) => model.scoreAll(users), { train, relevant, k: 10, seed: 1 });
  };
  results = { popular: await ranked(topPopular), ease: await ranked(ease) };
});

/** Mean NDCG@10 over the users that `isIn` picks, and its standard error. */
function ndcg({ users, perUser }: RankingResult, isIn: (user: number) => boolean = () => true) {
  const values = [...users.keys()].filter((row) => isIn(users[row]!)).map((row) => perUser.ndcg![row]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

const person = (user: number) => demo.histories[user]!.person;

describe('the demo of a first start', () => {
  test('is learnt from: EASE is far better than what is popular', () => {
    expect(ndcg(results.popular).mean).toBeGreaterThan(0.05);
    expect(ndcg(results.ease).mean).toBeGreaterThan(1.5 * ndcg(results.popular).mean);
  });

  test('serves women worse, as planted, and people of two countries alike', () => {
    const gap = (isIn: (user: number) => boolean, isOther: (user: number) => boolean) => {
      const [one, other] = [ndcg(results.ease, isIn), ndcg(results.ease, isOther)];
      return (one.mean - other.mean) / Math.hypot(one.error, other.error);
    };
    const women = gap(
      (user) => person(user).gender === 'woman',
      (user) => person(user).gender !== 'woman',
    );
    expect(women).toBeLessThan(-3);
    const countries = gap(
      (user) => person(user).country === 'Northland',
      (user) => person(user).country !== 'Northland',
    );
    // Two-sided at alpha = 0.01.
    expect(Math.abs(countries)).toBeLessThan(2.58);
  });
});
