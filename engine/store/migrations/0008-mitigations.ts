import type { Migration } from './migration.ts';

/** What was tried to make a run's lists fairer, and what came of it. */
export const mitigations: Migration = {
  version: 8,
  name: 'mitigations',
  sql: `
    CREATE TABLE mitigation (
      id INTEGER PRIMARY KEY,
      job_id INTEGER REFERENCES job (id) ON DELETE SET NULL,
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      data_hash TEXT NOT NULL,
      -- JSON: what was asked for, the base and all points.
      outcome TEXT NOT NULL
    );
    CREATE INDEX mitigation_run ON mitigation (run_id, id);
  `,
};
