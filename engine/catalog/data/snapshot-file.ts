import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isWhole, viewSections } from '../../numeric/sections.ts';
import { type SnapshotHeader, snapshotMagic } from './snapshot.ts';

const name = /^data-\d+\.bin(\.part)?$/;

/** The snapshot of a state of the data, where a whole one is on disk; null where it is missing, other or damaged. */
export function readSnapshotFile(dir: string, wanted: { revision: number; stamp: string }): SharedArrayBuffer | null {
  try {
    const path = join(dir, `data-${wanted.revision}.bin`);
    const size = statSync(path).size;
    const buffer = new SharedArrayBuffer(size);
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < size; ) {
        const read = readSync(file, Buffer.from(buffer), at, size - at, at);
        if (read === 0) return null;
        at += read;
      }
    } finally {
      closeSync(file);
    }
    if (!isWhole(snapshotMagic, buffer)) return null;
    const { revision, stamp } = viewSections(buffer).header as SnapshotHeader;
    return revision === wanted.revision && stamp === wanted.stamp ? buffer : null;
  } catch {
    // Whatever is wrong with it: it is made again from the database.
    return null;
  }
}

/** Keeps a snapshot for the next start, in the place of all others. A disk that is full only costs time. */
export function writeSnapshotFile(dir: string, buffer: SharedArrayBuffer): void {
  const { revision } = viewSections(buffer).header as SnapshotHeader;
  const path = join(dir, `data-${revision}.bin`);
  try {
    for (const old of readdirSync(dir)) if (name.test(old)) rmSync(join(dir, old), { force: true });
    const file = openSync(`${path}.part`, 'w');
    try {
      const bytes = Buffer.from(buffer);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.part`, path);
  } catch {
    rmSync(`${path}.part`, { force: true });
  }
}
