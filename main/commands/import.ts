import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseMap } from '../../engine/catalog/content/mapping.ts';
import { asStewardError, StewardError } from '../../engine/contract/errors.ts';
import {
  type ContentMap,
  contentFields,
  type FileFormat,
  fileFormats,
  type ImportRecord,
  type Job,
  type ReportMap,
  reportFields,
} from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule } from './io.ts';

interface Options<Map> {
  workspace?: string;
  map?: Map;
  format?: FileFormat;
  json?: boolean;
}

/** `import content FILE` and `import reports FILE`: bring a file into the workspace and tell what became of its rows. */
export const importCommand: CommandModule = (program, io) => {
  const parent = program.command('import').description('Bring posts or user reports from a file into the workspace.');
  withOptions(parent.command('content'), contentFields)
    .description('Import posts from CSV, TSV or JSONL, plain or gzip. The same file again changes nothing.')
    .action(
      action(io, (file: string, options: Options<ContentMap>) =>
        importFile(io, options, (client) =>
          client.content.import({ source: { path: resolve(file) }, map: options.map, format: options.format }),
        ),
      ),
    );
  withOptions(parent.command('reports'), reportFields)
    .description('Import user reports. Reports about posts that are not here yet are held for them.')
    .action(
      action(io, (file: string, options: Options<ReportMap>) =>
        importFile(io, options, (client) =>
          client.content.importReports({ source: { path: resolve(file) }, map: options.map, format: options.format }),
        ),
      ),
    );
};

function withOptions(command: Command, fields: readonly string[]): Command {
  return command
    .argument('<file>', 'the file to import')
    .option(
      '--map <field=column,...>',
      `which columns to keep (${fields.join(', ')}); guessed from the names where it is left out`,
      (text) => mapArgument(text, fields),
    )
    .addOption(new Option('--format <format>', 'how to read the file, whatever its name says').choices(fileFormats))
    .option('--workspace <dir>', 'the workspace folder; made where it is missing')
    .option('--json', 'print one JSON object');
}

/** A mapping that is written wrong is wrong usage; a column that is missing is a failure of the import. */
function mapArgument(text: string, fields: readonly string[]): Record<string, string | undefined> {
  try {
    return parseMap(text, fields);
  } catch (error) {
    const { message, advice } = asStewardError(error);
    throw new InvalidArgumentError(`${message} ${advice}`);
  }
}

async function importFile<Map>(
  io: CommandIo,
  options: Options<Map>,
  start: (client: Engine['client']) => Promise<Job>,
): Promise<void> {
  await withWorkspace(io, { workspace: options.workspace, create: true }, async (client) => {
    const began = performance.now();
    const ended = await followJob(io, client, await start(client));
    const seconds = (performance.now() - began) / 1000;
    print(io, await recordOf(client, ended), seconds, options.json === true);
  });
}

async function recordOf(client: Engine['client'], job: Job): Promise<ImportRecord> {
  const { rows } = await client.content.imports({ limit: 20 });
  const record = rows.find((row) => row.job === job.id);
  if (!record) throw new StewardError('INTERNAL', `Job ${job.id} left no record of its import.`);
  return record;
}

function print(io: CommandIo, record: ImportRecord, seconds: number, asJson: boolean): void {
  const { rows, added, updated, unchanged, bad, badRowsFile } = record;
  const rowsPerSecond = Math.round(rows / Math.max(seconds, 0.001));
  if (asJson) {
    const rounded = Math.round(seconds * 1000) / 1000;
    io.out(JSON.stringify({ rows, added, updated, unchanged, bad, badRowsFile, seconds: rounded, rowsPerSecond }));
    return;
  }
  const pace = `${seconds.toFixed(1)} s, ${rowsPerSecond.toLocaleString('en')} rows a second`;
  io.out(`${rows.toLocaleString('en')} rows (${pace})`);
  io.out(`  added ${added}, updated ${updated}, unchanged ${unchanged}, bad ${bad}`);
  if (badRowsFile) io.out(`  bad rows are listed in ${badRowsFile}`);
}
