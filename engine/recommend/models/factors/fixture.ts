import { csrFromTriples, transpose } from '../../../numeric/csr.ts';
import { seededRandom } from '../../../numeric/random.ts';
import type { TrainingData } from '../model.ts';

/** Small training data of two planted tastes: ratings 1 to 5, or ones where `isImplicit`. The last user and item have none. */
export function plantedData({ users = 40, items = 30, isImplicit = false, seed = 7 } = {}): TrainingData {
  const random = seededRandom(seed);
  const triples: [number, number, number][] = [];
  for (let u = 0; u < users - 1; u++) {
    for (let i = 0; i < items - 1; i++) {
      const fits = u % 2 === i % 2;
      if (random.uniform() > (fits ? 0.6 : isImplicit ? 0.05 : 0.3)) continue;
      triples.push([u, i, isImplicit ? 1 : (fits ? 4 : 2) + Math.round(random.uniform() * 2 - 1)]);
    }
  }
  const byUser = csrFromTriples(
    users,
    items,
    triples.map(([u]) => u),
    triples.map(([, i]) => i),
    triples.map(([, , value]) => value),
  );
  return { users, items, byUser, byItem: transpose(byUser) };
}
