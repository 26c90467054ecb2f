import type Sqlite from 'better-sqlite3';
import { StewardError } from '../../contract/errors.ts';
import { foundation } from './0001-foundation.ts';
import { recommender } from './0002-recommender.ts';
import { feeds } from './0003-feeds.ts';
import { fairness } from './0004-fairness.ts';
import { feedMeasures } from './0005-feed-measures.ts';
import { rankers } from './0006-rankers.ts';
import { impressionsByItem } from './0007-impressions-by-item.ts';
import { mitigations } from './0008-mitigations.ts';
import { fairVersions } from './0009-fair-versions.ts';
import { sourceCalibrations } from './0010-source-calibrations.ts';
import type { Migration } from './migration.ts';

/** All steps, in order. To add one: a new file here, one more entry, and a case in `migrations.test.ts`. */
export const migrations: readonly Migration[] = [
  foundation,
  recommender,
  feeds,
  fairness,
  feedMeasures,
  rankers,
  impressionsByItem,
  mitigations,
  fairVersions,
  sourceCalibrations,
];

/** The schema version that this Steward writes. */
export const schemaVersion = migrations.length;

/**
 * Brings a database to `schemaVersion`, all missing steps in one transaction: afterwards it is either current or as it
 * was. Returns the version that it had before.
 *
 * Throws WORKSPACE_FROM_FUTURE where a newer Steward wrote it, and touches nothing then.
 */
export function migrate(db: Sqlite.Database, steps: readonly Migration[] = migrations): number {
  const before = db.pragma('user_version', { simple: true }) as number;
  const newest = steps.at(-1)?.version ?? 0;
  if (before > newest) {
    throw new StewardError(
      'WORKSPACE_FROM_FUTURE',
      `This workspace was written by a newer Steward (schema ${before}; this one knows ${newest}).`,
      { advice: 'Update Steward, or open another workspace. Nothing was changed.' },
    );
  }
  if (before === newest) return before;
  // A step may make a table anew: dropping the old one must not take along what refers to it.
  const enforced = db.pragma('foreign_keys', { simple: true });
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      for (const step of steps) {
        if (step.version <= before) continue;
        db.exec(step.sql);
        db.pragma(`user_version = ${step.version}`);
      }
      const lost = db.pragma('foreign_key_check') as { table: string }[];
      if (lost.length > 0) {
        throw new StewardError('WORKSPACE_DAMAGED', `Rows of '${lost[0]!.table}' refer to rows that are not there.`, {
          advice: 'Restore a backup. Nothing was changed.',
        });
      }
    }).immediate();
  } finally {
    db.pragma(`foreign_keys = ${enforced}`);
  }
  return before;
}
