import { csrFromTriples, sharedFloats, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { TrainingData } from './model.ts';

/** Training data from [user, item, value] triples. */
export function dataOf(users: number, items: number, triples: (readonly [number, number, number])[]): TrainingData {
  const part = (n: 0 | 1 | 2) => triples.map((triple) => triple[n]);
  const byUser = csrFromTriples(users, items, part(0), part(1), part(2));
  return { users, items, byUser, byItem: transpose(byUser) };
}

/**
 * Made-up ratings with structure, for tests: users and items are of one of `kinds` kinds (their number modulo `kinds`), and
 * like their own better and know more of it. Attributes and embeddings tell the kinds of items and users.
 */
export function plantedData(users: number, items: number, kinds = 3, seed = 7): TrainingData {
  const random = seededRandom(seed);
  const triples: [number, number, number][] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      const own = user % kinds === item % kinds;
      if (random.uniform() > (own ? 0.6 : 0.12)) continue;
      triples.push([user, item, Math.min(5, (own ? 4 : 2) + random.below(2))]);
    }
  }
  const kindOf = (count: number) =>
    csrFromTriples(
      count,
      kinds + 2,
      Array.from({ length: 2 * count }, (_, n) => n >> 1),
      Array.from({ length: 2 * count }, (_, n) => (n % 2 === 0 ? (n >> 1) % kinds : kinds + (n % 3 === 0 ? 1 : 0))),
      Array(2 * count).fill(1),
    );
  const values = sharedFloats(items * kinds);
  values.forEach((_, at) => {
    values[at] = 0.1 * random.normal() + (Math.floor(at / kinds) % kinds === at % kinds ? 1 : 0);
  });
  return {
    ...dataOf(users, items, triples),
    userAttributes: kindOf(users),
    itemAttributes: kindOf(items),
    itemEmbeddings: { dimensions: kinds, values },
  };
}
