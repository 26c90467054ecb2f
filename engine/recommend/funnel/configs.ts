import { StewardError } from '../../contract/errors.ts';
import { type FeedConfig, type FeedMeasureRequest, feedConfig, type StoredConfig } from '../../contract/index.ts';
import type { FeedStore } from '../../store/feeds.ts';
import type { ConfigToMeasure } from '../offline/requests.ts';

/** The configurations that come with Steward. A saved one of the same name stands in its place. */
export const builtInConfigs: readonly FeedConfig[] = [
  feedConfig.parse({ name: 'default', about: 'Relevant first, varied, with some weight on what is new.' }),
  feedConfig.parse({
    name: 'fresh',
    about: 'What is new: relevance halves every 36 hours.',
    freshness: { halfLifeDays: 1.5, weight: 0.9 },
    allocatorParams: { lambda: 0.85 },
  }),
  feedConfig.parse({
    name: 'diverse',
    about: 'As varied as it gets: one of a publisher, three of a topic in ten places.',
    allocatorParams: { lambda: 0.4 },
    caps: { publisher: 1, topic: 3, window: 10 },
  }),
  feedConfig.parse({
    name: 'revenue',
    about: 'What earns: relevance and price in equal parts.',
    allocator: 'score',
    objective: { engagement: 0.5, revenue: 0.5 },
  }),
];

/** All configurations, the built-in ones first. */
export function allConfigs(store: FeedStore): StoredConfig[] {
  const saved = store.configs().map(
    ({ definition, version, at, actor }): StoredConfig => ({
      // Read by the schema, so that what came later has its default.
      ...feedConfig.parse(definition),
      version,
      at,
      actor,
      isBuiltIn: false,
    }),
  );
  const names = new Set(saved.map(({ name }) => name));
  const own = builtInConfigs.filter(({ name }) => !names.has(name));
  return [...own.map((config) => ({ ...config, version: 0, at: 0, actor: 'steward', isBuiltIn: true })), ...saved];
}

/**
 * Configurations to be measured side by side, under names unlike each other: a saved version that is named carries its
 * number; each in all ways to merge candidates and to score them that are given, or as it says. NOT_FOUND where one is
 * not there, BAD_INPUT where one is named twice.
 */
export function configsToMeasure(
  store: FeedStore,
  { configs: asked, merge, ranking }: Pick<FeedMeasureRequest, 'configs' | 'merge' | 'ranking'>,
): ConfigToMeasure[] {
  const found = asked.map((one): ConfigToMeasure => {
    if (typeof one === 'string') return { name: one, ...configOf(store, one) };
    const saved = store.config(one.name, one.version);
    if (saved) {
      const name = `${one.name} (version ${one.version})`;
      return { name, config: feedConfig.parse(saved.definition), version: one.version };
    }
    throw new StewardError('NOT_FOUND', `There is no version ${one.version} of a configuration '${one.name}'.`, {
      advice: 'Look at the list of configurations.',
      place: { field: 'configs' },
    });
  });
  const twice = found.find(({ name }, n) => found.findIndex((other) => other.name === name) < n);
  if (!twice) {
    return found
      .flatMap((one) => inWays(one, 'merge', merge, 'merged'))
      .flatMap((one) => inWays(one, 'ranking', ranking, 'ordered'));
  }
  throw new StewardError('BAD_INPUT', `'${twice.name}' is named twice.`, {
    advice: 'Name each configuration once.',
    place: { field: 'configs' },
  });
}

/** A configuration with several values of a knob; where it is as it was saved it keeps its name and version. */
function inWays<K extends 'merge' | 'ranking'>(
  { name, config, version }: ConfigToMeasure,
  knob: K,
  ways: readonly FeedConfig[K][] | undefined,
  word: string,
): ConfigToMeasure[] {
  return [...new Set(ways ?? [config[knob]])].map((way) =>
    way === config[knob]
      ? { name, config, version }
      : { name: `${name}, ${word} by ${way}`, config: { ...config, [knob]: way }, version: 0 },
  );
}

/** A configuration by name, or one that is tried: then its version is that of the saved one that says the same, or 0. */
export function configOf(store: FeedStore, asked: string | FeedConfig): { config: FeedConfig; version: number } {
  const all = allConfigs(store);
  if (typeof asked === 'string') {
    const found = all.find(({ name }) => name === asked);
    if (found) return { config: feedConfig.parse(found), version: found.version };
    throw new StewardError('NOT_FOUND', `There is no configuration '${asked}'.`, {
      advice: `There are: ${all.map(({ name }) => name).join(', ')}.`,
      place: { field: 'config' },
    });
  }
  const same = all.find(({ name }) => name === asked.name);
  const isSame = same && JSON.stringify(feedConfig.parse(same)) === JSON.stringify(feedConfig.parse(asked));
  return { config: asked, version: isSame ? same.version : 0 };
}

/** Whether a configuration is ordered by the ranker of its slot where there is one. */
export function asksForRanker(config: Pick<FeedConfig, 'ranking'> | undefined): boolean {
  return config !== undefined && config.ranking !== 'blend';
}
