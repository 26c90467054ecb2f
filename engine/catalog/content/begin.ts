import { StewardError } from '../../contract/errors.ts';
import type { DataFormat } from '../../contract/index.ts';
import type { ImportRow, ImportStore } from '../../store/imports.ts';
import type { SourceFile } from './source.ts';

/** The import of this file that this job began before, or another job began and did not end, or a new one. */
export async function beginOrResume(
  imports: ImportStore,
  kind: ImportRow['kind'],
  { source, format }: { source: SourceFile; format: DataFormat },
  map: Record<string, string | undefined>,
  jobId: number,
): Promise<ImportRow> {
  const spec = {
    kind,
    jobId,
    name: source.name,
    path: source.path,
    format,
    map: Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    fileBytes: source.bytes,
    fileMtime: source.mtime,
  };
  const own = await imports.ofJob(jobId, source.path);
  if (own && (own.file_bytes !== source.bytes || own.file_mtime !== source.mtime)) {
    throw new StewardError('CONFLICT', 'The file was changed since this import began.', {
      advice: 'Import it anew: what is here already is not taken twice.',
      place: { file: source.path },
    });
  }
  const earlier = own ?? (await imports.unfinishedLike(spec));
  return earlier ? imports.restart(earlier.id, jobId) : imports.create(spec);
}
