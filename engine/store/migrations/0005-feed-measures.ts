import type { Migration } from './migration.ts';

/** What feeds were measured to be on behaviour that was held out. */
export const feedMeasures: Migration = {
  version: 5,
  name: 'feed measures',
  sql: `
    CREATE TABLE feed_measurement (
      id INTEGER PRIMARY KEY,
      job_id INTEGER REFERENCES job (id) ON DELETE SET NULL,
      at INTEGER NOT NULL,
      data_hash TEXT NOT NULL,
      -- JSON: how behaviour was held out, and of how many users.
      about TEXT NOT NULL,
      comparisons TEXT NOT NULL
    );
    CREATE TABLE feed_measure (
      measurement_id INTEGER NOT NULL REFERENCES feed_measurement (id) ON DELETE CASCADE,
      -- The order in which they were asked for; models alone at the end.
      place INTEGER NOT NULL,
      name TEXT NOT NULL,
      -- Without a configuration: the model of the slot alone.
      config TEXT,
      config_version INTEGER NOT NULL,
      definition TEXT,
      slot TEXT NOT NULL,
      model TEXT,
      metrics TEXT NOT NULL,
      PRIMARY KEY (measurement_id, place)
    ) WITHOUT ROWID;
    CREATE INDEX feed_measure_config ON feed_measure (config, measurement_id);
  `,
};
