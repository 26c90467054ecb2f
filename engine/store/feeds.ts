import type { FeedConfig, Persona } from '../contract/index.ts';
import { build, type Database } from './database.ts';
import { WrittenLater } from './later.ts';

/** A configuration as it was saved. */
export interface SavedConfig {
  name: string;
  version: number;
  /** As it was saved; a configuration of an older Steward may lack what came later. */
  definition: unknown;
  at: number;
  actor: string;
}

/** A feed that was served. */
export interface ServedFeed {
  /** The user's number; null for somebody whom the workspace does not know. */
  user: number | null;
  config: string;
  configVersion: number;
  versions: Readonly<Record<string, unknown>>;
  /** Best place first, by the numbers of items. Places are from 1, one after the other where they are left out. */
  items: readonly { item: number; score: number; sources: readonly LoggedSource[]; place?: number }[];
}

/** What a source said of an item: its id, the place that it gave it (from 1), and its score. */
export type LoggedSource = readonly [id: string, rank: number, score: number];

/** A place of a feed that was served to a known user, by the numbers of the workspace. */
export interface LoggedImpression {
  feed: number;
  user: number;
  at: number;
  place: number;
  item: number;
  /** JSON of `LoggedSource`s; null where that was not logged. */
  sources: string | null;
}

/** Named configurations, personas, what was shown to whom, and what people asked not to see. */
export class FeedStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #served = new WrittenLater<{ feed: ServedFeed; at: number }>(({ feed, at }) => this.#write(feed, at));

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** The newest version of each configuration that was saved, by name. */
  configs(): SavedConfig[] {
    const rows = this.#db
      .statement(
        'SELECT name, max(version) AS version, definition, at, actor FROM feed_config GROUP BY name ORDER BY name',
      )
      .all() as (Omit<SavedConfig, 'definition'> & { definition: string })[];
    return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) as unknown }));
  }

  /** A version of a configuration, or undefined. */
  config(name: string, version: number): SavedConfig | undefined {
    const row = this.#db
      .statement('SELECT name, version, definition, at, actor FROM feed_config WHERE name = ? AND version = ?')
      .get(name, version) as (Omit<SavedConfig, 'definition'> & { definition: string }) | undefined;
    return row && { ...row, definition: JSON.parse(row.definition) as unknown };
  }

  /** Saves the next version of a configuration. Saving what is there already changes nothing. */
  saveConfig(config: FeedConfig, actor: string): SavedConfig {
    return this.#db.transaction(() => {
      const before = this.configs().find(({ name }) => name === config.name);
      if (before && JSON.stringify(before.definition) === JSON.stringify(config)) return before;
      const saved = { name: config.name, version: (before?.version ?? 0) + 1, at: this.#clock(), actor };
      this.#db.run(build.insertInto('feed_config').values({ ...saved, definition: JSON.stringify(config) }));
      return { ...saved, definition: config };
    });
  }

  /** All personas by name. */
  personas(): Persona[] {
    return this.#db
      .all(build.selectFrom('persona').select('definition').orderBy('name'))
      .map(({ definition }) => JSON.parse(definition) as Persona);
  }

  /** Saves a persona; one of the same name is replaced. */
  savePersona(persona: Persona, actor: string): void {
    const row = { definition: JSON.stringify(persona), at: this.#clock(), actor };
    this.#db.run(
      build
        .insertInto('persona')
        .values({ name: persona.name, ...row })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row)),
    );
  }

  /** False where there is no such persona. */
  removePersona(name: string): boolean {
    return this.#db.run(build.deleteFrom('persona').where('name', '=', name)).changes > 0;
  }

  /**
   * Writes a served feed with its impressions as one transaction, when the event loop turns next: the feed need not wait
   * for it. Where that fails the next one is told, and nothing is lost until then.
   */
  log(feed: ServedFeed): void {
    this.#served.add({ feed, at: this.#clock() });
  }

  /** Writes feeds that were shown earlier, all as one transaction. */
  logAll(feeds: readonly (ServedFeed & { at: number })[]): void {
    this.#db.transaction(() => {
      for (const feed of feeds) this.#write(feed, feed.at);
    });
  }

  /** How many feeds by a version of a configuration were logged. */
  count({ config, configVersion }: Pick<ServedFeed, 'config' | 'configVersion'>): number {
    this.flush();
    const found = this.#db.statement('SELECT count(*) FROM feed WHERE config = ? AND config_version = ?');
    return found.pluck().get(config, configVersion) as number;
  }

  /** Writes what waits to be logged: for those who close the workspace. */
  flush(): void {
    this.#served.flush();
  }

  #write({ user, config, configVersion, versions, items }: ServedFeed, at: number): void {
    this.#db.transaction(() => {
      const served = this.#db
        .statement('INSERT INTO feed (user_id, at, config, config_version, versions) VALUES (?, ?, ?, ?, ?)')
        .run(user, at, config, configVersion, JSON.stringify(versions));
      const id = Number(served.lastInsertRowid);
      const add = this.#db.statement(
        'INSERT INTO impression (feed_id, place, item_id, score, sources) VALUES (?, ?, ?, ?, ?)',
      );
      for (const [n, { item, score, sources, place = n + 1 }] of items.entries()) {
        add.run(id, place, item, score, JSON.stringify(sources));
      }
    });
  }

  /** What was shown, newest feed first: for tests, audits and training. */
  impressions(limit: number): { feed: number; user: number | null; place: number; item: number; score: number }[] {
    this.flush();
    return this.#db
      .statement(
        `SELECT feed.id AS feed, user_id AS user, place, item_id AS item, score
         FROM (SELECT id, user_id FROM feed ORDER BY id DESC LIMIT ?) AS feed JOIN impression ON feed_id = feed.id
         ORDER BY feed.id DESC, place`,
      )
      .all(limit) as ReturnType<FeedStore['impressions']>;
  }

  /**
   * The place behind which the latest `most` impressions stand: where `impressionsAfter` begins for them. With `before`
   * these are the latest of what was shown before a moment.
   */
  beforeLatest(most: number, before = Number.MAX_SAFE_INTEGER): Pick<LoggedImpression, 'feed' | 'place'> {
    this.flush();
    const found = this.#db
      .statement(
        `SELECT feed_id AS feed, place FROM impression
         WHERE feed_id < ifnull((SELECT min(id) FROM feed WHERE at >= ?), 9223372036854775807)
         ORDER BY feed_id DESC, place DESC LIMIT 1 OFFSET ?`,
      )
      .get(before, most) as Pick<LoggedImpression, 'feed' | 'place'> | undefined;
    return found ?? { feed: 0, place: 0 };
  }

  /** What was shown to known users, in the order of feeds and places: the `limit` that follow a place, which any feed's may be. */
  impressionsAfter({ feed, place }: Pick<LoggedImpression, 'feed' | 'place'>, limit: number): LoggedImpression[] {
    return this.#db
      .statement(
        `SELECT feed_id AS feed, user_id AS user, at, place, item_id AS item, sources
         FROM impression JOIN feed ON feed.id = feed_id
         WHERE (feed_id, place) > (?, ?) AND user_id IS NOT NULL ORDER BY feed_id, place LIMIT ?`,
      )
      .all(feed, place, limit) as LoggedImpression[];
  }

  /**
   * How often items were shown, and how often whoever was shown one did something with it from then on; before a moment
   * (all by default).
   */
  outcomes(items: readonly number[], before = Number.MAX_SAFE_INTEGER): Map<number, { shown: number; liked: number }> {
    this.flush();
    const rows = this.#db
      .statement(
        `SELECT item_id AS item, count(*) AS shown, sum(EXISTS (SELECT 1 FROM interaction
           WHERE interaction.user_id = feed.user_id AND interaction.item_id = impression.item_id
             AND interaction.at >= feed.at AND interaction.at < $before)) AS liked
         FROM json_each($items) AS wanted CROSS JOIN impression ON impression.item_id = wanted.value
         JOIN feed ON feed.id = feed_id AND feed.at < $before GROUP BY impression.item_id`,
      )
      .all({ items: JSON.stringify(items), before }) as { item: number; shown: number; liked: number }[];
    return new Map(rows.map(({ item, shown, liked }) => [item, { shown, liked }]));
  }

  /** The numbers of the items that a user asked not to see, before a moment (all by default). */
  dislikes(user: number, before = Number.MAX_SAFE_INTEGER): number[] {
    const wishes = this.#db.statement('SELECT item_id FROM dislike WHERE user_id = ? AND at < ?');
    return wishes.pluck().all(user, before) as number[];
  }

  /** Notes that a user does not want to see an item, or takes that back; false where nothing changed. */
  dislike(user: number, item: number, undo: boolean): boolean {
    const { changes } = undo
      ? this.#db.statement('DELETE FROM dislike WHERE user_id = ? AND item_id = ?').run(user, item)
      : this.#db
          .statement('INSERT OR IGNORE INTO dislike (user_id, item_id, at) VALUES (?, ?, ?)')
          .run(user, item, this.#clock());
    return changes > 0;
  }
}
