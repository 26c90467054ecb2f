import type { Migration } from './migration.ts';

/** Feeds: named configurations, personas, what was shown to whom, and what people asked not to see. */
export const feeds: Migration = {
  version: 3,
  name: 'feeds',
  sql: `
    CREATE TABLE feed_config (
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      PRIMARY KEY (name, version)
    ) WITHOUT ROWID;
    CREATE TABLE persona (
      name TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL
    ) WITHOUT ROWID;

    -- A feed as it was served: who asked, by which configuration and versions. Previews are not logged.
    CREATE TABLE feed (
      id INTEGER PRIMARY KEY,
      user_id INTEGER REFERENCES user (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      config TEXT NOT NULL,
      config_version INTEGER NOT NULL,
      versions TEXT NOT NULL
    );
    CREATE INDEX feed_user ON feed (user_id, at);
    CREATE TABLE impression (
      feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
      place INTEGER NOT NULL,
      item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      score REAL NOT NULL,
      PRIMARY KEY (feed_id, place)
    ) WITHOUT ROWID;

    CREATE TABLE dislike (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      PRIMARY KEY (user_id, item_id)
    ) WITHOUT ROWID;
  `,
};
