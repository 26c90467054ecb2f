import { seededRandom } from '../../numeric/random.ts';
import type { NewInteraction } from '../../store/catalog.ts';
import { createStore } from '../../store/store.ts';

export interface Planted {
  users?: number;
  items?: number;
  /** Kinds of users and items: like likes like. */
  kinds?: number;
  seed?: number;
  /** Ratings, or views of which a user has up to three of an item. */
  what?: 'ratings' | 'views';
}

/** Names of users and items: numbers with zeros, so that their order is that of the numbers. */
export const userName = (n: number) => `u${String(n).padStart(4, '0')}`;
export const itemName = (n: number) => `i${String(n).padStart(4, '0')}`;

/** Interactions with structure: users and items are of a kind, their number modulo `kinds`, and users know and like their own. */
export function plantedInteractions(planted: Planted = {}): NewInteraction[] {
  const { users = 80, items = 60, kinds = 3, seed = 7, what = 'ratings' } = planted;
  const random = seededRandom(seed);
  const rows: NewInteraction[] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      const own = user % kinds === item % kinds;
      if (random.uniform() > (own ? 0.5 : 0.08)) continue;
      const pair = { user: userName(user), item: itemName(item) };
      if (what === 'ratings') {
        rows.push({ ...pair, kind: 'rating', value: (own ? 4 : 2) + random.below(2), at: rows.length * 1000 });
        continue;
      }
      const views = own ? 1 + random.below(3) : 1;
      for (let view = 0; view < views; view++) rows.push({ ...pair, kind: 'view', value: 1, at: rows.length * 1000 });
    }
  }
  return rows;
}

/** Makes a workspace that holds planted interactions, and items whose attributes tell their kind and price. */
export async function plantWorkspace(dir: string, planted: Planted = {}): Promise<void> {
  const { items = 60, kinds = 3 } = planted;
  const store = createStore(dir, { name: 'Planted', isDemo: false }, { clock: Date.now, onReported: () => {} });
  try {
    await store.catalog.add(plantedInteractions(planted), (kind) => (kind === 'rating' ? 'explicit' : 'implicit'));
    store.catalog.setAttributes('item', [
      { name: 'title', type: 'text' },
      { name: 'genre', type: 'category' },
      { name: 'price', type: 'number' },
    ]);
    const described = Array.from({ length: items }, (_, n) => ({
      id: itemName(n),
      attributes: { title: `Item ${n}`, genre: `kind ${n % kinds}`, price: 1 + (n % 5) },
    }));
    store.catalog.describe('item', described, null);
  } finally {
    store.close();
  }
}
