import { randomUUID } from 'node:crypto';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import type {
  AllocatorInfo,
  AllocatorsCompared,
  Feed,
  FeedConfig,
  FeedFor,
  feedActions,
  ItemJourney,
  Persona,
  StoredConfig,
  VisitorAnswer,
  VisitorQuestion,
} from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import { Questions } from '../coldstart/questions.ts';
import type { FeedRanking } from '../ranking/workspace/serving.ts';
import type { FeedRecommender } from '../recommender.ts';
import { LpSolver } from '../reranking/lp/solver.ts';
import { allocatorOf, createAllocators } from '../reranking/registry.ts';
import { compareAllocators } from './compare-allocators.ts';
import { allConfigs, configOf } from './configs.ts';
import { EffectTable } from './effects.ts';
import { firstPasses } from './first-passes.ts';
import { estimateOf, nextQuestion } from './interview.ts';
import { journeyOf } from './item-journey.ts';
import { cutOf, type LastPass, lastPass } from './last-pass.ts';
import type { Calibrations } from './merging.ts';
import { FeedModel } from './model.ts';
import type { Pool } from './pool.ts';
import { profileOf } from './profile.ts';
import { FeedRanker } from './ranker.ts';
import { type FeedSnapshot, FeedSnapshots } from './snapshot.ts';
import type { FeedTexts } from './text-sources.ts';
import { allocatable } from './third-pass.ts';
import { typicalMember } from './typical-member.ts';

/** Feeds that can be re-ranked. */
const mostRemembered = 50;
/** How long a model may take for one answer before the feed goes without it, in milliseconds. */
const modelLimit = 5000;

export interface FunnelOptions {
  store: Store;
  data: () => Promise<CatalogData>;
  recommender: FeedRecommender;
  ranking: FeedRanking;
  /** Without them no text takes part. */
  texts?: FeedTexts | undefined;
  /** What the scores of sources are worth; as the store has it by default. */
  calibrations?: Calibrations;
  clock: () => number;
  /** How long a model may take for one answer, in milliseconds. */
  modelLimit?: number;
}

/** What is asked for. */
export interface FeedRequest {
  for: FeedFor;
  config: string | FeedConfig;
  asOf?: number;
  /** Whether it says what was dropped, and tells the model's part of scores by the model's own reasons; so by default. */
  explain?: boolean;
}

/** From the corpus to an ordered feed that explains itself: candidates, scores, and their allocation to places. */
export class Funnel {
  readonly #options: FunnelOptions;
  readonly #snapshots: FeedSnapshots;
  readonly #questions: Questions;
  readonly #solver = new LpSolver();
  readonly #allocators = createAllocators(this.#solver);
  readonly #parts: LastPass;
  /** By key, the one that was asked for last at the end. */
  readonly #pools = new Map<string, Pool>();

  constructor(options: FunnelOptions) {
    this.#options = options;
    this.#snapshots = new FeedSnapshots(options.store, options.data, options.clock);
    const { store } = options;
    this.#parts = { store, effects: new EffectTable(store.feedReader), allocators: this.#allocators };
    this.#questions = new Questions(store);
  }

  /**
   * Makes what the first feed would wait for: the snapshot of the data, the effects of moderation, and the active version
   * of the first slot with its indexes. Nothing where there are no interactions.
   */
  async warm(): Promise<void> {
    const { store, recommender } = this.#options;
    if (store.catalog.revision() === 0) return;
    const { data } = await this.#snapshots.get();
    if (data.interactions.user.length === 0) return;
    await this.#parts.effects.of([]);
    const version = store.versions.active('default');
    if (version) await recommender.ask(version, 'makeIndexes', null);
  }

  /** A feed as it would be served; nothing is logged. NOT_FOUND where there is no such configuration. */
  async preview(request: FeedRequest): Promise<Feed> {
    const { feed, pool } = await this.#feed(request, configOf(this.#options.store.feeds, request.config));
    this.#remember(pool);
    return feed;
  }

