import type { Migration } from './migration.ts';

/**
 * Rankers of the second pass are versions too, with a slot of the same name for each purpose; and impressions remember
 * what the sources said, so that a ranker can learn how far to trust them.
 */
export const rankers: Migration = {
  version: 6,
  name: 'rankers',
  sql: `
    ALTER TABLE model_version ADD COLUMN purpose TEXT NOT NULL DEFAULT 'recommender'
      CHECK (purpose IN ('recommender', 'ranker'));
    ALTER TABLE model_version ADD COLUMN card TEXT;
    DROP INDEX model_version_one_active;
    DROP INDEX model_version_slot;
    CREATE UNIQUE INDEX model_version_one_active ON model_version (purpose, slot) WHERE state = 'active';
    CREATE INDEX model_version_slot ON model_version (purpose, slot, id DESC);

    ALTER TABLE impression ADD COLUMN sources TEXT;
  `,
};
