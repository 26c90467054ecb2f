import { InvalidArgumentError } from 'commander';
import { groupsOf } from '../../engine/fairness/stats/groups.ts';
import { compareGroups, type Ladder } from '../../engine/fairness/stats/ladder.ts';
import { readSample } from '../../engine/fairness/stats/read.ts';
import { resampleGroups } from '../../engine/fairness/stats/resample.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { ladderLines } from './stats-lines.ts';

interface StatsOptions {
  in: string;
  value: string;
  group: string;
  unit?: string;
  where?: { column: string; value: string }[];
  margin?: number;
  alpha: number;
  draws: number;
  seed: number;
  json?: boolean;
}

/** `steward stats`: the ladder of tests on any file, without a workspace. */
export const statsCommand: CommandModule = (program, io) => {
  program
    .command('stats')
    .description('Compare groups of a file: chooses the test, says why, and prints all that belongs to it.')
    .requiredOption('--in <file>', 'a CSV, TSV or JSONL file (plain or .gz) with named columns')
    .requiredOption('--value <column>', 'the numbers to compare; 0 and 1 are compared as rates')
    .requiredOption('--group <column>', 'the groups to compare')
    .option('--unit <column>', 'rows of one unit, a user say, are averaged first')
    .option('--where <column=value>', 'only these rows; may be given several times', condition)
    .option('--margin <m>', 'differences below it do not matter', positive)
    .option('--alpha <level>', 'the level of the tests', share, 0.05)
    .option('--draws <n>', 'draws of bootstrap and permutation', wholeNumber(100), 10_000)
    .option('--seed <n>', 'the seed of the draws', wholeNumber(), 1)
    .option('--json', 'print one JSON object')
    .action(action(io, (options: StatsOptions) => stats(io, options)));
};

async function stats(io: CommandIo, options: StatsOptions): Promise<void> {
  const { alpha, margin, seed, draws, unit = 'row' } = options;
  const { values, grouping, rows, left } = await readSample(options.in, options, io.signal);
  const settings = { alpha, margin, unit };
  const groups = groupsOf(grouping.names, values, grouping.of);
  // Groups that are hidden are not drawn from either: their places would be empty in what is shown.
  const hidden = new Set(compareGroups(groups, settings).groups.flatMap(({ isHidden }, g) => (isHidden ? [g] : [])));
  const places = grouping.names.map((_, g) => (hidden.has(g) ? -1 : g));
  const drawn = grouping.of.map((g) => places[g]!);
  const resampled =
    grouping.names.length - hidden.size < 2
      ? undefined
      : (await resampleGroups([{ top: values }], drawn, groups.length, { seed, draws, signal: io.signal }))[0];
  const ladder: Ladder = { ...compareGroups(groups, { ...settings, resampled }), seed };
  if (options.json) io.out(JSON.stringify({ rows, left, units: values.length, ...ladder }));
  else for (const line of ladderLines(ladder, { rows, left, units: values.length })) io.out(line);
}

function condition(text: string, before: { column: string; value: string }[] = []) {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('expected COLUMN=VALUE.');
  return [...before, { column: text.slice(0, cut), value: text.slice(cut + 1) }];
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('expected a number between 0 and 1.');
  return value;
}
