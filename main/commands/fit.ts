import { Option } from 'commander';
import { readDescribed } from '../../engine/catalog/interactions/described.ts';
import { dataHash, type Interactions, lastOfEachPair } from '../../engine/catalog/interactions/interactions.ts';
import { writeModelFile } from '../../engine/recommend/files.ts';
import type { TrainingData } from '../../engine/recommend/models/model.ts';
import { algorithmOf } from '../../engine/recommend/params.ts';
import { type Feedback, feedbackOf, trainingData } from '../../engine/recommend/run.ts';
import { readPairs } from './evaluate-task.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { type LoadAlgorithms, paramsOf, several } from './model-options.ts';

interface FitCommandOptions {
  model: string;
  train: string;
  out: string;
  set?: string[];
  users?: string;
  items?: string;
  feedback?: Feedback;
  seed: number;
  threads?: number;
  json?: boolean;
}

/** `steward fit`: a file of interactions to a model file, without a workspace. */
export function fitCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    program
      .command('fit')
      .description('fit a model to a file of interactions and write it to a file')
      .requiredOption('--model <id>', 'the model')
      .requiredOption('--train <file>', 'interactions, with a header user,item[,value[,time]]')
      .requiredOption('--out <file>', 'the model file to write')
      .option('--set <param=value>', 'a parameter; may be given several times', several)
      .option('--users <file>', 'a table of users: id, then one column an attribute')
      .option('--items <file>', 'a table of items likewise')
      .addOption(new Option('--feedback <kind>', 'what the model learns from').choices(['values', 'ones']))
      .option('--seed <n>', 'the seed', wholeNumber(), 1)
      .option('--threads <n>', 'worker threads; the result does not depend on it', wholeNumber(1))
      .option('--json', 'print one JSON object when done')
      .action(action(io, (options: FitCommandOptions) => fitToFile(io, load, options)));
  };
}

async function fitToFile(io: CommandIo, load: LoadAlgorithms, options: FitCommandOptions): Promise<void> {
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
