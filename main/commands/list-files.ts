import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Interactions } from '../../engine/catalog/interactions/interactions.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import type { TopLists } from '../../engine/evaluate/top.ts';

/** Writes lines to a file that is whole or not there. BAD_INPUT where the file cannot be written. */
export async function writeLines(path: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const part = `${path}.part`;
  const output = createWriteStream(part);
  const done = finished(output);
  done.catch(() => {});
  try {
    let block = '';
    for await (const line of lines) {
      block += `${line}\n`;
      if (block.length < 1 << 16) continue;
      if (!output.write(block)) await Promise.race([once(output, 'drain'), done]);
      block = '';
    }
    output.end(block);
    await done;
    await rename(part, path);
  } catch (cause) {
    output.destroy();
    await rm(part, { force: true });
    throw new StewardError('BAD_INPUT', 'The file cannot be written.', {
      place: { file: path },
      advice: 'Check that its folder exists and has room.',
      cause,
    });
  }
}

/** Lists as CSV, user,item,rank,score in external ids, rank from 1; list i is of user `users[i]`. */
export function* listLines(
  { users: userIds, items: itemIds }: Pick<Interactions, 'users' | 'items'>,
  users: Int32Array,
  { k, items, scores }: TopLists,
): Generator<string> {
  yield 'user,item,rank,score';
  for (const [i, user] of users.entries()) {
    for (let place = i * k; place < (i + 1) * k && items[place]! >= 0; place++) {
      yield `${cell(userIds.id(user))},${cell(itemIds.id(items[place]!))},${place - i * k + 1},${scores[place]}`;
    }
  }
}

/** A cell of CSV, quoted where it has to be (RFC 4180). */
export function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