  async #feed(
    { for: who, asOf, explain = true }: Omit<FeedRequest, 'config'>,
    configured: ReturnType<typeof configOf>,
  ): Promise<{ feed: Feed; pool: Pool }> {
    allocatorOf(this.#allocators, configured.config.allocator);
    const pool = await this.#pool({ who, asOf, config: configured.config, snapshot: await this.#snapshots.get() });
    return { feed: await lastPass(this.#parts, pool, { ...configured, explain }), pool };
  }

  /** What sources bring for somebody, merged and scored; what filters would drop is among it. */
  async candidates({ for: who, asOf, config }: FeedRequest & { config: FeedConfig }): Promise<Pool['candidates']> {
    return (await this.#pool({ who, asOf, config, snapshot: await this.#snapshots.get() })).candidates;
  }

  /** The data that feeds are made from at this moment. */
  snapshot(): Promise<FeedSnapshot> {
    return this.#snapshots.get();
  }

  /** What may be shown to a user, as allocators take it, for feeds that are ordered together. */
  async orderable(user: string, config: FeedConfig, snapshot: FeedSnapshot) {
    const pool = await this.#pool({ who: { user }, asOf: undefined, config, snapshot });
    const { kept: candidates, explored, effects, unwanted } = await cutOf(this.#parts, pool, config);
    const attributes = this.#options.store.catalog.attributes();
    return {
      ...allocatable(pool, config, { candidates, explored: explored.places, effects, unwanted, attributes }),
      candidates,
    };
  }

  async #pool(asked: {
    who: FeedFor;
    asOf: number | undefined;
    config: FeedConfig;
    snapshot: FeedSnapshot;
  }): Promise<Pool> {
    const { who, asOf, config, snapshot } = asked;
    const { store, recommender, texts, clock } = this.#options;
    const [moment] = await Promise.all([snapshot.moment(asOf), texts?.ready(snapshot.data)]);
    const person = 'group' in who ? await typicalMember(snapshot, moment, who.group.attributes) : who;
    const profile = profileOf(store, snapshot, person, asOf);
    const answers = 'visitor' in person ? (person.visitor.answers ?? []) : [];
    const limit = this.#options.modelLimit ?? modelLimit;
    const model = new FeedModel(recommender, config, {
      data: snapshot.data,
      profile,
      now: moment.now,
      limit,
      estimate: estimateOf({ store, snapshot, questions: this.#questions }, answers, profile),
    });
    const key = randomUUID();
    const ranker = new FeedRanker({
      serving: this.#options.ranking,
      slot: config.slot,
      key,
      snapshot,
      profile,
      now: moment.now,
      isPast: asOf !== undefined,
      limit,
    });
    const { calibrations = store.calibrations } = this.#options;
    const whole = { who, asOf: asOf ?? clock(), config, snapshot, moment, profile, model, texts, ranker, key };
    return firstPasses({ ...whole, calibrations });
  }

  /** The next question to a visitor who gave these answers, and what is thought of them so far. */
  async question(answers: readonly VisitorAnswer[]): Promise<VisitorQuestion> {
    const snapshot = await this.#snapshots.get();
    return nextQuestion({ store: this.#options.store, snapshot, questions: this.#questions }, answers);
  }

  /** The third pass of a remembered feed again, with other knobs. NOT_FOUND where it is forgotten. */
  async rerank({ key, config }: { key: string; config: FeedConfig }): Promise<Feed> {
    const { store } = this.#options;
    const pool = this.#remembered(key);
    return lastPass(this.#parts, pool, { ...configOf(store.feeds, config), explain: true });
  }

  /** What allocators make of the candidates of a remembered feed. NOT_FOUND where it is forgotten. */
  async compareAllocators(input: {
    key: string;
    config: FeedConfig;
    allocators?: string[] | undefined;
  }): Promise<AllocatorsCompared> {
    const { key, config, allocators: ids } = input;
    return compareAllocators(this.#parts, this.#remembered(key), { config, ids });
  }

  /** How one item fares in a remembered feed. NOT_FOUND where it is forgotten, or there is no such item. */
  async why({ key, config, item }: { key: string; config: FeedConfig; item: string }): Promise<ItemJourney> {
    return journeyOf(this.#parts, this.#remembered(key), { config, item });
  }

  /**
   * A feed that is served: its impressions are logged. It is explained only where asked, and only then remembered: nobody
   * re-ranks the others, and what they are made of would outlive them by fifty feeds.
   */
  async serve(asked: { user: string; config: string; k?: number; explain?: boolean }): Promise<Feed> {
    const { user, config: name, k, explain = false } = asked;
    const { store } = this.#options;
    const { config: saved, version } = configOf(store.feeds, name);
    const config = k === undefined ? saved : { ...saved, k };
    const { feed, pool } = await this.#feed({ for: { user }, explain }, { config, version });
    if (explain) this.#remember(pool);
    const { itemRows, interactions } = pool.snapshot.data;
    const versions = { ...feed.versions, configVersion: version };
    store.checkpointer.wrote();
    store.feeds.log({
      user: pool.profile.number,
      config: config.name,
      configVersion: version,
      versions,
      items: feed.items.map(({ item, score, sources }) => ({
        item: itemRows[interactions.items.row(item)!]!,
        score,
        sources: sources.map((one) => [one.source, one.rank, one.score]),
      })),
    });
    return { ...feed, versions };
  }

  /**
   * What a user did with an item: a like or a view is an interaction, 'not interested' a wish that feeds obey. A user
   * who is new is made. False where nothing changed. NOT_FOUND where there is no such item.
   */
  async act(input: {
    user: string;
    item: string;
    action: (typeof feedActions)[number];
    undo: boolean;
  }): Promise<boolean> {
    const { store, clock } = this.#options;
    const { user, item, action, undo } = input;
    const itemNumber = store.feedReader.number('item', item);
    if (itemNumber === undefined) {
      throw new StewardError('NOT_FOUND', 'The workspace has no such item.', { place: { field: 'item' } });
    }
    const userNumber = store.feedReader.number('user', user);
    if (undo && userNumber === undefined) return false;
    if (action === 'not-interested') {
      const number = userNumber ?? store.catalog.idsOf('user', [user], null)[0]!;
      return store.feeds.dislike(number, itemNumber, undo);
    }
    const kind = action === 'like' ? 'like' : 'view';
    if (undo) return store.catalog.takeBack(userNumber!, itemNumber, kind);
    const { added } = await store.catalog.add([{ user, item, kind, value: 1, at: clock() }], () => 'implicit');
    return added > 0;
  }

  /** Every way to order a feed. */
  allocators(): AllocatorInfo[] {
    return [...this.#allocators.values()].map(({ id, about, holds, params, defaults }) => ({
      id,
      about,
      holds: [...holds],
      params: Object.entries(params).map(([name, { about: means, choices, bounds }]) => ({
        name,
        about: means,
        default: defaults[name]!,
        choices: choices ? [...choices] : null,
        bounds: bounds ?? null,
      })),
    }));
  }

  configs(): StoredConfig[] {
    return allConfigs(this.#options.store.feeds);
  }

  /** Saves the next version of a configuration. BAD_INPUT where its allocator is not there. */
  saveConfig(config: FeedConfig, actor: string): StoredConfig {
    const { store } = this.#options;
    allocatorOf(this.#allocators, config.allocator);
    store.feeds.saveConfig(config, actor);
    return this.configs().find(({ name }) => name === config.name)!;
  }

  personas(): Persona[] {
    return this.#options.store.feeds.personas();
  }

  savePersona(persona: Persona, actor: string): Persona {
    this.#options.store.feeds.savePersona(persona, actor);
    return persona;
  }

  /** NOT_FOUND where there is no such persona. */
  removePersona(name: string): void {
    if (this.#options.store.feeds.removePersona(name)) return;
    throw new StewardError('NOT_FOUND', `There is no persona '${name}'.`, { place: { field: 'name' } });
  }

  async close(): Promise<void> {
    this.#pools.clear();
    this.#questions.close();
    await this.#solver.close();
  }

  #remembered(key: string): Pool {
    const pool = this.#pools.get(key);
    if (!pool) {
      throw new StewardError('NOT_FOUND', 'This feed is no longer remembered.', {
        advice: 'Ask for a preview again.',
        place: { field: 'key' },
      });
    }
    this.#remember(pool);
    return pool;
  }

  #remember(pool: Pool): void {
    this.#pools.delete(pool.key);
    this.#pools.set(pool.key, pool);
    for (const oldest of this.#pools.keys()) {
      if (this.#pools.size <= mostRemembered) return;
      this.#pools.delete(oldest);
    }
  }
}
