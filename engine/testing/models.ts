import { join } from 'node:path';
import type { Job, SignalRule } from '../contract/index.ts';
import { createEngine, type Engine } from '../engine.ts';
import { seededRandom } from '../numeric/random.ts';
import type { NewInteraction } from '../store/catalog.ts';
import { createStore, openStore, type Store } from '../store/store.ts';
import { temporaryFolder } from './store.ts';

export interface Planted {
  users?: number;
  items?: number;
  /** Kinds of users and items: like likes like. */
  kinds?: number;
  seed?: number;
  /** Ratings, or views of which a user has up to three of an item. */
  what?: 'ratings' | 'views';
  /** Whether items have prices; so by default. */
  arePriced?: boolean;
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

/** Rules that say more of views than that there was one. */
export const countedViews: SignalRule = {
  name: 'counted-views',
  about: '',
  signal: 'implicit',
  kinds: [{ kind: 'view', weight: 1, useValue: false, atLeast: null }],
  halfLifeDays: null,
  threshold: 0,
  alpha: 20,
};

const storeOptions = { clock: Date.now, onReported: () => {} };
const signalOf = (kind: string) => (kind === 'rating' ? ('explicit' as const) : ('implicit' as const));

/** Makes a workspace of planted interactions, and items whose attributes tell their kind and price. */
export async function plantWorkspace(dir: string, planted: Planted = {}): Promise<void> {
  const { items = 60, kinds = 3, arePriced = true } = planted;
  const store = createStore(dir, { name: 'Planted', isDemo: false }, storeOptions);
  try {
    await store.catalog.add(plantedInteractions(planted), signalOf);
    store.catalog.setAttributes('item', [
      { name: 'title', type: 'text' },
      { name: 'genre', type: 'category' },
      ...(arePriced ? [{ name: 'price', type: 'number' } as const] : []),
    ]);
    const described = Array.from({ length: items }, (_, n) => ({
      id: itemName(n),
      attributes: { title: `Item ${n}`, genre: `kind ${n % kinds}`, ...(arePriced && { price: 1 + (n % 5) }) },
    }));
    store.catalog.describe('item', described, null);
    store.rules.save(countedViews, 'test');
  } finally {
    store.close();
  }
}

/** A workspace of planted interactions in a folder of its own, with an engine. */
export class ModelBench {
  readonly #folder = temporaryFolder();
  readonly dir = join(this.#folder.dir, 'workspace');
  #engine: Engine | undefined;

  /** Makes the workspace and opens it with an engine. */
  async plant(planted: Planted = {}): Promise<Engine['client']> {
    await plantWorkspace(this.dir, planted);
    return this.open();
  }

  /** Opens the workspace with an engine. */
  async open(): Promise<Engine['client']> {
    const root = join(import.meta.dirname, '..', '..');
    this.#engine = await createEngine({
      paths: {
        config: join(this.#folder.dir, 'config'),
        models: join(root, 'build', 'models'),
        heads: [],
        lexicon: join(root, 'models', 'masking.json'),
      },
      workers: 2,
      openAtStart: this.dir,
    });
    return this.#engine.client;
  }

  /** Closes the engine, lets `work` have the store, and opens the workspace again. */
  async between(work: (store: Store) => unknown): Promise<Engine['client']> {
    await this.close();
    const store = openStore(this.dir, storeOptions);
    try {
      await work(store);
    } finally {
      store.close();
    }
    return this.open();
  }

  /** Interactions that come later. */
  addLater(rows: readonly NewInteraction[]): Promise<Engine['client']> {
    return this.between((store) => store.catalog.add(rows, signalOf));
  }

  async close(): Promise<void> {
    await this.#engine?.close();
    this.#engine = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    this.#folder.remove();
  }
}

/** Waits for the end of a job. */
export async function endOf(client: Engine['client'], job: Job): Promise<Job> {
  let last = job;
  for await (const state of await client.jobs.watch({ id: job.id })) last = state;
  return last;
}
