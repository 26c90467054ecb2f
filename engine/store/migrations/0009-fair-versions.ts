import type { Migration } from './migration.ts';

/** Versions remember how they were trained to serve groups of users, or items, more alike. */
export const fairVersions: Migration = {
  version: 9,
  name: 'fair-versions',
  sql: 'ALTER TABLE model_version ADD COLUMN mitigation TEXT;',
};
