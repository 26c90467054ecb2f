import { Option } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import { type ParamValue, splitKinds, tuneMetrics } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { type DataOptions, readTask } from './evaluate-task.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import {
  followModels,
  metricLines,
  number,
  type ProtocolOptions,
  paramText,
  protocolOf,
  refuseOptions,
  runsOf,
} from './model-jobs.ts';
import { type LoadAlgorithms, paramsOf, several } from './model-options.ts';
import { type Tuned, tuneOverTask } from './tune-files.ts';

interface TuneOptions extends DataOptions, ProtocolOptions {
  workspace?: string;
  rule?: string;
  resume?: number;
  model?: string;
  metric: (typeof tuneMetrics)[number];
  trials: number;
  minutes: number;
  set?: string[];
  k: number;
  threads?: number;
  json?: boolean;
}

const ofFiles = ['test', 'users', 'items', 'threads'];
const ofWorkspace = ['workspace', 'rule', 'resume'];

/** `steward tune`: random search for the parameters of a model, over the workspace or over files. */
export function tuneCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    program
      .command('tune')
      .description('search for the best parameters of a model on a validation part, and measure them on the test part')
      .option('--model <id>', 'the model')
      .addOption(new Option('--metric <name>', 'what is to be best').choices(tuneMetrics).default('ndcg'))
      .option('--trials <n>', 'how many settings are tried', wholeNumber(1), 20)
      .option('--minutes <n>', 'no trial begins after so many minutes', number, 10)
      .option('--set <param=value>', 'a parameter that stays as it is; may be given several times', several)
      .option('--workspace <dir>', 'the workspace folder; its data is used where no files are given')
      .option(
        '--rule <name>',
        'the rule that makes signals of its interactions; by default the one that fits the model',
      )
      .option('--resume <job>', 'go on with a tuning of the workspace that was stopped', wholeNumber(1))
      .option('--data <file>', 'a file of interactions, or the folder of a known data set')
      .option('--train <file>', 'interactions to learn from, with a header user,item[,value[,time]]')
      .option('--test <file>', 'interactions to test on, likewise')
      .option('--users <file>', 'a table of users: id, then one column an attribute')
      .option('--items <file>', 'a table of items likewise')
      .addOption(
        new Option('--split <kind>', 'how the data is parted (user for the workspace, else random)').choices(
          splitKinds,
        ),
      )
      .option('--share <share>', 'the share of the test, and of the validation part, 0.2 by default', number)
      .option('--relevant-from <value>', 'held-out pairs of a smaller value are not relevant', number)
      .option('--k <n>', 'the length of the lists', wholeNumber(1), 10)
      .option('--seed <n>', 'the seed of split, trials and models', wholeNumber(), 1)
      .option('--threads <n>', 'worker threads; results do not depend on it', wholeNumber(1))
      .option('--json', 'print one JSON object')
      .action(action(io, (options: TuneOptions) => tune(io, load, options)));
  };
}

async function tune(io: CommandIo, load: LoadAlgorithms, options: TuneOptions): Promise<void> {
  const { model, metric, trials, minutes, seed, resume } = options;
  if (!(minutes > 0)) {
    throw new StewardError('BAD_INPUT', 'There is no time to tune in.', { advice: 'Give --minutes above 0.' });
  }
  const isWorkspace = options.train === undefined && options.data === undefined;
  refuseOptions(options, isWorkspace ? ofFiles : ofWorkspace, isWorkspace ? 'files' : 'the workspace');
  if (model === undefined && resume === undefined) {
    throw new StewardError('BAD_INPUT', 'There is no model to tune.', { advice: 'Give --model.' });
  }
  if (!isWorkspace) {
    const algorithms = await load();
    const task = await readTask(io, options);
    const fixed = paramsOf(algorithms, model!, options.set ?? []);
    const split = options.split ?? (options.train === undefined ? 'random' : 'user');
    const asked = { ...options, split, fixed, model: model! };
    report(io, options, await tuneOverTask(io, algorithms, task, asked));
    return;
  }
  const fixed: Record<string, ParamValue> = model === undefined ? {} : paramsOf(await load(), model, options.set ?? []);
  await withWorkspace(io, options, async (client) => {
    const started =
      resume === undefined
        ? await client.models.tune({
            ...{ algorithm: model!, fixed, metric, trials, minutes, seed, rule: options.rule },
            protocol: protocolOf(options),
          })
        : await client.jobs.resume({ id: resume });
    const job = await followModels(io, client, started, 'tune');
    const runs = await runsOf(client, job.id);
    const best = runs.find(({ kind }) => kind === 'evaluation');
    if (!best) throw new StewardError('INTERNAL', 'The tuning left no run.');
    const tried = runs.filter(({ kind }) => kind === 'trial');
    report(io, options, { job: job.id, run: best.id, params: best.params, metrics: best.metrics, trials: tried });
  });
}

function report(io: CommandIo, { metric, json }: TuneOptions, tuned: Tuned): void {
  const { trials, params, metrics } = tuned;
  if (json) {
    const figures = trials.map((trial) => ({ params: trial.params, value: trial.metrics[metric]?.mean ?? null }));
    io.out(JSON.stringify({ ...tuned, metric, trials: figures }));
    return;
  }
  io.out(`${trials.length} trials, ${metric} on the validation part:`);
  for (const trial of trials)
    io.out(`  ${(trial.metrics[metric]?.mean ?? Number.NaN).toFixed(4)}  ${paramText(trial.params)}`);
  io.out('');
  io.out(`best: ${paramText(params)}`);
  io.out('on the test part, which no trial has seen:');
  for (const line of metricLines(metrics)) io.out(line);
}
