import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { DemoSettings } from '../../engine/catalog/demo/settings.ts';
import { settingsIn, truthFile } from '../../engine/catalog/demo/truth.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import type { Job, WorkspaceState } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob, withEngine } from './engine.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';

type Client = Engine['client'];

interface Options extends Partial<DemoSettings> {
  workspace?: string;
  json?: boolean;
}

/** `steward demo [DIR]`: makes a workspace of simulated data of any size, or goes on with one that was cut off. */
export const demoCommand: CommandModule = (program, io) => {
  program
    .command('demo')
    .description('make a workspace of simulated posts, users and interactions with known truth (docs/demo.md)')
    .argument('[dir]', 'the folder to make; a fresh one among your own files by default')
    .option('--workspace <dir>', 'the same as [dir]')
    .option('--posts <number>', 'posts that go through moderation (default: as many as items, else 600)', wholeNumber())
    .option('--items <number>', 'items in all; those beyond the posts are articles (default: posts)', wholeNumber())
    .option('--users <number>', 'users (default: 400)', wholeNumber())
    .option('--interactions <number>', 'interactions, exactly as many (default: 20000)', wholeNumber())
    .option('--days <number>', 'the days that interactions come from (default: 28)', wholeNumber())
    .option('--seed <number>', 'another seed gives another demo (default: 1)', wholeNumber())
    .option('--start <date>', 'the first of these days, as 2026-01-05 (default: the last one is yesterday)', startOfDay)
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (argument: string | undefined, { json, workspace, ...sizes }: Options) => {
        const dir = folderOf(argument, workspace);
        await withEngine(io, async (client) => {
          const began = performance.now();
          const isNew = dir === undefined || !existsSync(dir) || readdirSync(dir).length === 0;
          const state = isNew ? await client.workspace.demo({ dir, ...sizes }) : await openDemo(client, dir);
          if (state.state !== 'open') throw failureOf(state, dir);
          const ended = await followJob(io, client, await jobOf(client, isNew, state.dir));
          const seconds = Math.round(performance.now() - began) / 1000;
          if (json) {
            const { posts, items, users, interactions, days, seed, start } = await settingsIn(state.dir);
            const made = { dir: state.dir, isNew, posts, items, users, interactions, days, seed, start, seconds };
            io.out(JSON.stringify(made));
            return;
          }
          io.out(`${ended.message} (${seconds.toFixed(1)} s)`);
          io.out(`  in ${state.dir}; what is planted: ${truthFile}`);
          io.out(`  \`steward moderate --workspace DIR\` scores the posts`);
        });
      }),
    );
};

function folderOf(argument: string | undefined, workspace: string | undefined): string | undefined {
  if (argument !== undefined && workspace !== undefined && resolve(argument) !== resolve(workspace)) {
    throw new StewardError('BAD_INPUT', 'Two folders are named.', {
      advice: 'Name the folder once, as [dir] or with --workspace.',
      place: { field: 'workspace' },
    });
  }
  const named = argument ?? workspace;
  return named === undefined ? undefined : resolve(named);
}

/** Opens what is in the folder, which must be a demo. */
async function openDemo(client: Client, dir: string): Promise<WorkspaceState> {
  const state = await client.workspace.open({ dir });
  if (state.state !== 'open' || state.isDemo) return state;
  throw new StewardError('WORKSPACE_EXISTS', 'There is a workspace in this folder that is no demo.', {
    advice: 'Name another folder.',
    place: { file: dir },
  });
}

/** The job that fills the demo: the one that runs, or the one that was cut off, with the settings that it began with. */
async function jobOf(client: Client, isNew: boolean, dir: string): Promise<Job> {
  const job = (await client.jobs.list()).find(({ kind }) => kind === 'demo');
  if (job && isNew) return job;
  if (job?.canResume) return client.jobs.resume({ id: job.id });
  throw new StewardError('WORKSPACE_EXISTS', 'The demo in this folder is complete.', {
    advice: 'Open it, or name another folder to make another.',
    place: { file: join(dir, truthFile) },
  });
}

function failureOf(state: WorkspaceState, dir: string | undefined): StewardError {
  if (state.state !== 'failed') return new StewardError('INTERNAL', 'The demo did not open.');
  return new StewardError(state.code, state.message, { advice: state.advice, place: { file: dir ?? state.dir } });
}

function startOfDay(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!(time >= 0)) throw new InvalidArgumentError('expected a date since 1970 as 2026-01-05.');
  return time;
}
