import { InvalidArgumentError } from 'commander';
import { asStewardError, StewardError } from '../../engine/contract/errors.ts';
import type { Job, Metric, Protocol, Run } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob } from './engine.ts';
import type { CommandIo } from './io.ts';

/** How models are measured, as the options of a command say it; what is left out is as the contract has it. */
export interface ProtocolOptions {
  split?: Protocol['split'];
  share?: number;
  k?: number;
  relevantFrom?: number;
}

export function protocolOf({ split, share, k, relevantFrom }: ProtocolOptions): Partial<Protocol> {
  return { split, share, k, ...(relevantFrom !== undefined && { relevantFrom }) };
}

/** Follows a job of models to its end. Where it was cancelled, the advice says how to go on with it. */
export async function followModels(
  io: CommandIo,
  client: Engine['client'],
  job: Job,
  command: 'evaluate' | 'tune' | 'fit' | 'ranker fit',
): Promise<Job> {
  try {
    return await followJob(io, client, job);
  } catch (thrown) {
    const error = asStewardError(thrown);
    if (error.code !== 'CANCELLED') throw error;
    throw new StewardError('CANCELLED', 'Cancelled. What was done is kept.', {
      advice: `Go on with: steward ${command} --resume ${job.id}`,
    });
  }
}

/** All runs of a job, in the order in which they were made. */
export async function runsOf(client: Engine['client'], job: number): Promise<Run[]> {
  const { rows } = await client.models.runs({ job, limit: 5000 });
  return rows.reverse();
}

/** One line a metric: the name, the mean, and the interval where there is one. */
export function* metricLines(metrics: Readonly<Record<string, Omit<Metric, 'n'>>>): Generator<string> {
  for (const [name, { mean, low, high }] of Object.entries(metrics)) {
    const interval = low === null || high === null ? '' : `  ${low.toFixed(4)} to ${high.toFixed(4)}`;
    yield `  ${name.padEnd(12)} ${mean.toFixed(4).padStart(9)}${interval}`;
  }
}

/** 'factors=64 lr=0.05'. */
export function paramText(params: Run['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Parses a number option; a wrong one is a usage error (exit code 2). */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number.');
  return value;
}

/** BAD_INPUT where options are given that only work with files, or only with the workspace. */
export function refuseOptions(options: object, names: readonly string[], where: 'files' | 'the workspace'): void {
  const given = names.find((name) => options[name as keyof typeof options] !== undefined);
  if (given === undefined) return;
  const flag = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const isForFiles = where === 'files';
  throw new StewardError(
    'BAD_INPUT',
    `${flag} means nothing where ${isForFiles ? 'no files are' : 'a file is'} given: it is for ${where} only.`,
    {
      advice: isForFiles
        ? 'Give the interactions in a file too, or leave it out.'
        : 'Leave it out, or leave the file out.',
      place: { field: flag },
    },
  );
}
