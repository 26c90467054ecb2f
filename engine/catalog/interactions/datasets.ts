import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StewardError } from '../../contract/errors.ts';
import type { BadRow } from '../../contract/index.ts';
import { readRows } from '../content/reader.ts';
import { shapeOf } from '../content/shape.ts';
import { openSource } from '../content/source.ts';
import { type Attributes, ageDecade, attributesOf, type Described, decade, genres } from './attributes.ts';
import type { Interactions } from './interactions.ts';
import { type ReadInteractionsOptions, readInteractions } from './read.ts';

/** A data set as research publishes it: interactions, and what is known of its users and items. */
export interface Dataset {
  name: DatasetName;
  interactions: Interactions;
  bad: BadRow[];
  badCount: number;
  userAttributes: Attributes | null;
  itemAttributes: Attributes | null;
}

type Describe = (folder: string) => Promise<Described[]>;

interface Layout {
  /** The file of interactions, and what tells this data set from others; the first that exists. */
  interactions: readonly string[];
  users?: Describe;
  items?: Describe;
}

const layouts = {
  'movielens-100k': { interactions: ['u.data'], users: users100k, items: items100k },
  'movielens-1m': { interactions: ['ratings.dat', 'ratings.parquet'], users: users1m, items: doubleColonItems },
  'movielens-latest': { interactions: ['ratings.csv'], items: itemsLatest },
  movietweetings: { interactions: ['ratings.dat'], items: doubleColonItems },
  'book-crossing': { interactions: ['book_ratings.dat', 'BX-Book-Ratings.csv'], users: usersBooks, items: itemsBooks },
} satisfies Record<string, Layout>;
export type DatasetName = keyof typeof layouts;
export const datasetNames = Object.keys(layouts);

/**
 * Which data set a folder holds, told by its files, or null. MovieTweetings and MovieLens 1M name theirs alike; only
 * MovieLens describes users beyond a Twitter handle, by '1::F::1::10::48067'.
 */
export async function datasetIn(folder: string): Promise<DatasetName | null> {
  const has = (name: string) => existsSync(join(folder, name));
  if (has('u.data')) return 'movielens-100k';
  if (has('book_ratings.dat') || has('BX-Book-Ratings.csv')) return 'book-crossing';
  if (has('ratings.csv') && has('movies.csv')) return 'movielens-latest';
  if (!has('ratings.dat') && !has('ratings.parquet')) return null;
  if (!has('users.dat')) return has('ratings.dat') ? 'movietweetings' : null;
  const [first = ''] = await lines(join(folder, 'users.dat'));
  return /^\d+::[FM]::/.test(first) ? 'movielens-1m' : 'movietweetings';
}

/**
 * Reads the data set a folder holds: MovieLens 100K, 1M or latest, MovieTweetings or Book-Crossing. Files that describe
 * users and items are used where they are there. BAD_INPUT where the folder is none of these.
 */
export async function readDataset(
  folder: string,
  options: Pick<ReadInteractionsOptions, 'signal' | 'onBytes'> = {},
): Promise<Dataset> {
  const name = await datasetIn(folder);
  if (name === null) {
    throw new StewardError('BAD_INPUT', 'The folder holds no data set that is known.', {
      place: { file: folder },
      advice: `Known are: ${datasetNames.join(', ')}. Anything else: give the file of interactions itself.`,
    });
  }
  const layout: Layout = layouts[name];
  const file = layout.interactions.map((part) => join(folder, part)).find((path) => existsSync(path))!;
  const { interactions, bad, badCount } = await readInteractions(file, options);
  const [users, items] = await Promise.all([layout.users?.(folder), layout.items?.(folder)]);
  return {
    name,
    interactions,
    bad,
    badCount,
    userAttributes: users?.length ? attributesOf(interactions.users, users) : null,
    itemAttributes: items?.length ? attributesOf(interactions.items, items) : null,
  };
}

/** Lines of a small file; none where it is not there. MovieLens' older files are Latin-1. */
async function lines(path: string, encoding: 'latin1' | 'utf8' = 'latin1'): Promise<string[]> {
  if (!existsSync(path)) return [];
  return (await readFile(path, encoding)).split(/\r?\n/).filter((line) => line !== '');
}

async function users100k(folder: string): Promise<Described[]> {
  return (await lines(join(folder, 'u.user'))).map((line) => {
    const [id = '', age = '', gender, occupation] = line.split('|');
    return { id, attributes: [...ageDecade(age), `gender:${gender}`, `occupation:${occupation}`] };
  });
}

async function items100k(folder: string): Promise<Described[]> {
  const names = (await lines(join(folder, 'u.genre'))).map((line) => line.split('|')[0]!);
  return (await lines(join(folder, 'u.item'))).map((line) => {
    const cells = line.split('|');
    const flags = cells.slice(cells.length - 19);
    return { id: cells[0]!, attributes: flags.flatMap((flag, g) => (flag === '1' ? [`genre:${names[g] ?? g}`] : [])) };
  });
}

async function users1m(folder: string): Promise<Described[]> {
  return (await lines(join(folder, 'users.dat'))).map((line) => {
    const [id = '', gender, age, occupation] = line.split('::');
    return { id, attributes: [`gender:${gender}`, `age:${age}`, `occupation:${occupation}`] };
  });
}

/** `movies.dat` of MovieLens 1M and MovieTweetings: id::title::genres. */
async function doubleColonItems(folder: string): Promise<Described[]> {
  return (await lines(join(folder, 'movies.dat'), 'utf8')).map((line) => {
    const [id = '', , list = ''] = line.split('::');
    return { id, attributes: genres(list) };
  });
}

/** `movies.csv`: movieId,title,genres, titles in quotes; rows that cannot be read describe nothing. */
async function itemsLatest(folder: string): Promise<Described[]> {
  const path = join(folder, 'movies.csv');
  const found: Described[] = [];
  for await (const rows of readRows(await shapeOf(await openSource(path, path)))) {
    for (const { values } of rows) if (values) found.push({ id: values[0]!, attributes: genres(values[2] ?? '') });
  }
  return found;
}

async function usersBooks(folder: string): Promise<Described[]> {
  return (await lines(join(folder, 'users_info.dat'))).slice(1).map((line) => {
    const [id = '', location = '', age = ''] = line.split('\t');
    const country = location.split(',').at(-1)!.trim().toLowerCase();
    return { id, attributes: [...ageDecade(age), ...(country ? [`country:${country}`] : [])] };
  });
}

async function itemsBooks(folder: string): Promise<Described[]> {
  return (await lines(join(folder, 'items_info.dat'))).slice(1).map((line) => {
    const [id = '', , , author, year = '', publisher] = line.split('\t');
    const names = [...(author ? [`author:${author}`] : []), ...(publisher ? [`publisher:${publisher}`] : [])];
    return { id, attributes: [...names, ...decade(year)] };
  });
}
