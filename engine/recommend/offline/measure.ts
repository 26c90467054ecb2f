import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { calibrationRequest, type FeedConfig } from '../../contract/index.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { drawn } from '../../numeric/drawn.ts';
import type { Store } from '../../store/store.ts';
import { compareRuns } from '../comparing.ts';
import type { Funnel } from '../funnel/funnel.ts';
import { readFacts } from '../funnel/item-facts.ts';
import type { Calibration } from '../funnel/merging.ts';
import { calibrateSources } from './calibrating.ts';
import { heldOutFunnel } from './held-out-funnel.ts';
import { HeldOutModels } from './held-out-models.ts';
import { eligibleOf, type HeldOut, hadOf, holdOut, relevantOf } from './hold-out.ts';
import type { ConfigToMeasure, MeasuredFeeds, MeasureFeedsProgress, MeasureFeedsRequest } from './requests.ts';
import { type ListsWorth, metricsOf, setsOf, worthOf, type Yardstick } from './values.ts';

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
  const eligible = eligibleOf(relevant);
  const users = drawn(eligible, request.users, seed);
  const slots = Object.keys(request.models);
  const byScore = [
    ...new Set(configs.filter(({ config }) => config.merge === 'score').map(({ config }) => config.slot)),
  ];
  const total = users.length * (configs.length + slots.length + byScore.length);
  let done = 0;
  const models = new HeldOutModels(held.before);
  for (const slot of slots) {
    const onShare = (share: number, message: string) =>
      tell({ done: Math.round(done + share * users.length), total, message });
    await models.fit(slot, request.models[slot]!, { ...request, onShare });
    done += users.length;
  }
  const calibrations = new Map<string, Calibration>();
  for (const slot of byScore) {
    const onShare = (share: number, message: string) =>
      tell({ done: Math.round(done + share * users.length), total, message });
    calibrations.set(slot, await calibrated(store, held.before, slot, request, onShare));
    done += users.length;
  }
  const funnel = heldOutFunnel(store, held, { models, calibrations: { latest: (slot) => calibrations.get(slot) } });
  const before = done;
  const made = await feedsOf(funnel, held, { users, configs, k }, (feeds) => {
    done += feeds;
    tell({ done, total, message: `${done - before} feeds made` });
  }).finally(() => funnel.close());
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

/**
 * What the scores of a slot's sources are worth by what was before the cutoff alone: of that the latest share is held out
 * in its turn.
 */
async function calibrated(
  store: Store,
  before: CatalogData,
  slot: string,
  { models, itemEmbeddings, rule, share, seed, threads }: MeasureFeedsRequest,
  onShare: (share: number, message: string) => void,
): Promise<Calibration> {
  const model = models[slot];
  const { users } = calibrationRequest.parse({ slot });
  const asked = { slot, model, itemEmbeddings, rule, users, share, seed, threads };
  const found = await calibrateSources(store, before, asked, ({ done, total, message }) =>
    onShare(done / total, `calibrating sources: ${message}`),
  );
  return { ...found, id: null, model: model?.version ?? null };
}

interface Wanted {
  users: Int32Array;
  configs: readonly ConfigToMeasure[];
  k: number;
}

/** Feeds of every configuration for every user, as of the cutoff. `onFeeds` hears how many more are made. */
async function feedsOf(
  funnel: Funnel,
  { before, cutoff }: HeldOut,
  { users, configs, k }: Wanted,
  onFeeds: (feeds: number) => void,
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
    onFeeds(configs.length);
  }
  return configs.map((config, c) => ({
    name: config.name,
    slot: config.config.slot,
    config,
    lists: { k, items: lists[c]!, scores: new Float32Array(users.length * k) },
  }));
}

/** What decides the first passes and the filters: configurations that agree in it share their candidates. */
function firstPassesOf({ slot, sources, merge, filters }: FeedConfig): string {
  return JSON.stringify([slot, sources, merge, filters]);
}

function compared(a: ListsWorth, b: ListsWorth, seed: number) {
  const both = Object.entries(a.perUser).flatMap(([name, values]) => {
    const others = b.perUser[name as keyof ListsWorth['perUser']];
    return others ? [[name, { a: Float32Array.from(values), b: Float32Array.from(others) }] as const] : [];
  });
  return compareRuns({ seed, metrics: Object.fromEntries(both) });
}
