import { join } from 'node:path';
import { readCatalog } from '../../store/catalog-read.ts';
import { workspaceFiles } from '../../store/open.ts';
import type { CatalogData } from '../interactions/catalog-data.ts';
import { dataOf } from './catalog-view.ts';
import { buildSnapshot } from './snapshot.ts';
import { readSnapshotFile } from './snapshot-file.ts';

/** Reads all recommender data of a workspace on the calling thread: from the file that an earlier reading left, else from the database. */
export function readData(dir: string): Promise<CatalogData> {
  const cache = join(dir, workspaceFiles.cache);
  const database = join(dir, workspaceFiles.database);
  return dataOf(readCatalog(database, (reader) => readSnapshotFile(cache, reader) ?? buildSnapshot(reader)));
}
