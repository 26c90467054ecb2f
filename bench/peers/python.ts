import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PeerData, PeerRow, Turn } from './row.ts';

const run = promisify(execFile);

/** Why a package cannot be used, or null where it can. */
export async function missing(python: string, peer: string): Promise<string | null> {
  try {
    await run(python, ['-c', 'import importlib, sys; importlib.import_module(sys.argv[1])', peer]);
    return null;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') return `there is no Python at '${python}'`;
    return `'${python}' cannot import ${peer}: ${stderr?.trim().split('\n').at(-1) ?? 'it said nothing'}`;
  }
}

/** One turn of a peer, in a process of its own. Rejects with what Python wrote where the program fails. */
export async function theirTurn(
  python: string,
  { theirs }: PeerRow,
  data: PeerData,
  { threads, scratch }: { threads: number; scratch: string },
): Promise<Turn & { version: string }> {
  const out = join(scratch, 'scores');
  const { stdout } = await run(python, [
    join(import.meta.dirname, theirs.program),
    theirs.task,
    ...['--data', data.file, '--params', JSON.stringify(theirs.params)],
    ...['--threads', String(threads), '--out', out],
  ]);
  const { seconds, version } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { seconds: number; version: string };
  const bytes = await readFile(out);
  const output = new Float32Array(new Uint8Array(bytes).buffer);
  return { seconds, version, output };
}
