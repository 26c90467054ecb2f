import { statSync } from 'node:fs';
import { StewardError } from '../../contract/errors.ts';
import type { ContentMap, FileFormat, Job, ReportMap } from '../../contract/index.ts';
import type { JobRunner } from '../../jobs/runner.ts';

/** What is to be imported: `map` is guessed from the columns where it is left out. */
export type ImportSpec = { path: string; name: string; format?: FileFormat } & (
  | { kind: 'content'; map?: ContentMap }
  | { kind: 'reports'; map?: ReportMap }
);

/** Starts an import as a job. BAD_FILE where there is no such file; a missing column is found before any row goes in. */
export async function startImport(jobs: JobRunner, spec: ImportSpec): Promise<Job> {
  const stat = statSync(spec.path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new StewardError('BAD_FILE', stat ? 'This is not a file.' : 'There is no such file.', {
      advice: 'Check the path.',
      place: { file: spec.path },
    });
  }
  const { kind, ...params } = spec;
  return jobs.start(kind === 'content' ? 'import' : 'import-reports', {
    title: kind === 'content' ? `Import ${spec.name}` : `Import reports from ${spec.name}`,
    params,
    unit: 'bytes',
    total: stat.size,
    resumable: true,
  });
}
