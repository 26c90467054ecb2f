import type { Migration } from './migration.ts';

/** What became of a new item is asked for at each feed that explores. */
export const impressionsByItem: Migration = {
  version: 7,
  name: 'impressions by item',
  sql: 'CREATE INDEX impression_item ON impression (item_id);',
};
