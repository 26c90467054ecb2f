import type { Client } from '../../app/client.ts';

/** Bytes of one part: small enough that progress moves and a cancel takes hold at once. */
export const partSize = 1024 * 1024;

/** Where each part of a file of this size begins and ends. An empty file is one empty part. */
export function parts(size: number): { start: number; end: number }[] {
  const list = [];
  for (let start = 0; start === 0 || start < size; start += partSize) {
    list.push({ start, end: Math.min(size, start + partSize) });
  }
  return list;
}

/**
 * Sends a file to the engine part by part, the same way on every host: a browser knows no paths, and the engine may
 * not see the disk that the browser sees.
 *
 * @returns the upload's id, by which preview and import find the file
 */
export async function stageFile(
  stage: Client['content']['stage'],
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const upload = crypto.randomUUID();
  for (const { start, end } of parts(file.size)) {
    signal.throwIfAborted();
    await stage({ upload, name: file.name, offset: start, data: file.slice(start, end) }, { signal });
    onProgress(end);
  }
  return upload;
}
