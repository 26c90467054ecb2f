import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseMap } from '../../engine/catalog/content/mapping.ts';
import { asStewardError } from '../../engine/contract/errors.ts';
import {
  type ContentMap,
  contentFields,
  type FileFormat,
  fileFormats,
  type ReportMap,
  reportFields,
} from '../../engine/contract/index.ts';
import { addDataImports } from './import-data.ts';
import { followImport } from './import-report.ts';
import { action, type CommandModule } from './io.ts';

interface Options<Map> {
  workspace?: string;
  map?: Map;
  format?: FileFormat;
  json?: boolean;
}

/** `import ...`: bring a file or a data set into the workspace and tell what became of its rows. */
export const importCommand: CommandModule = (program, io) => {
  const parent = program
    .command('import')
    .description('Bring posts, reports, users, items and interactions into the workspace.');
  withOptions(parent.command('content'), contentFields)
    .description('Import posts from CSV, TSV or JSONL, plain or gzip. The same file again changes nothing.')
    .action(
      action(io, (file: string, options: Options<ContentMap>) =>
        followImport(io, options, (client) =>
          client.content.import({ source: { path: resolve(file) }, map: options.map, format: options.format }),
        ),
      ),
    );
  withOptions(parent.command('reports'), reportFields)
    .description('Import user reports. Reports about posts that are not here yet are held for them.')
    .action(
      action(io, (file: string, options: Options<ReportMap>) =>
        followImport(io, options, (client) =>
          client.content.importReports({ source: { path: resolve(file) }, map: options.map, format: options.format }),
        ),
      ),
    );
  addDataImports(parent, io);
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
