import type { Migration } from './migration.ts';

/** What the scores of sources were found to be worth, and the rankers that feeds were measured with. */
export const sourceCalibrations: Migration = {
  version: 10,
  name: 'source calibrations',
  sql: `
    CREATE TABLE source_calibration (
      id INTEGER PRIMARY KEY,
      job_id INTEGER REFERENCES job (id) ON DELETE SET NULL,
      at INTEGER NOT NULL,
      slot TEXT NOT NULL,
      data_hash TEXT NOT NULL,
      -- JSON: how it was made, and the curve of each source.
      outcome TEXT NOT NULL
    );
    CREATE INDEX source_calibration_slot ON source_calibration (slot, id);
    -- JSON: the version and its settings; null where the blend ordered.
    ALTER TABLE feed_measure ADD COLUMN ranker TEXT;
  `,
};
