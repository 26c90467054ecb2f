import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

/** Copies the write-ahead log into the database whenever it is asked to, on a thread and a connection of its own. */
const { file } = workerData as { file: string };
const db = new Sqlite(file, { fileMustExist: true });
parentPort!.on('message', () => {
  // Passive: whoever reads or writes meanwhile is not held up.
  db.pragma('wal_checkpoint(PASSIVE)');
  parentPort!.postMessage('done');
});
