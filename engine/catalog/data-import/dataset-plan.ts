import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StewardError } from '../../contract/errors.ts';
import type { DataKind, DatasetFolder } from '../../contract/index.ts';
import { type DatasetName, datasetIn, datasetNames } from '../interactions/datasets.ts';
import type { InteractionsFile } from './interactions-import.ts';
import {
  items1m,
  items100k,
  itemsBooks,
  itemsBooksCsv,
  itemsLatest,
  itemsTweetings,
  type KnownTable,
  users1m,
  users100k,
  usersBooks,
  usersBooksCsv,
} from './known-tables.ts';

/** What a folder of a known data set holds, in the order in which it is read. */
export interface DatasetPlan {
  title: string;
  tables: { kind: 'users' | 'items'; table: KnownTable }[];
  interactions: InteractionsFile;
}

interface Layout {
  title: string;
  /** The first that is there is read. */
  interactions: readonly string[];
  users?: readonly KnownTable[];
  items: readonly KnownTable[];
}

const layouts: Record<DatasetName, Layout> = {
  'movielens-100k': { title: 'MovieLens 100K', interactions: ['u.data'], users: [users100k], items: [items100k] },
  'movielens-1m': {
    title: 'MovieLens 1M',
    interactions: ['ratings.dat', 'ratings.parquet'],
    users: [users1m],
    items: [items1m],
  },
  'movielens-latest': { title: 'MovieLens', interactions: ['ratings.csv'], items: [itemsLatest] },
  movietweetings: { title: 'MovieTweetings', interactions: ['ratings.dat'], items: [itemsTweetings] },
  'book-crossing': {
    title: 'Book-Crossing',
    interactions: ['book_ratings.dat', 'BX-Book-Ratings.csv'],
    users: [usersBooks, usersBooksCsv],
    items: [itemsBooks, itemsBooksCsv],
  },
};

/** What would be read of a folder. NOT_FOUND, naming the data sets that are known, where it holds none of them. */
export async function planDataset(folder: string): Promise<DatasetPlan> {
  const name = existsSync(folder) ? await datasetIn(folder) : null;
  if (name === null) {
    throw new StewardError('NOT_FOUND', 'The folder holds no data set that is known.', {
      place: { file: folder },
      advice: `Known are: ${datasetNames.join(', ')}. Anything else: import its files one by one.`,
    });
  }
  const { title, interactions, users = [], items } = layouts[name];
  const has = (file: string) => existsSync(join(folder, file));
  const present = (kind: 'users' | 'items', tables: readonly KnownTable[]) => {
    const table = tables.find(({ file }) => has(file));
    return table ? [{ kind, table }] : [];
  };
  const file = interactions.find(has)!;
  return {
    title,
    tables: [...present('users', users), ...present('items', items)],
    interactions: {
      path: join(folder, file),
      name: file,
      // The only one of them that is older than UTF-8 and has ids that are no numbers.
      ...(file === 'BX-Book-Ratings.csv' && { encoding: 'latin1' as const }),
    },
  };
}

/** The plan as people see it. */
export function datasetFolder(folder: string, { title, tables, interactions }: DatasetPlan): DatasetFolder {
  const entry = (kind: DataKind, file: string) => ({ kind, file, bytes: statSync(join(folder, file)).size });
  return {
    name: title,
    files: [...tables.map(({ kind, table }) => entry(kind, table.file)), entry('interactions', interactions.name)],
  };
}
