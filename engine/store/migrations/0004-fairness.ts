import type { Migration } from './migration.ts';

/** Fairness audits: what was asked, and everything that was found. */
export const fairness: Migration = {
  version: 4,
  name: 'fairness',
  sql: `
    CREATE TABLE fairness_audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id INTEGER REFERENCES job (id) ON DELETE SET NULL,
      created_at INTEGER NOT NULL,
      data_hash TEXT NOT NULL,
      -- What lists show, and the rest, both as JSON.
      summary TEXT NOT NULL,
      findings TEXT NOT NULL
    );
  `,
};
