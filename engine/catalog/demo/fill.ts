import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { JobHandler } from '../../jobs/runner.ts';
import type { Store } from '../../store/store.ts';
import { Behaviour } from './behaviour.ts';
import { FeedLog } from './feed-log.ts';
import { type DemoItem, demoItems, userId } from './items.ts';
import { kinds } from './plan.ts';
import { ItemTable, popularityOf } from './popularity.ts';
import type { DemoSettings } from './settings.ts';
import { itemLines, openingLines, TruthWriter, truthFile, userLines } from './truth.ts';
import { attributesOf, quotas } from './users.ts';
import { WriteBuffer } from './write-buffer.ts';

/** The parts of a store that a demo fills. */
export type DemoStore = Pick<Store, 'dir' | 'content' | 'reports' | 'catalog' | 'checkpointer' | 'feeds'>;

/** What a fill brought in. */
export interface DemoCounts {
  posts: number;
  reports: number;
  items: number;
  users: number;
  interactions: number;
}

const itemsAtOnce = 100;
/** The event loop turns at least so often, in milliseconds, as far as single steps allow. */
const slice = 8;

/**
 * The job that fills a demo workspace. All has fixed ids and times, so a fill that was cut off simply runs again: what
 * is there stays as it is, and the truth file is written anew. Nothing is held in memory but a row of numbers an item.
 */
export function fillDemo(store: DemoStore): JobHandler<DemoSettings> {
  return async (settings, { signal, progress }) => {
    const truth = new TruthWriter(join(store.dir, truthFile));
    const breathe = breather(signal);
    const counts: DemoCounts = { posts: 0, reports: 0, items: 0, users: 0, interactions: 0 };
    const tell = () =>
      progress({
        done: counts.items + counts.interactions,
        total: settings.items + settings.interactions,
        message: describe(counts),
      });
    store.checkpointer.begin();
    try {
      await truth.write(openingLines(settings));
      declare(store);
      const { table, ids } = await fillItems({ store, settings, truth, counts, tell, breathe });
      const popularity = await finish(popularityOf(settings, table), breathe);
      const quota = await finish(quotas(settings), breathe);
      const behaviour = new Behaviour(settings, table, popularity);
      const buffer = new WriteBuffer(store, ids, settings);
      const log = new FeedLog(ids, settings);
      for (let n = 0; n < settings.users; n++) {
        const history = behaviour.historyOf(n, quota[n]!, log.listener(n, userId(n)));
        buffer.add({ id: history.person.id, attributes: attributesOf(history.person) }, history);
        await truth.write(userLines(history));
        counts.users += 1;
        counts.interactions += history.length;
        if (buffer.isFull) {
          await buffer.flush(breathe);
          await store.checkpointer.pause();
          tell();
        }
        await breathe();
      }
      await buffer.flush(breathe);
      tell();
      await log.write(store, breathe);
    } finally {
      await truth.close();
      await store.checkpointer.end();
    }
    return { message: `Simulated: ${describe(counts)}`, result: counts };
  };
}

/** Kinds and attributes, in an order that does not depend on what comes first. */
function declare({ catalog }: DemoStore): void {
  for (const { name, signal } of kinds) catalog.kindId(name, signal);
  catalog.setAttributes('item', [
    { name: 'title', type: 'text' },
    { name: 'description', type: 'text' },
    { name: 'publisher', type: 'category' },
    { name: 'topic', type: 'category' },
    { name: 'tags', type: 'set' },
    { name: 'price', type: 'number' },
    { name: 'media', type: 'text' },
    { name: 'published', type: 'date' },
    { name: 'language', type: 'category' },
  ]);
  catalog.setAttributes('user', [
    { name: 'age', type: 'number' },
    { name: 'gender', type: 'category' },
    { name: 'country', type: 'category' },
    { name: 'device', type: 'category' },
    { name: 'occupation', type: 'category' },
    { name: 'joined', type: 'date' },
  ]);
}

interface ItemRun {
  store: DemoStore;
  settings: DemoSettings;
  truth: TruthWriter;
  counts: DemoCounts;
  tell: () => void;
  breathe: () => Promise<void>;
}

/** Brings all items in, with their posts and reports; returns what views depend on, and the items' numbers in the workspace. */
async function fillItems(run: ItemRun): Promise<{ table: ItemTable; ids: Int32Array }> {
  const { store, settings, truth, counts } = run;
  const table = new ItemTable(settings.items);
  const ids = new Int32Array(settings.items);
  for (const group of grouped(demoItems(settings), itemsAtOnce)) {
    const posts = group.flatMap(({ post }) => post ?? []);
    const reports = posts.flatMap((post) => post.reports);
    await store.content.upsertBatch(
      posts.map(({ content }) => content),
      null,
    );
    store.reports.applyBatch(reports, null);
    await run.breathe();
    store.catalog.describe('item', group, null);
    ids.set(
      store.catalog.idsOf(
        'item',
        group.map(({ id }) => id),
        null,
      ),
      group[0]!.n,
    );
    for (const item of group) table.set(item.n, item.truth);
    await truth.write(group.flatMap(itemLines));
    counts.items += group.length;
    counts.posts += posts.length;
    counts.reports += reports.length;
    run.tell();
    await store.checkpointer.pause();
    await run.breathe();
  }
  return { table, ids };
}

function describe({ posts, reports, items, users, interactions }: DemoCounts): string {
  const number = (n: number) => n.toLocaleString('en');
  const articles = items > posts ? `, ${number(items - posts)} articles` : '';
  return `${number(posts)} posts${articles}, ${number(reports)} reports, ${number(users)} users, ${number(interactions)} interactions`;
}

/** Takes all steps of a computation, and lets others work between them. */
async function finish<T>(steps: Generator<void, T>, breathe: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await breathe();
  }
}

/** Something to await as often as one likes: it lets the event loop turn when it is time, and ends cancelled work. */
function breather(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal.throwIfAborted();
    if (performance.now() - last < slice) return;
    await setImmediate();
    last = performance.now();
  };
}

function* grouped(items: Iterable<DemoItem>, size: number): Generator<DemoItem[]> {
  let group: DemoItem[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
