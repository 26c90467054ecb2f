import { copyFile } from 'node:fs/promises';
import { StewardError } from '../../engine/contract/errors.ts';
import type { FairTraining, ModelVersion, ParamValue } from '../../engine/contract/index.ts';
import { trainingText } from '../../engine/recommend/mitigation/training.ts';
import { versionFile } from '../../engine/store/version-files.ts';
import { withWorkspace } from './engine.ts';
import type { CommandIo } from './io.ts';
import { followModels } from './model-jobs.ts';

export interface WorkspaceFit {
  workspace?: string;
  slot?: string;
  activate?: boolean;
  rule?: string;
  resume?: number;
  out?: string;
  seed: number;
  json?: boolean;
}

/** `steward fit` in the workspace: a version, and a copy of its file where one is asked for. */
export async function fitInWorkspace(
  io: CommandIo,
  model: { algorithm: string; params: Record<string, ParamValue>; mitigation: FairTraining | null } | null,
  options: WorkspaceFit,
): Promise<void> {
  const { slot, activate, rule, seed, out } = options;
  await withWorkspace(io, options, async (client, dir) => {
    const started = model
      ? await client.models.fit({ ...model, slot, activate, rule, seed })
      : await client.jobs.resume({ id: options.resume! });
    const job = await followModels(io, client, started, 'fit');
    const version = (await client.models.versions()).find((one) => one.job === job.id);
    if (!version) throw new StewardError('INTERNAL', 'The fit left no version.');
    if (out !== undefined) await copyTo(versionFile(dir, version.sha256), out);
    if (options.json) io.out(JSON.stringify({ ...version, ...(out !== undefined && { file: out }) }));
    else printVersion(io, version, out);
  });
}

/** Lines for people: what was fitted, whether it is active, and where a copy of its file is. */
export function printVersion(io: CommandIo, version: ModelVersion, out?: string): void {
  const { id, algorithm, mitigation, pairs, users, items, fitSeconds, slot, state, rule } = version;
  const from = `${pairs} pairs (${rule}) of ${users} users and ${items} items`;
  io.out(`version ${id}: ${algorithm} fitted to ${from} in ${fitSeconds.toFixed(1)} s`);
  if (mitigation) io.out(`  trained to be fairer: ${trainingText(mitigation)}`);
  io.out(state === 'active' ? `  active in '${slot}'` : `  make it active: steward versions activate ${id}`);
  if (out !== undefined) io.out(`  copied to ${out}`);
}

async function copyTo(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (cause) {
    throw new StewardError('BAD_INPUT', 'The file cannot be written.', {
      place: { file: to },
      advice: 'Check that its folder exists and has room. The version is in the workspace all the same.',
      cause,
    });
  }
}
