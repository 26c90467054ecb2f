import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Electron binary, or half a sentence that says why there is none. */
export type FoundElectron = { binary: string } | { reason: string };

/** How long fetching the binary may take before the browser is used instead. */
const fetchLimit = 15_000;

/**
 * The Electron binary of this installation. The package brings none and fetches it at first use, so that is tried here,
 * in silence and for a limited time; a machine without network gets the browser a few seconds later.
 */
export async function findElectron(root: string, signal: AbortSignal, limit = fetchLimit): Promise<FoundElectron> {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'package.json'))) return { reason: 'Electron is not installed' };
  const there = installedBinary(folder);
  if (there) return { binary: there };
  await fetchBinary(folder, signal, limit);
  const fetched = installedBinary(folder);
  return fetched ? { binary: fetched } : { reason: 'no Electron binary is here and none could be fetched' };
}

/** The binary as Electron's own index.js finds it, without its download in the foreground. */
function installedBinary(folder: string): string | null {
  const pathFile = join(folder, 'path.txt');
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  if (!existsSync(pathFile)) return null;
  const binary = join(dist, readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

function fetchBinary(folder: string, signal: AbortSignal, limit: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: 'ignore',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}
