import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseMap } from '../../engine/catalog/content/mapping.ts';
import { asStewardError, StewardError } from '../../engine/contract/errors.ts';
import {
  type AttributeMap,
  type AttributeType,
  attributeTypes,
  type DataFormat,
  type DataImport,
  dataFormats,
  type InteractionMap,
  interactionFields,
} from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followImport } from './import-report.ts';
import { action, type CommandIo } from './io.ts';

interface Options {
  workspace?: string;
  format?: DataFormat;
  json?: boolean;
}

interface InteractionOptions extends Options {
  map?: InteractionMap;
  as?: string;
}

interface DescribedOptions extends Options {
  /** Attribute (or 'id') and column. */
  map?: Record<string, string>;
  type?: Record<string, AttributeType>;
}

/** `import interactions|users|items FILE`, `import movielens DIR` and `import dataset DIR`. */
export function addDataImports(parent: Command, io: CommandIo): void {
  withOptions(parent.command('interactions'))
    .argument('<file>', 'the file to import')
    .description('Import who did what with which item: CSV, TSV, JSONL, lines parted by ::, or Parquet.')
    .option('--map <field=column,...>', `which columns to read (${interactionFields.join(', ')})`, (text) =>
      orUsage(() => parseMap(text, interactionFields)),
    )
    .option('--as <kind>', 'the kind of all rows where no column says it: rating, view, purchase, ...')
    .action(
      action(io, (file: string, { map, as, format, ...options }: InteractionOptions) =>
        followImport(io, options, (client) => {
          const source = { path: resolve(file) };
          return client.catalog.import({ kind: 'interactions', source, map, as, format });
        }),
      ),
    );
  for (const kind of ['users', 'items'] as const) {
    withOptions(parent.command(kind))
      .argument('<file>', 'the file to import')
      .description(`Import what is known of ${kind}. Those that interactions named already are filled.`)
      .option(
        '--map <name=column,...>',
        'the column of the id, and those to keep as attributes: id=nr,age=years',
        (text) => orUsage(() => parsePairs(text)),
      )
      .option('--type <name=type,...>', `what attributes hold: ${attributeTypes.join(', ')}`, (text) =>
        orUsage(() => parseTypes(text)),
      )
      .action(
        action(io, (file: string, { map, type, format, ...options }: DescribedOptions) =>
          followImport(io, options, async (client) => {
            const request = { kind, source: { path: resolve(file) }, format };
            return client.catalog.import(await withMap(client, request, map, type));
          }),
        ),
      );
  }
  for (const [name, about] of [
    ['movielens', 'Import a folder of MovieLens (100K, 1M, latest): ratings, users and films.'],
    ['dataset', 'Import a folder of a known data set: MovieLens, MovieTweetings or Book-Crossing.'],
  ] as const) {
    withOptions(parent.command(name), false)
      .argument('<dir>', 'the folder that holds it')
      .description(about)
      .action(
        action(io, (dir: string, options: Options) =>
          followImport(io, options, async (client) => {
            const { name: found, files } = await client.catalog.inspectDataset({ dir: resolve(dir) });
            io.err(`${found}: ${files.map(({ file, kind }) => `${kind} from ${file}`).join(', ')}`);
            return client.catalog.importDataset({ dir: resolve(dir) });
          }),
        ),
      );
  }
}

function withOptions(command: Command, hasFormat = true): Command {
  if (hasFormat) {
    command.addOption(
      new Option('--format <format>', 'how to read the file, whatever its name says').choices(dataFormats),
    );
  }
  return command
    .option('--workspace <dir>', 'the workspace folder; made where it is missing')
    .option('--json', 'print one JSON object');
}

/** A request with its mapping: given columns get the types that are said or guessed, others are left out. */
async function withMap(
  client: Engine['client'],
  request: Extract<DataImport, { kind: 'users' | 'items' }>,
  map: Record<string, string> | undefined,
  types: Record<string, AttributeType> = {},
): Promise<DataImport> {
  if (!map && Object.keys(types).length === 0) return request;
  const { attributeMap: guessed, columns } = await client.catalog.preview(request);
  const guessOf = (column: string) =>
    guessed?.attributes.find((one) => one.column.toLowerCase() === column.toLowerCase())?.type ?? 'category';
  const id = map?.id ?? guessed?.id;
  if (id === undefined) {
    throw new StewardError('BAD_INPUT', 'No column is known to hold the id.', {
      advice: `Columns are: ${columns.join(', ')}. Say which one it is: --map id=COLUMN.`,
      place: { field: 'id' },
    });
  }
  const kept: AttributeMap['attributes'] = map
    ? Object.entries(map).flatMap(([name, column]) =>
        name === 'id' ? [] : [{ name, column, type: types[name] ?? guessOf(column) }],
      )
    : (guessed?.attributes ?? []).map((one) => ({ ...one, type: types[one.name] ?? one.type }));
  const unknown = Object.keys(types).find((name) => !kept.some((one) => one.name === name));
  if (unknown !== undefined) {
    const isId = unknown === 'id' || unknown.toLowerCase() === id.toLowerCase();
    const names = kept.map(({ name }) => name).join(', ') || 'none';
    throw new StewardError('BAD_INPUT', `There is no attribute '${unknown}' to give a type.`, {
      advice: isId
        ? 'It is the id, which has no type: leave it out.'
        : map
          ? `--map keeps: ${names}. Add the column that holds it: ${unknown}=COLUMN.`
          : `Without --map attributes are: ${names}. Name the column that holds it, and all others to keep (${columns.join(', ')}): --map id=${id},${unknown}=COLUMN.`,
      place: { field: unknown },
    });
  }
  return { ...request, map: { id, attributes: kept } };
}

/** Reads `id=COLUMN,name=COLUMN`. A comma belongs to a column's name unless a name and '=' follow it. */
function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const part of text.split(/,(?=[^,=]+=)/)) {
    const cut = part.indexOf('=');
    const name = part.slice(0, Math.max(0, cut)).trim();
    const value = part.slice(cut + 1).trim();
    if (name === '' || value === '') throw new InvalidArgumentError(`'${part.trim()}' is not NAME=COLUMN.`);
    if (Object.hasOwn(pairs, name)) throw new InvalidArgumentError(`'${name}' is given twice.`);
    pairs[name] = value;
  }
  return pairs;
}

function parseTypes(text: string): Record<string, AttributeType> {
  const pairs = parsePairs(text);
  for (const [name, type] of Object.entries(pairs)) {
    if ((attributeTypes as readonly string[]).includes(type)) continue;
    throw new InvalidArgumentError(`'${type}' of ${name} is no type. Types are ${attributeTypes.join(', ')}.`);
  }
  return pairs as Record<string, AttributeType>;
}

/** What is written wrong is wrong usage; a column that is missing is a failure of the import. */
function orUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    const { message, advice } = asStewardError(error);
    throw new InvalidArgumentError(`${message} ${advice}`);
  }
}
