import { parentPort, workerData } from 'node:worker_threads';
import { readCatalog } from '../../store/catalog-read.ts';
import { buildSnapshot } from './snapshot.ts';
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file.ts';

/** Reads all recommender data of a workspace: from the file that an earlier start left, else from the database. */
const { database, cache } = workerData as { database: string; cache: string };
const { buffer, isNew } = readCatalog(database, (reader) => {
  const kept = readSnapshotFile(cache, reader);
  return { buffer: kept ?? buildSnapshot(reader), isNew: kept === null };
});
parentPort!.postMessage(buffer);
if (isNew) writeSnapshotFile(cache, buffer);
