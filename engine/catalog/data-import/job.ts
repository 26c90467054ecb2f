import { statSync } from 'node:fs';
import { StewardError } from '../../contract/errors.ts';
import type { DataImport, ImportRecord, Job } from '../../contract/index.ts';
import type { JobContext, JobHandler, JobRunner } from '../../jobs/runner.ts';
import { summary } from '../content/importer.ts';
import { discardStaged } from '../content/staging.ts';
import { datasetFolder, planDataset } from './dataset-plan.ts';
import { type DescribedFile, describedTable, importDescribed } from './described-import.ts';
import { type DataImportDeps, type InteractionsFile, importInteractions } from './interactions-import.ts';
import { openKnownTable } from './known-tables.ts';

/** What an import of recommender data is started with: one file, or the folder of a known data set. */
export type DataImportParams =
  | ({ kind: 'interactions' } & InteractionsFile)
  | ({ kind: 'users' | 'items' } & DescribedFile)
  | { kind: 'dataset'; dir: string };

/** The job that brings users, items and interactions in. Cancelled, failed or killed, it goes on where it was. */
export function importData(deps: DataImportDeps): JobHandler<DataImportParams> {
  return async (params, context) => {
    if (params.kind === 'dataset') return importDataset(deps, params.dir, context);
    if (params.kind === 'interactions') await importInteractions(deps, params, context);
    else await importDescribed(deps, params.kind, await describedTable(params.kind, params), context);
    await discardStaged(params.path, deps.importsDir);
    const result = await recordOf(deps, context.jobId, params.path);
    return { message: summary(result), result };
  };
}

/** Starts the import of one file. BAD_FILE where there is no such file. */
export async function startDataImport(
  jobs: JobRunner,
  params: Exclude<DataImportParams, { kind: 'dataset' }>,
): Promise<Job> {
  const stat = statSync(params.path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new StewardError('BAD_FILE', stat ? 'This is not a file.' : 'There is no such file.', {
      advice: 'Check the path.',
      place: { file: params.path },
    });
  }
  const title = `Import ${params.kind} from ${params.name}`;
  return jobs.start('import-data', { title, params, unit: 'bytes', total: stat.size, resumable: true });
}

/** Starts the import of a known data set. NOT_FOUND where the folder holds none. */
export async function startDatasetImport(jobs: JobRunner, dir: string): Promise<Job> {
  const { name, files } = datasetFolder(dir, await planDataset(dir));
  return jobs.start('import-data', {
    title: `Import ${name} (${files.map(({ file }) => file).join(', ')})`,
    params: { kind: 'dataset', dir } satisfies DataImportParams,
    unit: 'bytes',
    total: files.reduce((sum, { bytes }) => sum + bytes, 0),
    resumable: true,
  });
}

/** The source of an import as the job takes it, once it is known where the file lies. */
export function importParams(
  input: DataImport,
  file: { path: string; name: string },
): Exclude<DataImportParams, { kind: 'dataset' }> {
  const { source: _, ...rest } = input;
  return { ...rest, ...file };
}

async function importDataset(
  deps: DataImportDeps,
  dir: string,
  context: JobContext,
): Promise<{ message: string; result: ImportRecord[] }> {
  const plan = await planDataset(dir);
  const { files } = datasetFolder(dir, plan);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const records: ImportRecord[] = [];
  let before = 0;
  const step = async (path: string, run: (context: JobContext) => Promise<void>) => {
    const { size } = statSync(path);
    const earlier = await deps.imports.ofJob(context.jobId, path);
    const offset = before;
    // A job that is resumed does not read again what it had finished.
    if (earlier?.state !== 'done') {
      await run({
        ...context,
        progress: ({ done = 0, message }) =>
          context.progress({ done: offset + done, total, ...(message !== undefined && { message }) }),
      });
    }
    before += size;
    records.push(await recordOf(deps, context.jobId, path));
  };
  for (const { kind, table } of plan.tables) {
    const opened = await openKnownTable(dir, table);
    await step(opened.source.path, (own) => importDescribed(deps, kind, opened, own));
  }
  await step(plan.interactions.path, (own) => importInteractions(deps, plan.interactions, own));
  const parts = records.map((record) => `${record.name}: ${summary(record)}`);
  return { message: `${plan.title}. ${parts.join('. ')}`, result: records };
}

async function recordOf({ imports }: DataImportDeps, jobId: number, path: string): Promise<ImportRecord> {
  return imports.get((await imports.ofJob(jobId, path))!.id);
}
