import { dataHash, type Interactions } from '../../engine/catalog/interactions/interactions.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import { writeLines } from '../../engine/jobs/write-lines.ts';
import { type ModelCard, readModelFile } from '../../engine/recommend/files.ts';
import { algorithmOf } from '../../engine/recommend/params.ts';
import { readPairs } from './evaluate-task.ts';
import { describedData } from './fit.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { listLines } from './list-files.ts';
import { refuseOptions } from './model-jobs.ts';
import type { LoadAlgorithms } from './model-options.ts';
import { recommendFromWorkspace, type WorkspaceRecommendation } from './recommend-workspace.ts';

interface RecommendCommandOptions extends WorkspaceRecommendation {
  modelFile?: string;
  train?: string;
  users?: string;
  items?: string;
}

interface FileRecommendation extends RecommendCommandOptions {
  modelFile: string;
  train: string;
}

/** What only makes sense with files, and only with the workspace. */
const ofFiles = ['train', 'users', 'items'];
const ofWorkspace = ['workspace', 'model', 'version', 'slot', 'json'];

/** `steward recommend`: lists from a version of the workspace or from a model file, as CSV: user,item,rank,score. */
export function recommendCommand(load: LoadAlgorithms): CommandModule {
  return (program, io) => {
    program
      .command('recommend')
      .description('recommend items that a user has not had, by a version of the workspace or from a model file')
      .option('--workspace <dir>', 'the workspace folder')
      .option('--model <id>', 'the active version of this model, else its newest')
      .option('--version <n>', 'a version by its number', wholeNumber(1))
      .option('--slot <name>', "the active version of this slot ('default' by default)")
      .option('--model-file <file>', "a file that 'steward fit' has written to --out, without a workspace")
      .option('--train <file>', 'the interactions that the model in the file was fitted to')
      .option('--user <id>', 'one user')
      .option('--all', 'all users')
      .option('--users <file>', 'the table of users that the model was fitted with')
      .option('--items <file>', 'the table of items likewise')
      .option('--k <n>', 'items a list', wholeNumber(1), 20)
      .option('--out <file>', 'write to a file instead of standard output')
      .option('--json', 'print the list of --user with titles and reasons as one JSON object')
      .action(action(io, (options: RecommendCommandOptions) => recommend(io, load, options)));
  };
}

async function recommend(io: CommandIo, load: LoadAlgorithms, options: RecommendCommandOptions): Promise<void> {
  const { modelFile, train } = options;
  checkUsers(options);
  refuseOptions(options, modelFile ? ofWorkspace : ofFiles, modelFile ? 'the workspace' : 'files');
  if (modelFile === undefined) return recommendFromWorkspace(io, options);
  if (train === undefined) {
    throw new StewardError('BAD_INPUT', 'The interactions that the model was fitted to are missing.', {
      advice: 'Give --train.',
    });
  }
  await recommendFromFile(io, load, { ...options, modelFile, train });
}

async function recommendFromFile(io: CommandIo, load: LoadAlgorithms, options: FileRecommendation): Promise<void> {
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
function checkData({ dataHash: hash }: ModelCard, pairs: Interactions, { modelFile, train }: FileRecommendation) {
  if (dataHash(pairs) === hash) return;
  throw new StewardError('BAD_INPUT', 'The model was fitted to other interactions than these.', {
    place: { file: modelFile },
    advice: `Give the file it was fitted to, or fit it again to ${train}.`,
  });
}

function checkUsers({ user, all, json }: RecommendCommandOptions): void {
  if ((user === undefined) === !all) {
    throw new StewardError('BAD_INPUT', 'It is not clear for whom to recommend.', { advice: 'Give --user or --all.' });
  }
  if (all && json) {
    throw new StewardError('BAD_INPUT', 'Lists of all users are CSV.', { advice: 'Leave out --json, or give --user.' });
  }
}

function usersAsked({ users }: Interactions, { user }: RecommendCommandOptions): Int32Array {
  if (user === undefined) return Int32Array.from(users.ids.keys());
  const row = users.row(user);
  if (row !== undefined) return Int32Array.of(row);
  throw new StewardError('NOT_FOUND', 'The interactions have no such user.', {
    advice: 'Check the id, or give --all.',
    place: { field: 'user' },
  });
}
