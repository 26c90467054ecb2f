import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Interactions } from '../../engine/catalog/interactions/interactions.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import { splitKinds } from '../../engine/contract/models.ts';
import { holm } from '../../engine/evaluate/corrections.ts';
import { type PairedTest, pairedTest } from '../../engine/evaluate/paired.ts';
import { writeLines } from '../../engine/jobs/write-lines.ts';
import { type ModelRun, runModels } from '../../engine/recommend/run.ts';
import { csvCell } from '../../engine/text/csv.ts';
import { type DataOptions, type FileTask, readTask } from './evaluate-task.ts';
import { evaluateWorkspace, type WorkspaceEvaluation } from './evaluate-workspace.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { listLines } from './list-files.ts';
import { number, refuseOptions } from './model-jobs.ts';
import { type LoadAlgorithms, requestsOf, several } from './model-options.ts';

interface EvaluateOptions extends DataOptions, Omit<WorkspaceEvaluation, keyof DataOptions> {
  models?: string;
  set?: string[];
  k: number;
  threads?: number;
  feedback?: 'values' | 'ones';
}

/** What only makes sense with files, and only with the workspace. */
const ofFiles = ['test', 'negatives', 'users', 'items', 'feedback', 'threads'];
const ofWorkspace = ['workspace', 'rule', 'resume'];

/** A run with what is written of it; lists and values of users are in files of their own. */
interface Report {
  name: string;
  algorithm: string;
  params: Readonly<Record<string, number | string | boolean>>;
  feedback: string;
  fitSeconds: number;
  evaluateSeconds: number;
  metrics: Record<string, { mean: number; low?: number; high?: number; users?: number }>;
}

interface Comparison extends PairedTest {
  a: string;
  b: string;
  metric: string;
  /** The bootstrap's p-value corrected for all comparisons of this run (Holm). */
  corrected: number;
}

/** `steward evaluate --models ...`: fits models on one part of the data and measures them on the other. */
export function evaluateCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    evaluateParent(program)
      .option('--models <ids>', 'the models to measure, parted by commas')
      .option('--set <model.param=value>', 'a parameter of a model; may be given several times', several)
      .option('--workspace <dir>', 'the workspace folder; its data is measured on where no files are given')
      .option(
        '--rule <name>',
        'the rule that makes signals of its interactions; by default the one that fits the model',
      )
      .option('--resume <job>', 'go on with an evaluation of the workspace that was stopped', wholeNumber(1))
      .option('--data <file>', 'a file of interactions, or the folder of a known data set')
      .addOption(
        new Option('--split <kind>', 'how the data is parted (user for the workspace, else random)').choices(
          splitKinds,
        ),
      )
      .option('--share <share>', 'the share of the test, 0.2 by default', number)
      .option('--train <file>', 'interactions to learn from, with a header user,item[,value[,time]]')
      .option('--test <file>', 'interactions to test on, likewise')
      .option('--negatives <file>', 'rank only among these: (user,item)<TAB>negative..., or a table user,item')
      .option('--users <file>', 'a table of users: id, then one column an attribute')
      .option('--items <file>', 'a table of items likewise; a column price gives revenue')
      .option('--relevant-from <value>', 'pairs of the test with a smaller value are not relevant', number)
      .addOption(new Option('--feedback <kind>', 'what all models learn from').choices(['values', 'ones']))
      .option('--k <n>', 'the length of the lists', wholeNumber(1), 10)
      .option('--seed <n>', 'the seed of split, models and intervals', wholeNumber(), 1)
      .option('--threads <n>', 'worker threads; results do not depend on it', wholeNumber(1))
      .option('--per-user <file>', "write each user's values as CSV")
      .option('--recs <dir>', 'write the lists of each model as CSV: user,item,rank,score')
      .option('--json', 'print one JSON object')
      .action(action(io, (options: EvaluateOptions) => evaluate(io, load, options)));
  };
}

/** The command `evaluate`, which `evaluate heads` belongs to as well. */
export function evaluateParent(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'evaluate') ??
    program.command('evaluate').description('measure models on data they were not trained on')
  );
}

async function evaluate(io: CommandIo, load: LoadAlgorithms, options: EvaluateOptions): Promise<void> {
  const isWorkspace = options.train === undefined && options.data === undefined;
  refuseOptions(options, isWorkspace ? ofFiles : ofWorkspace, isWorkspace ? 'files' : 'the workspace');
  if (options.resume !== undefined) return evaluateWorkspace(io, [], options);
  const requests = requestsOf(await load(), options.models ?? '', options.set ?? []).map((request) => ({
    ...request,
    feedback: options.feedback,
  }));
  if (requests.length === 0) {
    throw new StewardError('BAD_INPUT', 'There is no model to evaluate.', {
      advice: 'Give --models a,b,c; for the moderation heads: steward evaluate heads.',
    });
  }
  if (isWorkspace) return evaluateWorkspace(io, requests, options);
  const task = await readTask(io, options);
  if (options.recs !== undefined) await mkdir(options.recs, { recursive: true });
  const { k, seed, threads } = options;
  const runs: ModelRun[] = [];
  const progress = (name: string, done: number, total: number, unit: string) =>
    io.progress(`${name}: ${done} of ${total} ${unit}`);
  const results = runModels(requests, task, {
    k,
    seed,
    threads,
    signal: io.signal,
    onProgress: (name, { done, total, unit }) => progress(name, done, total, unit),
  });
  for await (const run of results) {
    io.progress('');
    if (options.recs !== undefined) {
      const lines = listLines(task.data, run.ranking.users, run.ranking.lists);
      await writeLines(join(options.recs, `${run.name}.csv`), lines);
    }
    runs.push(run);
  }
  if (options.perUser !== undefined) await writeLines(options.perUser, perUserLines(task.data, runs));
  const reports = runs.map(report);
  const tests = compare(runs, seed);
  if (options.json) io.out(JSON.stringify({ ...facts(task, options), models: reports, tests }));
  else print(io, task, options, reports, tests);
}

