import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ImportRecord } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/runner.ts';
import { CatalogStore } from '../../store/catalog.ts';
import { readCatalog } from '../../store/catalog-read.ts';
import { ImportStore } from '../../store/imports.ts';
import { JobStore } from '../../store/jobs.ts';
import { createDatabase, openDatabase } from '../../store/open.ts';
import { type DataImportParams, importData } from './job.ts';

/** A workspace of its own for one test, with what imports of recommender data need; `close` removes it. */
export function makeDataBench(options: { chunkRows?: number; sliceRows?: number } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'steward-data-'));
  const workspace = join(dir, 'workspace');
  let opened = createDatabase(workspace);
  let changes = 0;
  const wire = () => {
    const clock = () => 1_000_000;
    const imports = new ImportStore(opened.db, clock);
    const catalog = new CatalogStore(opened.db, clock);
    const onChange = () => {
      changes += 1;
    };
    const deps = { catalog, imports, importsDir: join(workspace, 'imports'), onChange, ...options };
    return { imports, catalog, jobs: new JobStore(opened.db, clock), handler: importData(deps) };
  };
  let wired = wire();

  const bench = {
    dir,
    get catalog() {
      return wired.catalog;
    },
    get db() {
      return opened.db;
    },
    get changes() {
      return changes;
    },
    /** Writes a file and returns its path. */
    file(name: string, data: string | Buffer): string {
      const path = join(dir, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, data);
      return path;
    },
    async newJob(): Promise<number> {
      const spec = { kind: 'import-data' as const, title: '', params: '{}', unit: 'bytes', total: null, resumable: 1 };
      return (await wired.jobs.create(spec)).id;
    },
    /** Runs an import to its end and returns what came of it. `context` replaces parts of the job's. */
    async run<R = ImportRecord>(params: DataImportParams, context: Partial<JobContext> = {}): Promise<R> {
      const { result } = await wired.handler(params, {
        jobId: context.jobId ?? (await bench.newJob()),
        signal: new AbortController().signal,
        progress: () => {},
        ...context,
      });
      return result as R;
    },
    interactions(path: string, more: object = {}, context: Partial<JobContext> = {}): Promise<ImportRecord> {
      const name = path.split('/').at(-1)!;
      return bench.run({ kind: 'interactions', path, name, ...more }, context);
    },
    /** Lets go of the workspace as a killed engine does, and opens it as the next one. */
    reopen(): void {
      opened.db.close();
      opened.unlock();
      opened = openDatabase(workspace);
      wired = wire();
      wired.imports.markInterrupted();
    },
    /** 'ann x rating 4 @500', all of them, sorted. */
    stored(): string[] {
      return readCatalog(opened.db.raw.name, (reader) => {
        const names = (subject: 'user' | 'item') => new Map([...reader.rows(subject)].map(([id, name]) => [id, name]));
        const [users, items] = [names('user'), names('item')];
        const kinds = new Map(reader.kinds.map(({ id, name }) => [id, name]));
        return [...reader.interactions()]
          .map(([user, item, kind, at, value]) =>
            [users.get(user), items.get(item), kinds.get(kind), value, `@${at}`].join(' '),
          )
          .sort();
      });
    },
    /** What is known of users or items, by id. */
    described(subject: 'user' | 'item'): Record<string, unknown> {
      return readCatalog(opened.db.raw.name, (reader) =>
        Object.fromEntries([...reader.rows(subject)].map(([, id, json]) => [id, JSON.parse(json)])),
      );
    },
    /** The list of bad rows, without its header. */
    badRows({ badRowsFile }: ImportRecord): string[] {
      return badRowsFile ? readFileSync(badRowsFile, 'utf8').trimEnd().split('\n').slice(1) : [];
    },
    close(): void {
      if (opened.db.raw.open) opened.db.close();
      opened.unlock();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return bench;
}

export type DataBench = ReturnType<typeof makeDataBench>;
