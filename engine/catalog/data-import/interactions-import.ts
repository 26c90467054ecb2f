import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DataFormat, InteractionMap } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/runner.ts';
import type { CatalogStore, Subject } from '../../store/catalog.ts';
import type { ImportRow, ImportStore } from '../../store/imports.ts';
import { BadRowsFile } from '../content/bad-rows.ts';
import { beginOrResume } from '../content/begin.ts';
import { progressLine } from '../content/importer.ts';
import { openSource } from '../content/source.ts';
import { type DataShape, dataShapeOf } from '../interactions/data-shape.ts';
import { placesOf, suggestMap } from '../interactions/mapping.ts';
import { readChunks } from './chunk-reader.ts';
import type { NewNames, Numbers, ReadChunk } from './messages.ts';
import { guessSignal } from './signal-guess.ts';

/** A file of interactions; what is left out is guessed. */
export interface InteractionsFile {
  path: string;
  name: string;
  format?: DataFormat;
  map?: InteractionMap;
  as?: string;
  encoding?: 'latin1';
}

export interface DataImportDeps {
  catalog: CatalogStore;
  imports: ImportStore;
  /** Where lists of bad rows and staged files lie. */
  importsDir: string;
  /** Users, items or interactions changed. */
  onChange: () => void;
  /** Rows of a file between two points that an import can be resumed at exactly; other figures are for tests. */
  chunkRows?: number;
  /** Interactions a transaction, where time does not end it first. */
  sliceRows?: number;
}

const chunkRows = 250_000;
/** Milliseconds a transaction: a fifth of what the event loop may be held, for its end and for a busy machine. */
const sliceMs = 10;
const namesASlice = 1000;
const nothing = { added: 0, updated: 0, unchanged: 0 };

/**
 * Imports a file of interactions: a thread reads, numbers and sorts it ahead in chunks, and this one stores them in
 * short transactions. What is stored and how far it came are written together, so that an import that was cancelled or
 * killed goes on where it was. `progress` is told bytes of this file.
 */
export async function importInteractions(
  deps: DataImportDeps,
  file: InteractionsFile,
  { jobId, signal, progress }: JobContext,
): Promise<void> {
  const source = await openSource(file.path, file.name);
  const shape = await dataShapeOf({ ...source, encoding: file.encoding }, file.format);
  const { map, as } = interactionsPlan(shape, file);
  const places = placesOf(map, shape.columns, file.name);
  const record = await beginOrResume(deps.imports, 'interactions', shape, { ...map, as }, jobId);
  const storing = new Storing(deps, record, map.value ?? null);
  try {
    const bytes = shape.source.bytes;
    const plan = { columns: shape.columns.length, places, map, as, chunkRows: deps.chunkRows ?? chunkRows };
    const input = { path: file.path, bytes, shape: withoutSample(shape), columns: shape.columns };
    const chunks = readChunks(
      { ...input, plan: { ...plan, skip: record.rows } },
      (names) => storing.numbersOf(names),
      signal,
    );
    await storing.begin();
    for await (const chunk of chunks) {
      await storing.store(chunk, signal, (done) =>
        progress({ done, total: bytes, message: progressLine(storing.rows, storing.bad) }),
      );
      deps.onChange();
    }
  } catch (error) {
    const { aborted, reason } = signal;
    await deps.imports.finish(record.id, !aborted ? 'failed' : reason === 'closing' ? 'interrupted' : 'cancelled');
    throw error;
  }
  await deps.imports.finish(record.id, 'done');
  progress({ done: shape.source.bytes });
}

/** The mapping and the kind that rows are read with, as given or as the file suggests. */
export function interactionsPlan(
  shape: DataShape,
  given: Pick<InteractionsFile, 'map' | 'as'>,
): { map: InteractionMap; as: string } {
  const guessed = suggestMap(shape.columns, shape.isNamed);
  // A mapping that is given is meant as it is, but for what no row can do without.
  const map = given.map ? { user: guessed.user, item: guessed.item, ...given.map } : guessed;
  return { map, as: given.as ?? (map.value === undefined ? 'view' : 'rating') };
}