function facts(task: FileTask, { k, seed, train, split = 'random', negatives }: EvaluateOptions) {
  const { users, items } = task.data;
  const parts = { trainPairs: task.train.length, testPairs: task.test.length };
  const ranking = negatives === undefined ? 'full' : 'sampled';
  return {
    k,
    seed,
    split: train === undefined ? split : null,
    ranking,
    users: users.size,
    items: items.size,
    ...parts,
  };
}

function report(run: ModelRun): Report {
  const { coverage, gini } = run.ranking.overall;
  return {
    name: run.name,
    algorithm: run.model.id,
    params: run.model.params,
    feedback: run.feedback,
    fitSeconds: run.fitSeconds,
    evaluateSeconds: run.evaluateSeconds,
    metrics: { ...run.metrics, coverage: { mean: coverage }, gini: { mean: gini } },
  };
}

/** Every two models over NDCG and, where both predict ratings, over each user's mean squared error. */
function compare(runs: readonly ModelRun[], seed: number): Comparison[] {
  const found: Omit<Comparison, 'corrected'>[] = [];
  for (const [i, a] of runs.entries()) {
    for (const b of runs.slice(i + 1)) {
      const names = { a: a.name, b: b.name };
      const [ndcgA, ndcgB] = [a.ranking.perUser.ndcg!, b.ranking.perUser.ndcg!];
      found.push({ ...names, metric: 'ndcg', ...pairedTest(ndcgA, ndcgB, { seed }) });
      if (!a.rating || !b.rating) continue;
      const [errorsA, errorsB] = [a.rating, b.rating].map(({ squaredErrors, counts }) =>
        squaredErrors.map((sum, user) => sum / counts[user]!),
      );
      found.push({ ...names, metric: 'mse', ...pairedTest(errorsA!, errorsB!, { seed }) });
    }
  }
  const corrected = holm(found.map(({ bootstrap }) => bootstrap));
  return found.map((test, index) => ({ ...test, corrected: corrected[index]! }));
}

function* perUserLines({ users }: Interactions, runs: readonly ModelRun[]): Generator<string> {
  const names = [...new Set(runs.flatMap(({ ranking }) => Object.keys(ranking.perUser)))];
  yield ['model', 'user', ...names].join(',');
  for (const { name, ranking } of runs) {
    for (const [i, user] of ranking.users.entries()) {
      const values = names.map((metric) => ranking.perUser[metric]?.[i] ?? Number.NaN);
      yield [name, csvCell(users.id(user)), ...values.map((value) => (Number.isNaN(value) ? '' : value))].join(',');
    }
  }
}

function print(
  io: CommandIo,
  task: FileTask,
  options: EvaluateOptions,
  reports: readonly Report[],
  tests: readonly Comparison[],
): void {
  const { users, items, trainPairs, testPairs, ranking } = facts(task, options);
  io.out(`${users} users, ${items} items; ${trainPairs} pairs to learn from, ${testPairs} to test on`);
  io.out(`lists of ${options.k}, ${ranking} ranking, 95 % intervals over users`);
  const figure = (value: number | undefined) => (value === undefined ? '' : value.toFixed(4));
  for (const { name, fitSeconds, evaluateSeconds, metrics } of reports) {
    io.out('');
    io.out(`${name}  (fit ${fitSeconds.toFixed(1)} s, evaluation ${evaluateSeconds.toFixed(1)} s)`);
    for (const [metric, { mean, low, high }] of Object.entries(metrics)) {
      const interval = low === undefined ? '' : `  ${figure(low)} to ${figure(high)}`;
      io.out(`  ${metric.padEnd(12)} ${figure(mean).padStart(9)}${interval}`);
    }
  }
  if (tests.length > 0)
    io.out('\nDifferences (p of the paired bootstrap, of Wilcoxon, of t; bootstrap corrected by Holm)');
  for (const { a, b, metric, difference, bootstrap, wilcoxon, t, corrected } of tests) {
    const values = [bootstrap, wilcoxon, t, corrected].map((p) => p.toFixed(4)).join('  ');
    io.out(`  ${metric.padEnd(5)} ${a} - ${b}: ${difference.toFixed(4)}   ${values}`);
  }
}
