import { dataHash, type Interactions } from '../../engine/catalog/interactions/interactions.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import { type ModelCard, readModelFile } from '../../engine/recommend/files.ts';
import { algorithmOf } from '../../engine/recommend/params.ts';
import { readPairs } from './evaluate-task.ts';
import { describedData } from './fit.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { listLines, writeLines } from './list-files.ts';
import type { LoadAlgorithms } from './model-options.ts';

interface RecommendCommandOptions {
  modelFile: string;
  train: string;
  user?: string;
  all?: boolean;
  users?: string;
  items?: string;
  k: number;
  out?: string;
}

/** `steward recommend`: lists from a model file, as CSV: user,item,rank,score. */
export function recommendCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    program
      .command('recommend')
      .description('recommend items that a user has not had, from a model file')
      .requiredOption('--model-file <file>', "a file that 'steward fit' has written")
      .requiredOption('--train <file>', 'the interactions that the model was fitted to')
      .option('--user <id>', 'one user')
      .option('--all', 'all users of the interactions')
      .option('--users <file>', 'the table of users that the model was fitted with')
      .option('--items <file>', 'the table of items likewise')
      .option('--k <n>', 'items a list', wholeNumber(1), 20)
      .option('--out <file>', 'write to a file instead of standard output')
      .action(action(io, (options: RecommendCommandOptions) => recommend(io, load, options)));
  };
}

async function recommend(io: CommandIo, load: LoadAlgorithms, options: RecommendCommandOptions): Promise<void> {
  const { card, sections } = await readModelFile(options.modelFile);
  const pairs = await readPairs(io, options.train);
  checkData(card, pairs, options);
  const users = usersAsked(pairs, options);
  const data = await describedData(pairs, card.feedback, options);
  const model = algorithmOf(await load(), card.algorithm).restore(card.params, sections, data);
  const lists = await model.recommend(users, { k: options.k, exclude: data.byUser });
  const lines = listLines(pairs, users, lists);
  if (options.out === undefined) for (const line of lines) io.out(line);
  else await writeLines(options.out, lines);
}

/** A model's numbers mean nothing over data that numbers users and items otherwise. */
function checkData({ dataHash: hash }: ModelCard, pairs: Interactions, { modelFile, train }: RecommendCommandOptions) {
  if (dataHash(pairs) === hash) return;
  throw new StewardError('BAD_INPUT', 'The model was fitted to other interactions than these.', {
    place: { file: modelFile },
    advice: `Give the file it was fitted to, or fit it again to ${train}.`,
  });
}

function usersAsked({ users }: Interactions, { user, all }: RecommendCommandOptions): Int32Array {
  if ((user === undefined) === !all) {
    throw new StewardError('BAD_INPUT', 'It is not clear for whom to recommend.', { advice: 'Give --user or --all.' });
  }
  if (user === undefined) return Int32Array.from(users.ids.keys());
  const row = users.row(user);
  if (row !== undefined) return Int32Array.of(row);
  throw new StewardError('NOT_FOUND', 'The interactions have no such user.', {
    advice: 'Check the id, or give --all.',
    place: { field: 'user' },
  });
}
