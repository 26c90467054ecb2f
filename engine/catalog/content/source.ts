import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StewardError } from '../../contract/errors.ts';

/** A file that can be read, as it was looked at. */
export interface SourceFile {
  path: string;
  /** What people call it; for a staged file not the last part of its path. */
  name: string;
  bytes: number;
  mtime: number;
  gzip: boolean;
  /** Text is UTF-8 unless a known data set is older than that. */
  encoding?: 'latin1';
}

const chunkBytes = 64 * 1024;

/** Looks at a file before it is read. BAD_FILE, with what to do, where it cannot be. */
export async function openSource(path: string, name: string): Promise<SourceFile> {
  try {
    const { size, mtimeMs, ...kind } = await look(path);
    if (kind.isDirectory) throw bad(path, 'This is a folder, not a file.', 'Give the path of one file.');
    if (!kind.isFile) throw bad(path, 'This is not a regular file.', 'Copy what it holds into a file first.');
    if (size === 0) throw bad(path, 'The file is empty.', 'Check that it was saved or downloaded to its end.');
    const magic = await firstBytes(path, 4);
    if (magic[0] === 0x50 && magic[1] === 0x4b) {
      throw bad(path, 'This is a ZIP archive or an office document.', 'Unpack it, or save the sheet as CSV.');
    }
    if ((magic[0] === 0xff && magic[1] === 0xfe) || (magic[0] === 0xfe && magic[1] === 0xff)) {
      throw bad(path, 'The file is UTF-16 text.', 'Save it as UTF-8.');
    }
    return { path, name, bytes: size, mtime: Math.trunc(mtimeMs), gzip: magic[0] === 0x1f && magic[1] === 0x8b };
  } catch (error) {
    throw asFileError(error, path);
  }
}

/**
 * The bytes of a file, unpacked where it is gzip, without a byte order mark. `onBytes` hears how much of the file on
 * disk was read.
 */
export async function* readBytes(
  source: SourceFile,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): AsyncGenerator<Buffer> {
  const file = createReadStream(source.path, { highWaterMark: chunkBytes });
  // An error of either end shows in the iteration below; the callback has nothing to add.
  const stream = source.gzip ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => {}) : file;
  let isFirst = true;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      options.signal?.throwIfAborted();
      options.onBytes?.(file.bytesRead);
      const hasMark = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      isFirst = false;
      if (source.encoding === 'latin1') yield Buffer.from(chunk.toString('latin1'));
      else yield hasMark ? chunk.subarray(3) : chunk;
    }
  } catch (error) {
    throw options.signal?.aborted ? error : asFileError(error, source.path);
  } finally {
    file.destroy();
  }
}

async function look(path: string) {
  const found = await stat(path);
  return { size: found.size, mtimeMs: found.mtimeMs, isDirectory: found.isDirectory(), isFile: found.isFile() };
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function bad(path: string, message: string, advice: string, cause?: unknown): StewardError {
  return new StewardError('BAD_FILE', message, { advice, place: { file: path }, cause });
}

function asFileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return bad(path, 'There is no such file.', 'Check the path.', error);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return bad(path, 'The file may not be read.', 'Give yourself permission to read it.', error);
  }
  if (code.startsWith('Z_')) {
    return bad(path, 'The gzip data is damaged or cut off.', 'Get the file again; what came before it is kept.', error);
  }
  if (code.startsWith('E') && error instanceof Error && 'syscall' in error) {
    return bad(path, `The file cannot be read (${code}).`, 'Check the disk or the connection to it.', error);
  }
  return error;
}
