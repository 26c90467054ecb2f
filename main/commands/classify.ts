import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { StewardError } from '../../engine/contract/errors.ts';
import { openScoringPool, type ScoringPool } from '../../engine/moderation/classifiers/pool.ts';
import { route } from '../../engine/moderation/policies.ts';
import { configFolder, enginePaths, repositoryRoot } from '../paths.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';

interface ClassifyOptions {
  in: string;
  text: string;
  out: string;
  classifiers?: string;
  workers?: number;
  json?: boolean;
}

/** Rows scored together; two such batches are under way at a time, which is all that is ever held in memory. */
const rowsPerBatch = 512;

/** `steward classify`: a file of texts to a file of probabilities and routes, without a workspace. */
export const classifyCommand: CommandModule = (program, io) => {
  program
    .command('classify')
    .description('score every row of a CSV, TSV or JSONL file (plain or .gz) and write one JSON line a row')
    .requiredOption('--in <file>', 'the file to read')
    .requiredOption('--text <column>', 'the column that holds the text')
    .requiredOption('--out <file>', 'the JSONL file to write')
    .option('--classifiers <dir>', 'a folder of classifier folders of your own, before the ones that ship')
    .option('--workers <n>', 'worker threads', wholeNumber(1))
    .option('--json', 'print one JSON object when done')
    .action(action(io, (options: ClassifyOptions) => classify(io, options)));
};

async function classify(io: CommandIo, options: ClassifyOptions): Promise<void> {
  const { models, heads } = enginePaths(repositoryRoot, configFolder());
  const rows = readTexts(options.in, options.text);
  // The first row is read before models are loaded: a wrong column is told at once, and no output file is begun.
  const first = await rows.next();
  const classifierDirs = options.classifiers ? [...heads, options.classifiers] : heads;
  const pool = await openScoringPool({ modelsDir: models, classifierDirs, workers: options.workers });
  for (const { name, status, problem } of pool.classifiers())
    if (status === 'broken') io.err(`classifier ${name} is not used: ${problem}`);
  const started = performance.now();
  const routes = { remove: 0, reduce: 0, inform: 0, none: 0 };
  const part = `${options.out}.part`;
  const output = createWriteStream(part);
  const outputDone = finished(output);
  let count = 0;
  try {
    const write = async (lines: string[]) => {
      if (!output.write(lines.join(''))) await Promise.race([once(output, 'drain'), outputDone]);
    };
    let pending: Promise<Scored[]> | null = null;
    const flush = async () => {
      if (!pending) return;
      const lines = (await pending).map(({ scores, routed }) => {
        routes[routed]++;
        return `${JSON.stringify({ row: ++count, scores, route: routed })}\n`;
      });
      await write(lines);
      io.progress(`${count} rows`);
    };
    for await (const batch of batches(first, rows)) {
      io.signal.throwIfAborted();
      const next = scoreTexts(pool, batch, io.signal);
      next.catch(() => {});
      await flush();
      pending = next;
    }
    await flush();
    output.end();
    await outputDone;
    renameSync(part, options.out);
  } catch (error) {
    output.destroy();
    await outputDone.catch(() => {});
    rmSync(part, { force: true });
    throw error;
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const textsPerSecond = Math.round(count / Math.max(seconds, 1e-3));
  if (options.json)
    io.out(JSON.stringify({ rows: count, seconds: Number(seconds.toFixed(2)), textsPerSecond, routes }));
  else {
    io.out(`${count} rows in ${seconds.toFixed(1)} s, ${textsPerSecond} texts per second, to ${options.out}`);
    for (const [name, n] of Object.entries(routes)) io.out(`  ${name.padEnd(7)} ${n}`);
  }
}

interface Scored {
  scores: Record<string, number>;
  routed: 'remove' | 'reduce' | 'inform' | 'none';
}

async function scoreTexts(pool: ScoringPool, texts: string[], signal: AbortSignal): Promise<Scored[]> {
  const { labels, scores } = await pool.score(
    texts.map((text) => ({ text })),
    signal,
  );
  return texts.map((_, i) => {
    const named = Object.fromEntries(labels.map((label, k) => [label, scores[i * labels.length + k]!]));
    const written = Object.fromEntries(Object.entries(named).map(([label, p]) => [label, Number(p.toFixed(6))]));
    return { scores: written, routed: route(named).route };
  });
}

async function* batches(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string[]> {
  if (first.done) return;
  let batch = [first.value];
  for await (const text of rest) {
    batch.push(text);
    if (batch.length < rowsPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * The text column of each row, in order. The kind of file is told from its name (.csv, .tsv, .jsonl or .ndjson, then
 * perhaps .gz). Throws BAD_INPUT for an unknown kind, a missing file or a missing column, BAD_FILE for rows that cannot
 * be read.
 */
async function* readTexts(file: string, column: string): AsyncGenerator<string> {
  const kind = /\.(csv|tsv|jsonl|ndjson)(\.gz)?$/i.exec(file);
  if (!existsSync(file))
    throw new StewardError('BAD_INPUT', `${file} does not exist.`, { place: { file }, advice: 'Check the path.' });
  if (!kind) {
    throw new StewardError('BAD_INPUT', `${file} is of an unknown kind.`, {
      place: { file },
      advice: 'Give a .csv, .tsv, .jsonl or .ndjson file, plain or with .gz.',
    });
  }
  const raw = createReadStream(file);
  const stream: Readable = kind[2] ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => stream.destroy(error));
  const name = kind[1]!.toLowerCase();
  const check = (columns: string[]) => {
    if (columns.includes(column)) return columns;
    const advice = `It has: ${columns.join(', ')}.`;
    throw new StewardError('BAD_INPUT', `${file} has no column '${column}'.`, { place: { file, column }, advice });
  };
  const isTable = name === 'csv' || name === 'tsv';
  const rows = isTable ? readTable(stream, name === 'tsv', check) : readJsonLines(stream, file);
  let line = 0;
  try {
    for await (const row of rows) {
      if (++line === 1) check(Object.keys(row));
      const value = row[column];
      yield value === null || value === undefined ? '' : String(value);
    }
  } catch (error) {
    if (error instanceof StewardError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StewardError('BAD_FILE', `${file} could not be read after row ${line}: ${why}`, {
      place: { file },
      advice: 'Check that the file is whole and in UTF-8.',
      cause: error,
    });
  }
}

/** Rows of a table by the names in its first line, which `check` may refuse. Blank lines are no rows. */
function readTable(
  stream: Readable,
  tabs: boolean,
  check: (columns: string[]) => string[],
): AsyncIterable<Record<string, unknown>> {
  const parser = parse({
    columns: check,
    skip_empty_lines: true,
    bom: true,
    delimiter: tabs ? '\t' : ',',
    quote: tabs ? null : '"',
    relax_quotes: true,
    relax_column_count: true,
  });
  stream.on('error', (error) => parser.destroy(error));
  return stream.pipe(parser);
}

async function* readJsonLines(stream: Readable, file: string): AsyncGenerator<Record<string, unknown>> {
  let line = 0;
  for await (const text of readLines(stream)) {
    line++;
    if (text.trim() === '') continue;
    const place = { file, line };
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch (cause) {
      throw new StewardError('BAD_FILE', 'A line is not JSON.', { place, cause, advice: 'Correct the line.' });
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new StewardError('BAD_FILE', 'A line is not a JSON object.', { place, advice: 'Write one object a line.' });
    }
    yield row as Record<string, unknown>;
  }
}

/** Lines of a UTF-8 stream. Not node:readline, which drops what goes wrong in the stream below it. */
async function* readLines(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
