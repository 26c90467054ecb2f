import { StewardError } from '../../engine/contract/errors.ts';
import type { ImportRecord, Job } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob, withWorkspace } from './engine.ts';
import type { CommandIo } from './io.ts';

/** Runs an import in a workspace, which is made where it is missing, and tells what became of its rows. */
export async function followImport(
  io: CommandIo,
  options: { workspace?: string; json?: boolean },
  start: (client: Engine['client']) => Promise<Job>,
): Promise<void> {
  await withWorkspace(io, { workspace: options.workspace, create: true }, async (client) => {
    const began = performance.now();
    const ended = await followJob(io, client, await start(client));
    const seconds = (performance.now() - began) / 1000;
    print(io, await recordsOf(client, ended), seconds, options.json === true);
  });
}

/** The imports that a job made, one a file, in the order in which they were made. */
async function recordsOf(client: Engine['client'], job: Job): Promise<ImportRecord[]> {
  const { rows } = await client.content.imports({ limit: 20 });
  const records = rows.filter((row) => row.job === job.id).reverse();
  if (records.length === 0) throw new StewardError('INTERNAL', `Job ${job.id} left no record of its import.`);
  return records;
}

function print(io: CommandIo, records: readonly ImportRecord[], seconds: number, asJson: boolean): void {
  const sum = (field: 'rows' | 'added' | 'updated' | 'unchanged' | 'bad') =>
    records.reduce((total, record) => total + record[field], 0);
  const counts = {
    rows: sum('rows'),
    added: sum('added'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    bad: sum('bad'),
  };
  const rowsPerSecond = Math.round(counts.rows / Math.max(seconds, 0.001));
  const lists = records.flatMap(({ badRowsFile }) => (badRowsFile ? [badRowsFile] : []));
  if (asJson) {
    const pace = { seconds: Math.round(seconds * 1000) / 1000, rowsPerSecond };
    const files = records.map(({ kind, name, rows, added, updated, unchanged, bad, badRowsFile }) => {
      return { kind, name, rows, added, updated, unchanged, bad, badRowsFile };
    });
    // Of several files, which of them lost rows is told with each.
    const report = { ...counts, badRowsFile: lists[0] ?? null, ...pace };
    io.out(JSON.stringify(files.length > 1 ? { ...report, files } : report));
    return;
  }
  const pace = `${seconds.toFixed(1)} s, ${rowsPerSecond.toLocaleString('en')} rows a second`;
  io.out(`${counts.rows.toLocaleString('en')} rows (${pace})`);
  for (const { kind, name, added, updated, unchanged, bad } of records) {
    const what = records.length > 1 ? `${kind} from ${name}: ` : '';
    io.out(`  ${what}added ${added}, updated ${updated}, unchanged ${unchanged}, bad ${bad}`);
  }
  for (const list of lists) io.out(`  bad rows are listed in ${list}`);
}
