import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Client, nameOfUser } from './feed-workspace.ts';

/** Seconds until previewed feeds are brought by an index and not by a scan of all items. */
export async function untilIndexed(client: Client, users: number): Promise<number> {
  const started = performance.now();
  for (let n = 0; ; n++) {
    const { stages } = await client.feeds.preview({ for: { user: nameOfUser(n % users) }, config: 'default' });
    const note = stages[0]!.parts.find(({ name }) => name === 'factors')?.note ?? '';
    if (!note.startsWith('All items')) return (performance.now() - started) / 1000;
    await setTimeout(200);
  }
}

/** The files of a workspace's saved indexes, whole paths. */
export function indexFiles(workspace: string): string[] {
  const cache = join(workspace, 'cache');
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => name.endsWith('.index'))
    .map((name) => join(cache, name));
}

/** What they take together, in bytes. */
export function bytesOfIndexes(workspace: string): number {
  return indexFiles(workspace).reduce((sum, path) => sum + statSync(path).size, 0);
}
