import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const file = 'recent.json';
const entries = z.array(z.object({ dir: z.string(), name: z.string(), lastOpened: z.number() }));
type Entry = z.infer<typeof entries>[number];

/** How many workspaces are remembered. */
const most = 12;

/** The workspaces that were opened before, newest first. A list that cannot be read is empty, never an error. */
export function readRecent(configDir: string): (Entry & { exists: boolean })[] {
  try {
    const parsed = entries.parse(JSON.parse(readFileSync(join(configDir, file), 'utf8')));
    return parsed.map((entry) => ({ ...entry, exists: existsSync(join(entry.dir, 'workspace.sqlite')) }));
  } catch {
    return [];
  }
}

/** Puts a workspace at the head of the list. The file is replaced whole, so a crash leaves the old or the new one. */
export function rememberRecent(configDir: string, entry: Entry): void {
  const rest = readRecent(configDir).filter(({ dir }) => dir !== entry.dir);
  const list: Entry[] = [entry, ...rest.map(({ dir, name, lastOpened }) => ({ dir, name, lastOpened }))].slice(0, most);
  mkdirSync(configDir, { recursive: true });
  writeFileSync(join(configDir, `${file}.part`), JSON.stringify(list, null, 2));
  renameSync(join(configDir, `${file}.part`), join(configDir, file));
}
