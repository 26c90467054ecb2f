import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportRecord } from '../../contract/index.ts';
import type { JobContext } from '../../jobs/runner.ts';
import { ContentStore } from '../../store/content.ts';
import { ImportStore } from '../../store/imports.ts';
import { JobStore } from '../../store/jobs.ts';
import { createDatabase } from '../../store/open.ts';
import { ReportStore } from '../../store/reports.ts';
import { type ImportParams, importContent, importReports } from './importer.ts';

/** A workspace of its own for one test, with what imports need; `close` removes it. */
export function makeImportBench(options: { batchRows?: number } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'steward-import-'));
  const { db, unlock } = createDatabase(join(dir, 'workspace'));
  let now = 1_000_000;
  const clock = () => now++;
  const reported: number[] = [];
  const content = new ContentStore(db, clock);
  const imports = new ImportStore(db, clock);
  const reports = new ReportStore(db, clock, (ids) => reported.push(...ids));
  const jobs = new JobStore(db, clock);
  const deps = { content, reports, imports, importsDir: join(dir, 'workspace', 'imports'), ...options };
  const handlers = { content: importContent(deps), reports: importReports(deps) };

  const newJob = async () => {
    const spec = { kind: 'import' as const, title: '', params: '{}', unit: 'bytes', total: null, resumable: 1 };
    return (await jobs.create(spec)).id;
  };
  return {
    dir,
    db,
    content,
    imports,
    reports,
    reported,
    importsDir: deps.importsDir,
    newJob,
    /** Writes a file and returns its path. */
    file(name: string, data: string | Buffer): string {
      const path = join(dir, name);
      writeFileSync(path, data);
      return path;
    },
    /** Runs an import to its end and returns its record. `context` replaces parts of the job's. */
    async run(
      params: Partial<ImportParams<never>> & { path: string; map?: Record<string, string> },
      context: Partial<JobContext> & { kind?: 'content' | 'reports' } = {},
    ): Promise<ImportRecord> {
      const { kind = 'content', ...job } = context;
      const whole = { name: params.path.split('/').at(-1)!, ...params };
      const { result } = await handlers[kind](whole as ImportParams<never>, {
        jobId: job.jobId ?? (await newJob()),
        signal: new AbortController().signal,
        progress: () => {},
        ...job,
      });
      return result as ImportRecord;
    },
    /** All posts without what depends on the clock and the import. */
    posts(): unknown[] {
      return db.raw
        .prepare(
          `SELECT external_id, text, title, author, parent, posted_at, language, url, media, kind, hex(text_hash) AS hash,
             (SELECT state FROM intake WHERE content_id = content.id) AS intake FROM content ORDER BY external_id`,
        )
        .all();
    },
    close(): void {
      db.close();
      unlock();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type ImportBench = ReturnType<typeof makeImportBench>;
