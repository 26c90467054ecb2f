import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { serve } from '../../../numeric/parallel.ts';
import { isWhole, packSections, type SectionArray } from '../../../numeric/sections.ts';
import type { IndexHeader } from './vector-index.ts';

/** Says in 8 characters that a file is an index, and of which format. */
const magic = 'STWINDX1';

export interface IndexFileOrder {
  path: string;
  /** What to write; the file is read where there is nothing. */
  write?: { header: IndexHeader; sections: Record<string, SectionArray> };
}

serve<IndexFileOrder, SharedArrayBuffer | null>(({ path, write }) => (write ? writeFile(path, write) : readFile(path)));

function writeFile(path: string, { header, sections }: NonNullable<IndexFileOrder['write']>): null {
  const bytes = Buffer.from(packSections(magic, { header, sections }));
  const part = `${path}.part`;
  try {
    const file = openSync(part, 'w');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 28));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  return null;
}

/** The bytes of a whole file; null where there is none. */
function readFile(path: string): SharedArrayBuffer | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const buffer = new SharedArrayBuffer(size);
  if (size === 0) return null;
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < size; ) {
      const read = readSync(file, Buffer.from(buffer), at, Math.min(size - at, 1 << 28), at);
      if (read === 0) return null;
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return isWhole(magic, buffer) ? buffer : null;
}
