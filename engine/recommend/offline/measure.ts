import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { FeedConfig } from '../../contract/index.ts';
import type { TopLists } from '../../evaluate/top.ts';
import type { Store } from '../../store/store.ts';
import { compareRuns } from '../comparing.ts';
import { asksForRanker } from '../funnel/configs.ts';
import type { Funnel } from '../funnel/funnel.ts';
import { readFacts } from '../funnel/item-facts.ts';
import { throwIfCancelled } from '../jobs/context.ts';
import { heldOutFunnel } from './held-out-funnel.ts';
import { modelFor } from './held-out-models.ts';
import { HeldOutRankers } from './held-out-rankers.ts';
import type { HeldOut } from './hold-out.ts';
import type { Preparation, Tell } from './preparing.ts';
import type { ConfigToMeasure, MeasuredFeeds } from './requests.ts';
import { type ListsWorth, metricsOf, setsOf, worthOf, type Yardstick } from './values.ts';

/** Lists that were made under a name: by a configuration, or by the model of a slot alone. */
interface Made {
  name: string;
  slot: string;
  config: ConfigToMeasure | null;
  lists: TopLists;
}

/**
 * What whole feeds, and the models in them alone, would have been worth to people: rankers are trained on what was before
 * the cutoff, feeds are made of it, and what was held out is looked for in them. Nothing is written. BAD_INPUT where
 * what was before does not bear a ranker that is asked for; CANCELLED.
 */
export async function measureFeeds(
  store: Store,
  data: CatalogData,
  { request, held, had, relevant, eligible, users, models, calibrations, texts, steps }: Preparation,
  { signal, tell }: { signal: AbortSignal; tell: Tell },
): Promise<MeasuredFeeds> {
  const { configs, seed, k } = request;
  const onShare = steps.take(Object.keys(request.rankers).length, tell);
  const rankers = await HeldOutRankers.train(store, held, request.rankers, { signal, onShare });
  const funnel = heldOutFunnel(store, held, {
    models,
    calibrations: { latest: (slot) => calibrations.get(slot) },
    texts,
    rankers,
  });
  const onFeeds = steps.take(configs.length, tell);
  const made = await feedsOf(funnel, held, { users, configs, k }, (share, feeds) => {
    throwIfCancelled(signal);
    rankers.throwIfFailed();
    onFeeds(share, `${feeds} feeds made`);
  }).finally(async () => {
    await funnel.close();
    await rankers.close();
  });
  // A version that configurations name has no line of its own: nothing is asked of it without them.
  const active = new Set(configs.filter(({ config }) => config.model === null).map(({ config }) => config.slot));
  for (const slot of active) {
    const model = modelFor(request.models, { slot, model: null });
    if (!model) continue;
    const items = await models.best(model.version, users, k);
    made.push({
      name: modelAlone(slot),
      slot,
      config: null,
      lists: { k, items, scores: new Float32Array(items.length) },
    });
  }
  const against: Yardstick = {
    users,
    relevant,
    had,
    sets: setsOf(data, store.catalog.attributes()),
    prices: data.prices,
    publisher: (await readFacts(store, data)).publisher,
  };
  throwIfCancelled(signal);
  const worths = made.map((one) => worthOf(one.lists, against));
  return {
    dataHash: data.hash,
    split: held.split,
    cutoff: held.cutoff,
    users: users.length,
    eligible: eligible.length,
    feeds: made.map(({ name, slot, config }, n) => ({
      name,
      slot,
      config,
      model: modelFor(request.models, config?.config ?? { slot, model: null }),
      ranker: asksForRanker(config?.config) ? rankers.sourceOf(slot) : null,
      metrics: metricsOf(worths[n]!, { users: users.length, seed }),
    })),
    comparisons: made.flatMap((a, n) =>
      made
        .slice(n + 1)
        .map((b, m) => ({ a: a.name, b: b.name, metrics: compared(worths[n]!, worths[n + 1 + m]!, seed) })),
    ),
  };
}

/** What the model of a slot alone is called among what is measured. */
function modelAlone(slot: string): string {
  return `model alone (${slot})`;
}

interface Wanted {
  users: Int32Array;
  configs: readonly ConfigToMeasure[];
  k: number;
}

/** Feeds of every configuration for every user, as of the cutoff. `onFeeds` hears how many are made, and of all which share. */
async function feedsOf(
  funnel: Funnel,
  { before, cutoff }: HeldOut,
  { users, configs, k }: Wanted,
  onFeeds: (share: number, feeds: number) => void,
): Promise<Made[]> {
  const lists = configs.map(() => new Int32Array(users.length * k).fill(-1));
  const groups = Map.groupBy(configs.entries(), ([, { config }]) => firstPassesOf(config));
  const { items } = before.interactions;
  for (const [n, user] of users.entries()) {
    for (const group of groups.values()) {
      let key: string | undefined;
      for (const [c, { config }] of group) {
        const asked = { ...config, k };
        const who = { user: before.interactions.users.id(user) };
        const feed: { key: string; items: readonly { item: string }[] } =
          key === undefined
            ? await funnel.preview({ for: who, config: asked, asOf: cutoff ?? undefined })
            : await funnel.rerank({ key, config: asked });
        key = feed.key;
        lists[c]!.set(
          feed.items.map(({ item }) => items.row(item)!),
          n * k,
        );
      }
    }
    onFeeds((n + 1) / users.length, (n + 1) * configs.length);
  }
  return configs.map((config, c) => ({
    name: config.name,
    slot: config.config.slot,
    config,
    lists: { k, items: lists[c]!, scores: new Float32Array(users.length * k) },
  }));
}

/** What decides the first passes and the filters: configurations that agree in it share their candidates. */
function firstPassesOf({ slot, model, sources, merge, filters }: FeedConfig): string {
  return JSON.stringify([slot, model, sources, merge, filters]);
}

function compared(a: ListsWorth, b: ListsWorth, seed: number) {
  const both = Object.entries(a.perUser).flatMap(([name, values]) => {
    const others = b.perUser[name as keyof ListsWorth['perUser']];
    return others ? [[name, { a: Float32Array.from(values), b: Float32Array.from(others) }] as const] : [];
  });
  return compareRuns({ seed, metrics: Object.fromEntries(both) });
}
