import { StewardError } from '../../../contract/errors.ts';
import { inWorker } from '../../../numeric/parallel.ts';
import { type SectionArray, viewSections } from '../../../numeric/sections.ts';
import { ExactIndex } from './exact-index.ts';
import { HnswIndex } from './hnsw-index.ts';
import type { IndexFileOrder } from './index-file-worker.ts';
import { LshIndex } from './lsh-index.ts';
import { ProjectionIndex } from './projection-index.ts';
import type { IndexHeader, VectorIndex } from './vector-index.ts';

const worker = new URL('./index-file-worker.ts', import.meta.url);

/** Writes an index to a file, on a thread of its own; what was there before stays until the new file is whole. */
export async function saveIndex(index: VectorIndex, path: string, signal?: AbortSignal): Promise<void> {
  await inWorker<IndexFileOrder, null>(worker, { path, write: index.sections() }, { signal });
}

/**
 * The index that was saved: it gives the same answers. Rejects with BAD_FILE where the file is missing, damaged or of
 * another kind.
 */
export async function loadIndex(
  path: string,
  { threads = 1, signal }: { threads?: number; signal?: AbortSignal } = {},
): Promise<VectorIndex> {
  const buffer = await inWorker<IndexFileOrder, SharedArrayBuffer | null>(worker, { path }, { signal });
  if (!buffer) throw damaged();
  const { header, sections } = viewSections(buffer);
  return restore(header as IndexHeader, sections, threads);
}

function restore(header: IndexHeader, sections: Record<string, SectionArray>, threads: number): Promise<VectorIndex> {
  const floats = (name: string) => {
    const section = sections[name];
    if (section instanceof Float32Array) return section;
    throw damaged();
  };
  const ints = (name: string) => {
    const section = sections[name];
    if (section instanceof Int32Array) return section;
    throw damaged();
  };
  const rows = floats('rows');
  if (header.kind === 'exact') return ExactIndex.restore(header, rows, threads);
  if (header.kind === 'hnsw') {
    const links = { links: ints('links'), upper: ints('upper'), starts: ints('starts') };
    return HnswIndex.restore(header, { rows, ...links }, threads);
  }
  if (header.kind === 'lsh') {
    const tables = { planes: floats('planes'), starts: ints('starts'), items: ints('items') };
    return LshIndex.restore(header, { rows, ...tables }, threads);
  }
  if (header.kind === 'projection') {
    const sketches = { directions: floats('directions'), values: floats('values') };
    return ProjectionIndex.restore(header, { rows, ...sketches }, threads);
  }
  throw damaged();
}

function damaged(): StewardError {
  return new StewardError('BAD_FILE', 'The saved index is missing, damaged or of another kind.', {
    advice: 'Build the index again.',
  });
}
