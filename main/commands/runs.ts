import type { Comparison, Run } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { paramText } from './model-jobs.ts';

interface Options {
  workspace?: string;
  job?: number;
  limit: number;
  json?: boolean;
}

/** `steward runs`: what models of the workspace were measured to be; `runs compare`, `runs remove`. */
export const runsCommand: CommandModule = (program, io) => {
  const parent = program
    .command('runs')
    .description('list the runs of the workspace, newest first')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--job <n>', 'those of one evaluation or tuning', wholeNumber(1))
    .option('--limit <n>', 'how many', wholeNumber(1), 50)
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const { job, limit } = options;
        const found = await withWorkspace(io, options, (client) => client.models.runs({ job, limit }));
        if (options.json) io.out(JSON.stringify(found));
        else for (const run of found.rows) io.out(lineOf(run));
      }),
    );
  parent
    .command('compare')
    .description('test whether two runs differ, user by user: b - a, paired bootstrap, corrected by Holm')
    .argument('<a>', 'the number of a run', wholeNumber(1))
    .argument('<b>', 'the number of another', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (a: number, b: number, options: Options) => {
        const found = await withWorkspace(io, options, (client) => client.models.compare({ a, b }));
        if (options.json) io.out(JSON.stringify(found));
        else print(io, found);
      }),
    );
  parent
    .command('remove')
    .description('delete a run with its lists and the values of its users')
    .argument('<run>', 'its number', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (id: number, options: Options) => {
        await withWorkspace(io, options, (client) => client.models.removeRun({ id }));
        io.out(options.json ? JSON.stringify({ id }) : `Removed run ${id}`);
      }),
    );
};

function lineOf({ id, kind, name, algorithm, params, metrics, protocol }: Run): string {
  const figures = ['ndcg', 'recall', 'rmse'].flatMap((metric) =>
    metrics[metric] ? [`${metric} ${metrics[metric].mean.toFixed(4)}`] : [],
  );
  const what = name === algorithm ? name : `${name} (${algorithm})`;
  const how = `${kind}, ${protocol.split}, k ${protocol.k}`;
  return `${String(id).padStart(5)}  ${what.padEnd(24)} ${figures.join('  ')}  [${how}]  ${paramText(params)}`;
}

function print(io: CommandIo, { a, b, problem, metrics }: Comparison): void {
  io.out(`a: run ${a.id}, ${a.name}`);
  io.out(`b: run ${b.id}, ${b.name}`);
  if (problem !== null) io.out(`They cannot be compared user by user: ${problem}`);
  for (const { metric, difference, low, high, corrected, ...means } of metrics) {
    const values = [means.a, means.b, difference, low, high].map((value) => value.toFixed(4).padStart(9));
    io.out(
      `  ${metric.padEnd(12)} ${values.slice(0, 3).join(' ')}  (${values.slice(3).join(' to ')})  p ${corrected.toFixed(4)}`,
    );
  }
}
