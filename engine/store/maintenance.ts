import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { StewardError } from '../contract/errors.ts';
import type { Verification } from '../contract/index.ts';
import { lockWorkspace } from './lock.ts';
import { schemaVersion } from './migrations/index.ts';
import { checkedAtOpening, damaged, workspaceFiles } from './open.ts';

/** Pages copied between two looks at the event loop: about 8 MiB. */
const pagesAStep = 2048;

/**
 * Checks the database file and the audit chain on a thread of its own. The result is data: a damaged file is an answer,
 * not an error.
 */
export async function verifyDatabase(dir: string): Promise<Verification> {
  try {
    const found = await inWorker<Omit<Verification, 'ok'>>(dir, false);
    return { ok: found.database.ok && found.audit.ok, ...found };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      database: { ok: false, problems: [problem] },
      audit: { ok: false, rows: 0, brokenAt: null, head: '' },
    };
  }
}

/**
 * Looks through the pages of a database before it is opened, on a thread of its own. Throws WORKSPACE_DAMAGED with what
 * was found; a folder without a database is left to whoever opens it. Small files are checked as they are opened.
 */
export async function checkBeforeOpening(dir: string): Promise<void> {
  const file = join(dir, workspaceFiles.database);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < checkedAtOpening) return;
  const verdict = await inWorker<string>(dir, true).catch((error: Error) => error.message);
  if (verdict !== 'ok') throw damaged(verdict, file);
}

function inWorker<T>(dir: string, isQuick: boolean): Promise<T> {
  const workerInput = { file: join(dir, workspaceFiles.database), isQuick };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./maintenance-worker.ts', import.meta.url), { workerData: workerInput });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The check ended without a result.')));
  });
}

/**
 * Writes a consistent copy of the open database to `file` with SQLite's online backup: work goes on meanwhile, and the
 * file appears under its name only once it is whole.
 */
export async function backUp(
  db: Sqlite.Database,
  file: string,
  onProgress: (done: number, total: number) => void,
): Promise<{ file: string; bytes: number }> {
  if (existsSync(file)) {
    throw new StewardError('CONFLICT', 'There is a file of this name already.', {
      advice: 'Choose another name.',
      place: { file },
    });
  }
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await db.backup(part, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages);
        return pagesAStep;
      },
    });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return { file, bytes: statSync(file).size };
}

/** The backups in a workspace's own folder, newest first. */
export function listBackups(dir: string): { file: string; madeAt: number; bytes: number }[] {
  const folder = join(dir, workspaceFiles.backups);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => {
      const file = join(folder, name);
      const { mtimeMs, size } = statSync(file);
      return { file, madeAt: Math.round(mtimeMs), bytes: size };
    })
    .sort((a, b) => b.madeAt - a.madeAt);
}

/**
 * Puts a backup in the place of the workspace in `dir`, which must not be open. What was there is renamed, never
 * deleted. BAD_FILE where the backup is not a sound workspace of this Steward or an older one; nothing changes then.
 */
export async function restoreBackup(file: string, dir: string, now: number): Promise<{ movedAside: string | null }> {
  assertBackup(file);
  mkdirSync(dir, { recursive: true });
  const unlock = lockWorkspace(dir);
  try {
    const target = join(dir, workspaceFiles.database);
    const incoming = `${target}.restoring`;
    await copyFile(file, incoming);
    let movedAside: string | null = null;
    if (existsSync(target)) {
      movedAside = `${target}.before-restore-${new Date(now).toISOString().replaceAll(':', '-')}`;
      // Kept under a second name first and replaced by one rename last, so that a crash between leaves a workspace.
      for (const suffix of ['', '-wal']) if (existsSync(target + suffix)) keepAs(target + suffix, movedAside + suffix);
      for (const suffix of ['-wal', '-shm']) rmSync(target + suffix, { force: true });
    }
    renameSync(incoming, target);
    return { movedAside };
  } finally {
    unlock();
  }
}

/** A second name for the same file where the file system has hard links, else a copy. */
function keepAs(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function assertBackup(file: string): void {
  if (!existsSync(file)) throw new StewardError('BAD_FILE', 'There is no such file.', { place: { file } });
  let problem: string | null = null;
  try {
    const db = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const version = db.pragma('user_version', { simple: true }) as number;
      const check = db.pragma('quick_check(1)', { simple: true }) as string;
      if (version === 0) problem = 'it is not a Steward workspace';
      else if (version > schemaVersion) problem = 'a newer Steward wrote it';
      else if (check !== 'ok') problem = 'it is damaged';
    } finally {
      db.close();
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  if (problem) {
    throw new StewardError('BAD_FILE', `${basename(file)} cannot be restored: ${problem}.`, {
      advice: 'Choose another backup. Nothing was changed.',
      place: { file },
    });
  }
}
