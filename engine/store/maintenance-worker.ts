import { parentPort, workerData } from 'node:worker_threads';
import { verifyAudit } from './audit.ts';
import { Database } from './database.ts';

/** Reads a whole database to check it: minutes on a large one, so it happens on a thread and a connection of its own. */
const { file, isQuick } = workerData as { file: string; isQuick: boolean };
const db = new Database(file, { readonly: true, fileMustExist: true });
try {
  if (isQuick) {
    parentPort!.postMessage(db.raw.pragma('quick_check(1)', { simple: true }));
  } else {
    const lines = db.raw.prepare('PRAGMA integrity_check(20)').pluck().all() as string[];
    const foreign = db.raw.prepare('PRAGMA foreign_key_check').all() as { table: string; rowid: number }[];
    const problems = [
      ...lines.filter((line) => line !== 'ok'),
      ...foreign.slice(0, 20).map(({ table, rowid }) => `row ${rowid} of ${table} refers to a row that is not there`),
    ];
    parentPort!.postMessage({ database: { ok: problems.length === 0, problems }, audit: verifyAudit(db) });
  }
} finally {
  db.close();
}
