import type { Migration } from './migration.ts';

/**
 * Users, items and what they did with one another; rules that turn that into signals; runs of models and their
 * versions. An item and a post with one external id are the same thing: what is decided of the post holds for the item.
 */
export const recommender: Migration = {
  version: 2,
  name: 'recommender',
  sql: `
    -- The kinds and formats of imports grew; SQLite changes a CHECK only by making the table anew.
    CREATE TABLE import_new (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('content', 'reports', 'interactions', 'users', 'items')),
      job_id INTEGER REFERENCES job (id),
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      format TEXT NOT NULL CHECK (format IN ('csv', 'tsv', 'jsonl', 'dat', 'parquet')),
      map TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
      file_bytes INTEGER NOT NULL,
      file_mtime INTEGER NOT NULL,
      rows INTEGER NOT NULL DEFAULT 0,
      added INTEGER NOT NULL DEFAULT 0,
      updated INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      bad INTEGER NOT NULL DEFAULT 0,
      bad_rows_file TEXT,
      started_at INTEGER NOT NULL,
      finished_at INTEGER
    );
    INSERT INTO import_new SELECT * FROM import;
    DROP TABLE import;
    ALTER TABLE import_new RENAME TO import;

    -- What the columns that describe users and items hold. Their values are in the JSON of user and item.
    CREATE TABLE attribute (
      subject TEXT NOT NULL CHECK (subject IN ('user', 'item')),
      name TEXT NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('number', 'category', 'set', 'date', 'text')),
      position INTEGER NOT NULL,
      PRIMARY KEY (subject, name)
    ) WITHOUT ROWID;

    CREATE TABLE user (
      id INTEGER PRIMARY KEY,
      external_id TEXT NOT NULL UNIQUE,
      attributes TEXT NOT NULL DEFAULT '{}',
      arrived_at INTEGER NOT NULL,
      import_id INTEGER REFERENCES import (id)
    );
    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      external_id TEXT NOT NULL UNIQUE,
      attributes TEXT NOT NULL DEFAULT '{}',
      arrived_at INTEGER NOT NULL,
      import_id INTEGER REFERENCES import (id)
    );

    CREATE TABLE interaction_kind (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      signal TEXT NOT NULL CHECK (signal IN ('explicit', 'implicit'))
    );
    -- Known by who, what, how and when; the same again only changes the value. Clustered by user: a history is one
    -- stretch of pages. 'at' is -1 where the time is not known.
    CREATE TABLE interaction (
      user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      kind_id INTEGER NOT NULL,
      at INTEGER NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (user_id, item_id, kind_id, at)
    ) WITHOUT ROWID;

    CREATE TABLE signal_rule (
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      PRIMARY KEY (name, version)
    ) WITHOUT ROWID;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('evaluation', 'trial')),
      job_id INTEGER REFERENCES job (id),
      name TEXT NOT NULL,
      algorithm TEXT NOT NULL,
      params TEXT NOT NULL,
      seed INTEGER NOT NULL,
      rule TEXT NOT NULL,
      rule_version INTEGER NOT NULL,
      protocol TEXT NOT NULL,
      data_hash TEXT NOT NULL,
      users INTEGER NOT NULL,
      items INTEGER NOT NULL,
      train_pairs INTEGER NOT NULL,
      test_pairs INTEGER NOT NULL,
      metrics TEXT NOT NULL,
      curve TEXT NOT NULL,
      fit_seconds REAL NOT NULL,
      evaluate_seconds REAL NOT NULL,
      created_at INTEGER NOT NULL
    );
    CREATE INDEX run_job ON run (job_id);
    -- The large parts of a run: 'users' (rows of user, 32 bits), 'metric:ndcg' (a float a user), 'lists' (rows of item).
    CREATE TABLE run_part (
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (run_id, name)
    );

    CREATE TABLE model_version (
      id INTEGER PRIMARY KEY,
      slot TEXT NOT NULL,
      algorithm TEXT NOT NULL,
      params TEXT NOT NULL,
      seed INTEGER NOT NULL,
      rule TEXT NOT NULL,
      rule_version INTEGER NOT NULL,
      data_hash TEXT NOT NULL,
      users INTEGER NOT NULL,
      items INTEGER NOT NULL,
      pairs INTEGER NOT NULL,
      file TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('candidate', 'active', 'retired')),
      curve TEXT NOT NULL,
      fit_seconds REAL NOT NULL,
      created_at INTEGER NOT NULL,
      activated_at INTEGER,
      retired_at INTEGER,
      job_id INTEGER REFERENCES job (id)
    );
    CREATE UNIQUE INDEX model_version_one_active ON model_version (slot) WHERE state = 'active';
    CREATE INDEX model_version_slot ON model_version (slot, id DESC);
  `,
};
