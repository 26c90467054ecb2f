import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type HeadLabel, headLabels } from '../../engine/moderation/training/examples.ts';
import { prepare } from '../../engine/moderation/training/prepare.ts';
import { defaultSeed, trainHeads } from '../../engine/moderation/training/train.ts';
import { configFolder, enginePaths, repositoryRoot } from '../paths.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';

interface TrainOptions {
  data: string;
  out: string;
  seed: number;
  only?: HeadLabel[];
  json?: boolean;
}

function labelList(text: string): HeadLabel[] {
  const names = text.split(',').map((name) => name.trim());
  const stray = names.find((name) => !headLabels.some((label) => label === name));
  if (stray !== undefined) throw new InvalidArgumentError(`'${stray}' is none of ${headLabels.join(', ')}.`);
  return headLabels.filter((label) => names.includes(label));
}

/** `steward train`: makes the moderation heads from labelled data. */
export const trainCommand: CommandModule = (program, io) => {
  program
    .command('train')
    .description('train, calibrate and measure the moderation heads; docs/classifiers.md lists the data sets')
    .requiredOption('--data <dir>', 'the folder of data sets')
    .option('--out <dir>', 'where the heads go', join('build', 'heads'))
    .option('--seed <n>', 'decides which texts train, calibrate and test', wholeNumber(), defaultSeed)
    .option('--only <labels>', 'some heads, by comma', labelList)
    .option('--json', 'print the cards as JSON')
    .action(
      action(io, async (options: TrainOptions) => {
        const { models } = enginePaths(repositoryRoot, configFolder());
        const progress = (message: string) => (io.isTerminal ? io.progress(message) : io.err(message));
        const prepared = await prepare({
          dataDir: options.data,
          modelsDir: models,
          cacheDir: join(repositoryRoot, 'build', 'training'),
          seed: options.seed,
          signal: io.signal,
          progress,
        });
        const cards = await trainHeads(prepared, options.out, { only: options.only, signal: io.signal, progress });
        if (options.json) {
          io.out(JSON.stringify(cards));
          return;
        }
        for (const { labels, measured } of cards) {
          const number = (value: number | null | undefined) => value?.toFixed(4) ?? '-';
          io.out(
            `${labels[0]!.padEnd(10)} AUC ${number(measured?.rocAuc)}  F1 ${number(measured?.f1)}  ECE ${number(measured?.ece)}`,
          );
        }
        io.out(`wrote ${cards.length} heads to ${options.out}`);
      }),
    );
};
