import { Option } from 'commander';
import { readDescribed } from '../../engine/catalog/interactions/described.ts';
import { dataHash, type Interactions, lastOfEachPair } from '../../engine/catalog/interactions/interactions.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import { type FairTraining, trainingMethods } from '../../engine/contract/index.ts';
import { writeModelFile } from '../../engine/recommend/files.ts';
import type { TrainingData } from '../../engine/recommend/models/model.ts';
import { algorithmOf } from '../../engine/recommend/params.ts';
import { type Feedback, feedbackOf, trainingData } from '../../engine/recommend/run.ts';
import { readPairs } from './evaluate-task.ts';
import { fitInWorkspace, type WorkspaceFit } from './fit-workspace.ts';
import { action, type CommandIo, type CommandModule, names, wholeNumber } from './io.ts';
import { methodAndStrength } from './mitigate-apply.ts';
import { refuseOptions } from './model-jobs.ts';
import { type LoadAlgorithms, paramsOf, several } from './model-options.ts';

interface FitCommandOptions extends WorkspaceFit {
  mitigate?: string;
  model?: string;
  train?: string;
  set?: string[];
  by?: string;
  between?: string[];
  users?: string;
  items?: string;
  feedback?: Feedback;
  threads?: number;
}

interface FileFit extends FitCommandOptions {
  model: string;
  train: string;
  out: string;
}

/** What only makes sense with files, and only with the workspace. */
const ofFiles = ['users', 'items', 'feedback', 'threads'];
const ofWorkspace = ['workspace', 'slot', 'activate', 'rule', 'resume', 'mitigate', 'by', 'between'];

/** `steward fit`: a version of the workspace's data, or a file of interactions to a model file, without a workspace. */
export function fitCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    program
      .command('fit')
      .description(
        'fit a model to the workspace and keep it as a version, or to a file of interactions and write it to a file',
      )
      .option('--model <id>', 'the model')
      .option('--workspace <dir>', 'the workspace folder; its data is fitted to where no file is given')
      .option('--slot <name>', "what the version is for ('default' by default)")
      .option('--activate', 'make it the active version of its slot')
      .option(
        '--rule <name>',
        'the rule that makes signals of the interactions; by default the one that fits the model',
      )
      .option('--mitigate <method=strength>', `train more fairly: ${trainingMethods.join(', ')}`)
      .option('--by <attribute>', "what users are grouped by for that: an attribute, 'activity', or 'set=value'")
      .option('--between <groups>', 'the two groups that the regulariser holds together, by a comma', names)
      .option('--resume <job>', 'go on with a fit of the workspace that was stopped', wholeNumber(1))
      .option('--train <file>', 'interactions, with a header user,item[,value[,time]]')
      .option('--out <file>', 'the model file to write; with the workspace a copy of it')
      .option('--set <param=value>', 'a parameter; may be given several times', several)
      .option('--users <file>', 'a table of users: id, then one column an attribute')
      .option('--items <file>', 'a table of items likewise')
      .addOption(new Option('--feedback <kind>', 'what the model learns from').choices(['values', 'ones']))
      .option('--seed <n>', 'the seed', wholeNumber(), 1)
      .option('--threads <n>', 'worker threads; the result does not depend on it', wholeNumber(1))
      .option('--json', 'print one JSON object when done')
      .action(action(io, (options: FitCommandOptions) => fitModel(io, load, options)));
  };
}

async function fitModel(io: CommandIo, load: LoadAlgorithms, options: FitCommandOptions): Promise<void> {
  const { model, train, out, resume } = options;
  refuseOptions(options, train === undefined ? ofFiles : ofWorkspace, train === undefined ? 'files' : 'the workspace');
  if (resume !== undefined) return fitInWorkspace(io, null, options);
  if (model === undefined) {
    throw new StewardError('BAD_INPUT', 'There is no model to fit.', { advice: 'Give --model.' });
  }
  if (train === undefined) {
    const params = paramsOf(await load(), model, options.set ?? []);
    return fitInWorkspace(io, { algorithm: model, params, mitigation: mitigationOf(options) }, options);
  }
  if (out === undefined) {
    throw new StewardError('BAD_INPUT', 'It is not said where the model is to go.', { advice: 'Give --out.' });
  }
  await fitToFile(io, load, { ...options, model, train, out });
}

/** The fair training that is asked for; null where none is. */
function mitigationOf({ mitigate, by, between }: FitCommandOptions): FairTraining | null {
  if (mitigate !== undefined) {
    return { ...methodAndStrength(mitigate, trainingMethods, '--mitigate'), by: by ?? null, between: between ?? null };
  }
  if (by === undefined && between === undefined) return null;
  throw new StewardError('BAD_INPUT', 'There is no method that would look at groups.', {
    advice: "Give --mitigate, as '--mitigate reweigh=1'.",
  });
}

async function fitToFile(io: CommandIo, load: LoadAlgorithms, options: FileFit): Promise<void> {
  const algorithms = await load();
  const algorithm = algorithmOf(algorithms, options.model);
  const params = paramsOf(algorithms, options.model, options.set ?? []);
  const feedback = options.feedback ?? feedbackOf(algorithm, params);
  const pairs = await readPairs(io, options.train);
  const data = await describedData(pairs, feedback, options);
  const started = performance.now();
  const model = await algorithm.fit(data, params, {
    seed: options.seed,
    threads: options.threads,
    signal: io.signal,
    onProgress: ({ done, total, unit }) => io.progress(`${done} of ${total} ${unit}`),
  });
  io.progress('');
  const seconds = (performance.now() - started) / 1000;
  await writeModelFile(options.out, {
    card: {
      algorithm: model.id,
      params: { ...model.params },
      seed: options.seed,
      users: data.users,
      items: data.items,
      dataHash: dataHash(pairs),
      vocabularyHash: { users: pairs.users.hash(), items: pairs.items.hash() },
      feedback,
      metrics: {},
    },
    sections: model.sections(),
  });
  const { users, items, byUser } = data;
  const facts = { model: model.id, file: options.out, users, items, pairs: byUser.indices.length, seconds };
  if (options.json) io.out(JSON.stringify(facts));
  else {
    const from = `${facts.pairs} pairs of ${users} users and ${items} items`;
    io.out(`${model.id} fitted to ${from} in ${seconds.toFixed(1)} s, to ${options.out}`);
  }
}

/** Interactions and what is known of users and items as a model takes them. */
export async function describedData(
  pairs: Interactions,
  feedback: Feedback,
  files: { users?: string; items?: string },
): Promise<TrainingData> {
  const users = files.users === undefined ? null : await readDescribed(files.users, pairs.users);
  const items = files.items === undefined ? null : await readDescribed(files.items, pairs.items);
  return trainingData(pairs, lastOfEachPair(pairs), feedback, {
    userAttributes: users?.attributes,
    itemAttributes: items?.attributes,
  });
}
