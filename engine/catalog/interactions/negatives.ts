import { readFile } from 'node:fs/promises';
import { StewardError } from '../../contract/errors.ts';
import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import { openSource } from '../content/source.ts';
import { readInteractions } from './read.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Reads the candidates that each user's test items are ranked among, as a matrix users x items of ones: in the format
 * of He et al., NCF (a line `(user,item)<TAB>negative<TAB>...`, the item being the one of the test), or as a table of
 * interactions with one negative a row. Negatives are ids of `users` and `items`; a user who is not known is left out,
 * an item that is not known is added, since it is a candidate like any other. BAD_FILE where a line is neither.
 */
export async function readNegatives(path: string, users: Vocabulary, items: Vocabulary): Promise<Csr> {
  await openSource(path, path);
  const text = await readFile(path, 'utf8');
  if (!text.startsWith('(')) {
    const { interactions } = await readInteractions(path, { items });
    const kept = [...interactions.user.keys()].filter(
      (at) => users.row(interactions.users.id(interactions.user[at]!)) !== undefined,
    );
    const rows = kept.map((at) => users.row(interactions.users.id(interactions.user[at]!))!);
    return matrix(
      users,
      items,
      rows,
      kept.map((at) => interactions.item[at]!),
    );
  }
  const row: number[] = [];
  const column: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [head = '', ...negatives] = line.split('\t');
    const pair = /^\((.+),([^,]+)\)$/.exec(head);
    if (!pair) {
      throw new StewardError('BAD_FILE', 'A line does not begin with (user,item).', {
        place: { file: path, line: index + 1 },
        advice: 'Write (user,item) and then the negatives, all parted by tabs.',
      });
    }
    const user = users.row(pair[1]!);
    if (user === undefined) continue;
    for (const negative of negatives) {
      if (negative === '') continue;
      row.push(user);
      column.push(items.add(negative));
    }
  }
  return matrix(users, items, row, column);
}

function matrix(users: Vocabulary, items: Vocabulary, row: number[], column: number[]): Csr {
  return csrFromTriples(users.size, items.size, row, column, new Float32Array(row.length).fill(1));
}
