import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { StewardError } from '../contract/errors.ts';
import { Database } from './database.ts';
import { lockWorkspace } from './lock.ts';
import { migrate } from './migrations/index.ts';

/** The names inside a workspace folder. */
export const workspaceFiles = {
  database: 'workspace.sqlite',
  models: 'models',
  exports: 'exports',
  backups: 'backups',
  imports: 'imports',
  cache: 'cache',
} as const;

export interface OpenedDatabase {
  db: Database;
  unlock: () => void;
}

/** Makes the folders and the database of a new workspace. WORKSPACE_EXISTS where the folder holds anything already. */
export function createDatabase(dir: string): OpenedDatabase {
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    const isWorkspace = existsSync(join(dir, workspaceFiles.database));
    throw new StewardError(
      'WORKSPACE_EXISTS',
      isWorkspace ? 'There is a workspace in this folder already.' : 'This folder is not empty.',
      {
        advice: isWorkspace ? 'Open it, or choose another folder.' : 'Choose an empty or a new folder.',
        place: { file: dir },
      },
    );
  }
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new StewardError('WORKSPACE_READ_ONLY', 'The folder cannot be made.', {
      advice: 'Choose a folder that you may write to.',
      place: { file: dir },
      cause: error,
    });
  }
  return openChecked(dir, false);
}

/**
 * Opens the database of a workspace, checks it and brings its schema up to date.
 *
 * Throws WORKSPACE_MISSING, WORKSPACE_READ_ONLY, WORKSPACE_IN_USE, WORKSPACE_DAMAGED or WORKSPACE_FROM_FUTURE; in each
 * case nothing was changed.
 */
export function openDatabase(dir: string): OpenedDatabase {
  if (!existsSync(join(dir, workspaceFiles.database))) {
    throw new StewardError('WORKSPACE_MISSING', 'There is no workspace in this folder.', {
      advice: 'Choose a folder that holds a workspace.sqlite, or create a new workspace.',
      place: { file: dir },
    });
  }
  return openChecked(dir, true);
}

function openChecked(dir: string, mustExist: boolean): OpenedDatabase {
  const file = join(dir, workspaceFiles.database);
  assertWritable(dir, mustExist ? file : dir);
  const unlock = lockWorkspace(dir);
  let db: Database | undefined;
  try {
    db = new Database(file, { fileMustExist: mustExist });
    db.raw.pragma('journal_mode = WAL');
    db.raw.pragma('synchronous = NORMAL');
    db.raw.pragma('foreign_keys = ON');
    db.raw.pragma('temp_store = FILE');
    db.raw.pragma('cache_size = -65536');
    assertSound(db.raw, file);
    migrate(db.raw);
    for (const folder of [
      workspaceFiles.models,
      workspaceFiles.exports,
      workspaceFiles.backups,
      workspaceFiles.imports,
      workspaceFiles.cache,
    ]) {
      mkdirSync(join(dir, folder), { recursive: true });
    }
    return { db, unlock };
  } catch (error) {
    db?.close();
    unlock();
    throw asOpenError(error, file);
  }
}

/** Root may write anywhere, so the permission bits are looked at too: a folder marked read-only is meant so. */
function assertWritable(...paths: string[]): void {
  for (const path of paths) {
    const marked = statSync(path).mode & 0o222;
    let allowed = marked !== 0;
    try {
      accessSync(path, constants.W_OK);
    } catch {
      allowed = false;
    }
    if (!allowed) {
      throw new StewardError('WORKSPACE_READ_ONLY', 'This workspace cannot be written to.', {
        advice: 'Give yourself permission to write to the folder, or copy it to a place where you have it.',
        place: { file: path },
      });
    }
  }
}

/** Files under this many bytes are checked page by page within a tenth of a second while they are opened. */
export const checkedAtOpening = 64 * 1024 * 1024;

/** The error for a database whose pages do not fit together. */
export function damaged(what: string, file: string): StewardError {
  return new StewardError('WORKSPACE_DAMAGED', `The database of this workspace is damaged: ${what}.`, {
    advice: 'Restore a backup: the damaged file is kept beside it.',
    place: { file },
  });
}

function assertSound(db: Sqlite.Database, file: string): void {
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get() as number;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version === 0 && tables > 0) {
    throw new StewardError('WORKSPACE_DAMAGED', 'The database in this folder is not a Steward workspace.', {
      advice: 'Choose another folder.',
      place: { file },
    });
  }
  if (statSync(file).size >= checkedAtOpening) return;
  const verdict = db.pragma('quick_check(1)', { simple: true }) as string;
  if (verdict !== 'ok') throw damaged(verdict, file);
}

function asOpenError(error: unknown, file: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR_SHORT_READ'].some((code) => error.code.startsWith(code))) {
    return new StewardError('WORKSPACE_DAMAGED', 'The database of this workspace is damaged.', {
      advice: 'Restore a backup: the damaged file is kept beside it.',
      place: { file },
      cause: error,
    });
  }
  if (
    error.code.startsWith('SQLITE_READONLY') ||
    error.code.startsWith('SQLITE_CANTOPEN') ||
    error.code.startsWith('SQLITE_PERM')
  ) {
    return new StewardError('WORKSPACE_READ_ONLY', 'This workspace cannot be written to.', {
      advice: 'Give yourself permission to write to the folder, or copy it to a place where you have it.',
      place: { file },
      cause: error,
    });
  }
  return error;
}
