import type { FeedConfig, Persona } from '../contract/index.ts';
import { build, type Database } from './database.ts';

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
  /** Best place first, by the numbers of items. */
  items: readonly { item: number; score: number }[];
}

/** Named configurations, personas, what was shown to whom, and what people asked not to see. */
export class FeedStore {
  readonly #db: Database;
  readonly #clock: () => number;

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

  /** Writes a served feed with its impressions as one transaction; returns its number. */
  log({ user, config, configVersion, versions, items }: ServedFeed): number {
    return this.#db.transaction(() => {
      const { id } = this.#db.run(
        build.insertInto('feed').values({
          user_id: user,
          at: this.#clock(),
          config,
          config_version: configVersion,
          versions: JSON.stringify(versions),
        }),
      );
      const add = this.#db.statement('INSERT INTO impression (feed_id, place, item_id, score) VALUES (?, ?, ?, ?)');
      for (const [place, { item, score }] of items.entries()) add.run(id, place + 1, item, score);
      return id;
    });
  }

  /** What was shown, newest feed first: for tests, audits and training. */
  impressions(limit: number): { feed: number; user: number | null; place: number; item: number; score: number }[] {
    return this.#db
      .statement(
        `SELECT feed.id AS feed, user_id AS user, place, item_id AS item, score
         FROM (SELECT id, user_id FROM feed ORDER BY id DESC LIMIT ?) AS feed JOIN impression ON feed_id = feed.id
         ORDER BY feed.id DESC, place`,
      )
      .all(limit) as ReturnType<FeedStore['impressions']>;
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
