import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import type { BadRow } from '../../contract/index.ts';

const header = 'line,column,reason\n';

/** The list of an import's bad rows: one line each with line, column and reason. It never holds the text of a row. */
export class BadRowsFile {
  readonly path: string;
  #bytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the file hold the first `count` bad rows and no more: what a killed import wrote too much is cut off. */
  async keep(count: number): Promise<void> {
    if (count === 0) return;
    this.#bytes = await bytesOfLines(this.path, count + 1);
    await this.#at((handle) => handle.truncate(this.#bytes));
  }

  /** Writes rows; call it before the transaction that counts them. The file is made with its first row. */
  async append(rows: readonly BadRow[]): Promise<void> {
    if (rows.length === 0) return;
    const text = rows.map(({ line, column, reason }) => `${line},${quoted(column ?? '')},${quoted(reason)}\n`).join('');
    const data = Buffer.from(this.#bytes === 0 ? header + text : text);
    await this.#at((handle) => handle.write(data, 0, data.length, this.#bytes));
    this.#bytes += data.length;
  }

  async #at<T>(work: (handle: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<void> {
    const handle = await open(this.path, this.#bytes === 0 ? 'w' : 'r+');
    try {
      await work(handle);
    } finally {
      await handle.close();
    }
  }
}

/** A page of a list of bad rows. */
export async function badRowsPage(
  file: string,
  page: { offset: number; limit: number },
): Promise<{ rows: BadRow[]; total: number }> {
  const rows: BadRow[] = [];
  let total = -1;
  const input = createReadStream(file);
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      total += 1;
      if (total <= page.offset || total > page.offset + page.limit) continue;
      const [line, column, reason] = parse(text)[0] as string[];
      rows.push({ line: Number(line), column: column || null, reason: reason ?? '' });
    }
  } catch (error) {
    // A person may have deleted the list: the counts in the record still stand.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { rows, total: Math.max(0, total) };
}

async function bytesOfLines(path: string, lines: number): Promise<number> {
  let bytes = 0;
  let seen = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
      seen += 1;
      if (seen === lines) return bytes + at + 1;
    }
    bytes += chunk.length;
  }
  return bytes;
}

/** One physical line whatever a column is called. */
function quoted(text: string): string {
  return `"${text.replace(/\s+/g, ' ').replaceAll('"', '""')}"`;
}
