import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { StewardError } from '../contract/errors.ts';

/** Writes lines to a file that is whole or not there. BAD_INPUT where the file cannot be written; what the lines themselves throw is passed on. */
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
    if (cause instanceof StewardError) throw cause;
    throw new StewardError('BAD_INPUT', 'The file cannot be written.', {
      place: { file: path },
      advice: 'Check that its folder exists and has room.',
      cause,
    });
  }
}