/** Threads are sent copies: the first rows would be sent for nothing. */
function withoutSample({ text }: DataShape): DataShape['text'] {
  return text && { ...text, sample: [] };
}

/** The storing side of one import. */
class Storing {
  readonly #deps: DataImportDeps;
  readonly #import: number;
  readonly #valueColumn: string | null;
  readonly #badRows: BadRowsFile;
  readonly #chunkRows: number;
  /** Rows of the sorted chunk at hand that are stored. */
  #done: number;
  #bytes = 0;
  rows: number;
  bad: number;

  constructor(deps: DataImportDeps, record: ImportRow, valueColumn: string | null) {
    this.#deps = deps;
    this.#import = record.id;
    this.#valueColumn = valueColumn;
    this.#badRows = new BadRowsFile(join(deps.importsDir, `${record.id}-bad-rows.csv`));
    this.rows = record.rows;
    this.bad = record.bad;
    this.#chunkRows = deps.chunkRows ?? chunkRows;
    this.#done = deps.imports.part(record.id, { revision: deps.catalog.revision(), chunkRows: this.#chunkRows });
  }

  async begin(): Promise<void> {
    await this.#badRows.keep(this.bad);
    await this.#deps.imports.setBadRowsFile(this.#import, this.#badRows.path);
  }

  /** Gives names their numbers, slice by slice: this happens while a chunk is being stored. */
  async numbersOf({ users, items, kinds }: NewNames): Promise<Numbers> {
    return {
      type: 'numbers',
      users: await this.#idsOf('user', users),
      items: await this.#idsOf('item', items),
      kinds: Int32Array.from(kinds, (kind) =>
        this.#keepingPart(() => this.#deps.catalog.kindId(kind.name, guessSignal(kind, this.#valueColumn))),
      ),
    };
  }

  async store(chunk: ReadChunk, signal: AbortSignal, progress: (bytes: number) => void): Promise<void> {
    const { imports, catalog, sliceRows = Number.POSITIVE_INFINITY } = this.#deps;
    const { batch, rows, bad, doubles, bytes } = chunk;
    const size = batch.user.length;
    while (this.#done < size) {
      signal.throwIfAborted();
      await imports.batch(this.#import, { rows: 0, bad: 0 }, () => {
        const { to, ...counts } = catalog.insert(batch, this.#done, { ms: sliceMs, rows: sliceRows });
        this.#done = to;
        this.#notePart();
        return counts;
      });
      progress(Math.round(this.#bytes + ((bytes - this.#bytes) * this.#done) / size));
      await setImmediate();
    }
    // First the list, then the count: a kill between the two leaves lines too many, which `keep` cuts off.
    await this.#badRows.append(bad);
    await imports.batch(this.#import, { rows, bad: bad.length }, () => {
      this.#done = 0;
      imports.setPart(this.#import, null);
      return { ...nothing, unchanged: doubles };
    });
    this.rows += rows;
    this.bad += bad.length;
    this.#bytes = bytes;
  }

  async #idsOf(subject: Subject, names: readonly string[]): Promise<Int32Array> {
    const ids = new Int32Array(names.length);
    for (let from = 0; from < names.length; from += namesASlice) {
      if (from > 0) await setImmediate();
      const part = names.slice(from, from + namesASlice);
      ids.set(
        this.#keepingPart(() => this.#deps.catalog.idsOf(subject, part, this.#import)),
        from,
      );
    }
    return ids;
  }

  /** Runs a change of the data as one transaction in which the note of how far the chunk is stays true. */
  #keepingPart<T>(change: () => T): T {
    return this.#deps.catalog.together(() => {
      const outcome = change();
      if (this.#done > 0) this.#notePart();
      return outcome;
    });
  }

  #notePart(): void {
    const { imports, catalog } = this.#deps;
    imports.setPart(this.#import, { revision: catalog.revision(), chunkRows: this.#chunkRows, done: this.#done });
  }
}
