import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { StewardError } from '../../engine/contract/errors.ts';
import type { Job } from '../../engine/contract/index.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { configFolder, defaultWorkspace, enginePaths, repositoryRoot } from '../paths.ts';
import type { CommandIo } from './io.ts';

export interface WorkspaceChoice {
  /** A folder; the default workspace where it is left out. */
  workspace?: string;
  /** Makes a workspace where the folder is missing or empty, and says so. */
  create?: boolean;
}

/**
 * Runs `work` with an engine that has a workspace open, and closes it whatever happens. A workspace that cannot be
 * opened is the error that the engine gives for it.
 */
export async function withWorkspace<T>(
  io: CommandIo,
  choice: WorkspaceChoice,
  work: (client: Engine['client'], dir: string) => Promise<T>,
): Promise<T> {
  const dir = resolve(choice.workspace ?? defaultWorkspace());
  return withEngine(io, async (client) => {
    const isNew = !existsSync(dir) || readdirSync(dir).length === 0;
    const state =
      isNew && choice.create
        ? await client.workspace.create({ dir, name: 'Workspace' })
        : await client.workspace.open({ dir });
    if (state.state === 'failed') {
      throw new StewardError(state.code, state.message, { advice: state.advice, place: { file: dir } });
    }
    if (isNew) io.err(`Made a new workspace in ${dir}`);
    return work(client, dir);
  });
}

/** Runs `work` with an engine that has nothing open, and closes it whatever happens. */
export async function withEngine<T>(io: CommandIo, work: (client: Engine['client']) => Promise<T>): Promise<T> {
  const engine = await createEngine({
    paths: enginePaths(repositoryRoot, configFolder()),
    log: (level, message) => {
      if (level === 'error') io.err(`engine: ${message}`);
    },
  });
  try {
    return await work(engine.client);
  } finally {
    await engine.close();
  }
}

/**
 * Follows a job to its end, with its progress on the terminal. Ctrl-C cancels it. Throws the error that it failed with,
 * or CANCELLED.
 */
export async function followJob(io: CommandIo, client: Engine['client'], job: Job): Promise<Job> {
  const cancel = () => void client.jobs.cancel({ id: job.id }).catch(() => {});
  io.signal.addEventListener('abort', cancel, { once: true });
  let last = job;
  try {
    for await (const state of await client.jobs.watch({ id: job.id })) {
      last = state;
      io.progress(describeProgress(state));
    }
  } finally {
    io.signal.removeEventListener('abort', cancel);
    io.progress('');
  }
  if (last.error) throw new StewardError(last.error.code, last.error.message, { advice: last.error.advice });
  if (last.state === 'cancelled') {
    throw new StewardError('CANCELLED', 'Cancelled.', {
      advice: last.canResume ? 'Run the same command again: it goes on from here.' : 'Run the same command again.',
    });
  }
  return last;
}

/** '63% (1,260 of 2,000 posts), 12 s left: 40 removed'. */
export function describeProgress(job: Job): string {
  const share = job.total ? `${Math.floor((100 * job.done) / job.total)}% ` : '';
  const of = job.total === null ? '' : ` of ${job.total.toLocaleString('en')}`;
  const left = job.secondsLeft === null ? '' : `, ${job.secondsLeft} s left`;
  return `${share}(${job.done.toLocaleString('en')}${of} ${job.unit})${left}${job.message ? `: ${job.message}` : ''}`;
}
