import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import type { FeedConfig } from '../../contract/index.ts';
import { usersOf } from '../../evaluate/ranking.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { drawn } from '../../numeric/drawn.ts';
import { heldOutStore } from '../../store/held-out.ts';
import type { Store } from '../../store/store.ts';
import { compareRuns } from '../comparing.ts';
import { Funnel } from '../funnel/funnel.ts';
import { readFacts } from '../funnel/item-facts.ts';
import type { FeedRanking } from '../ranking/workspace/serving.ts';
import { HeldOutModels } from './held-out-models.ts';
import { type HeldOut, hadOf, historiesOf, holdOut, relevantOf } from './hold-out.ts';
import type { ConfigToMeasure, MeasuredFeeds, MeasureFeedsProgress, MeasureFeedsRequest } from './requests.ts';
import { type ListsWorth, metricsOf, setsOf, worthOf, type Yardstick } from './values.ts';

/** How long a model may take for one answer: nobody waits for these feeds, and none should go without it. */
const modelLimit = 300_000;

type Tell = (progress: MeasureFeedsProgress) => void;

/** Lists that were made under a name: by a configuration, or by the model of a slot alone. */
interface Made {
  name: string;
  slot: string;
  config: ConfigToMeasure | null;
  lists: TopLists;
}

/**
 * What whole feeds, and the models in them alone, would have been worth to people: a part of what they did is held out,
 * models are fitted to the rest, feeds are made of the rest, and what was held out is looked for in them. Nothing is
 * written. BAD_INPUT where nothing is left to measure on.
 */
export async function measureFeeds(
  store: Store,
  data: CatalogData,
  request: MeasureFeedsRequest,
  tell: Tell,
): Promise<MeasuredFeeds> {
  const { configs, seed, k } = request;
  const held = holdOut(data, request);
  const had = hadOf(held.before);
  const relevant = relevantOf(held, had, request.rule);
  const eligible = usersOf(relevant);
  if (eligible.length < 2) {
    throw new StewardError('BAD_INPUT', `${eligible.length} users did something new in what is held out.`, {
      advice: 'Hold out a larger share, or fit the model by a rule that takes more of what users do.',
      place: { field: 'share' },
    });
  }
  const users = drawn(eligible, request.users, seed);
  const slots = Object.keys(request.models);
  const total = users.length * (configs.length + slots.length);
  let done = 0;
  const models = new HeldOutModels(held.before);
  for (const slot of slots) {
    const model = request.models[slot]!;
    const onProgress = (step: { done: number; total: number }) => {
      const share = step.total > 0 ? step.done / step.total : 0;
      const message = `${model.version.algorithm}: fitted to what was before, ${Math.round(100 * share)} %`;
      tell({ done: Math.round(done + share * users.length), total, message });
    };
    onProgress({ done: 0, total: 1 });
    await models.fit(slot, model, { ...request, onProgress });
    done += users.length;
  }
  const made = await feedsOf(store, held, { users, models, configs, k }, (feeds) => {
    done += feeds;
    tell({ done, total, message: `${done - users.length * slots.length} feeds made` });
  });
  for (const slot of slots) {
    const items = await models.best(slot, users, k);
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
  models: HeldOutModels;
  configs: readonly ConfigToMeasure[];
  k: number;
}

/** Feeds of every configuration for every user, as of the cutoff. `onFeeds` hears how many more are made. */
async function feedsOf(
  store: Store,
  { before, cutoff }: HeldOut,
  { users, models, configs, k }: Wanted,
  onFeeds: (feeds: number) => void,
): Promise<Made[]> {
  const view = { history: historiesOf(before), until: cutoff, revision: before.revision };
  const funnel = new Funnel({
    store: heldOutStore(store, view),
    data: async () => before,
    recommender: models,
    ranking: noRankers,
    // Without times nothing says when it was: then it is as if all had been a moment ago.
    clock: () => cutoff ?? Number.MAX_SAFE_INTEGER,
    modelLimit,
  });
  const lists = configs.map(() => new Int32Array(users.length * k).fill(-1));
  const groups = Map.groupBy(configs.entries(), ([, { config }]) => firstPassesOf(config));
  const { items } = before.interactions;
  try {
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
      onFeeds(configs.length);
    }
  } finally {
    await funnel.close();
  }
  return configs.map((config, c) => ({
    name: config.name,
    slot: config.config.slot,
    config,
    lists: { k, items: lists[c]!, scores: new Float32Array(users.length * k) },
  }));
}

/** The active rankers have learnt from what is held out: feeds are measured as the blend orders them. */
const noRankers: FeedRanking = {
  active: () => undefined,
  score: () => Promise.reject(new Error('no ranker')),
  explain: () => Promise.reject(new Error('no ranker')),
};

/** What decides the first passes and the filters: configurations that agree in it share their candidates. */
function firstPassesOf({ slot, sources, filters }: FeedConfig): string {
  return JSON.stringify([slot, sources, filters]);
}

function compared(a: ListsWorth, b: ListsWorth, seed: number) {
  const both = Object.entries(a.perUser).flatMap(([name, values]) => {
    const others = b.perUser[name as keyof ListsWorth['perUser']];
    return others ? [[name, { a: Float32Array.from(values), b: Float32Array.from(others) }] as const] : [];
  });
  return compareRuns({ seed, metrics: Object.fromEntries(both) });
}
