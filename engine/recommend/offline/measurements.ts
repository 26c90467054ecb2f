import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import {
  type FeedMeasurement,
  feedConfig,
  type MeasuredFeed,
  type MeasuredRanker,
  rankerCard,
} from '../../contract/index.ts';
import type { StoredFeedMeasure, StoredMeasurement } from '../../store/feed-measures.ts';
import type { Store } from '../../store/store.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { allConfigs, asksForRanker } from '../funnel/configs.ts';
import { isSameModel } from '../same-model.ts';

/** What feeds were measured to be, with what has become other since. */
export class FeedMeasurements {
  readonly #store: Store;
  readonly #data: () => Promise<CatalogData>;

  constructor(store: Store, data: () => Promise<CatalogData>) {
    this.#store = store;
    this.#data = data;
  }

  /** The latest measurements, newest first, all or those that a configuration is part of. */
  async list(wanted: { config?: string; limit: number }): Promise<FeedMeasurement[]> {
    const stored = this.#store.feedMeasures.list(wanted);
    if (stored.length === 0) return [];
    const { hash } = await this.#data();
    const configs = new Map(
      allConfigs(this.#store.feeds).map((config) => [config.name, JSON.stringify(feedConfig.parse(config))]),
    );
    return stored.map((measurement) => ({
      ...measurement,
      feeds: measurement.feeds.map((feed) => this.#seen(feed, measurement, { hash, configs })),
    }));
  }

  #seen(
    { definition, ...feed }: StoredFeedMeasure,
    { dataHash }: StoredMeasurement,
    { hash, configs }: { hash: string; configs: ReadonlyMap<string, string> },
  ): MeasuredFeed {
    const behind: MeasuredFeed['behind'] = [];
    if (dataHash !== hash) behind.push('data');
    const isSame = feed.config === null || configs.get(feed.config) === JSON.stringify(feedConfig.parse(definition));
    if (!isSame) behind.push('configuration');
    const { versions, rankers } = this.#store;
    const config = feed.config === null ? null : feedConfig.parse(definition);
    const named = config?.model ?? null;
    const model = named === null ? versions.active(feed.slot) : versions.read(named);
    if (!isSameModel(model ?? null, feed.model)) behind.push('model');
    const isRanked = config !== null && asksForRanker(config);
    if (isRanked && !isSameRanker(rankers.active(feed.slot), feed.ranker)) behind.push('ranker');
    return { ...feed, behind };
  }
}

/** Whether a ranker that is active would be trained as the one that was measured; neither being there is the same. */
function isSameRanker(active: StoredVersion | undefined, measured: MeasuredRanker | null): boolean {
  const settings = active && rankerCard.parse(active.card).settings;
  return JSON.stringify(settings) === JSON.stringify(measured?.settings);
}
