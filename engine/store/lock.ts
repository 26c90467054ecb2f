import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { StewardError } from '../contract/errors.ts';

/**
 * Keeps a workspace to one engine. The lock is an open exclusive transaction on a small database beside the workspace's
 * own: the operating system drops it when the process ends, however it ends, so a crash never leaves a stale lock.
 *
 * Throws WORKSPACE_IN_USE where another process holds it. Returns the function that lets go.
 */
export function lockWorkspace(dir: string): () => void {
  const db = new Sqlite(join(dir, 'workspace.lock'), { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new StewardError('WORKSPACE_IN_USE', 'Another Steward has this workspace open.', {
        advice: 'Close it there first, or open another workspace here.',
        place: { file: dir },
        cause: error,
      });
    }
    throw error;
  }
  return () => {
    if (db.open) {
      db.exec('ROLLBACK');
      db.close();
    }
  };
}
