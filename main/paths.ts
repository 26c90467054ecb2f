import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions } from '../engine/options.ts';

/** Where the repository's own files lie: one folder above this one. Not used by packaged apps, which bring resources. */
export const repositoryRoot = join(import.meta.dirname, '..');

/**
 * The per-user folder for settings that outlive a workspace (recent workspaces, window state, loopback token). It is the
 * folder that Electron calls userData, so that desktop app and command line share it. STEWARD_CONFIG overrides it.
 */
export function configFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.STEWARD_CONFIG) return env.STEWARD_CONFIG;
  const home = env.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Steward');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Steward');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'Steward');
}

/** The engine's folders. `root` is the repository, or the resources folder of a packaged app: both are laid out alike. */
export function enginePaths(root: string, config: string): EngineOptions['paths'] {
  return {
    config,
    models: join(root, 'build', 'models'),
    heads: [join(root, 'models', 'heads')],
    lexicon: join(root, 'models', 'masking.json'),
  };
}

/** The workspace of commands that name none; STEWARD_WORKSPACE moves it. */
export function defaultWorkspace(env: NodeJS.ProcessEnv = process.env): string {
  return env.STEWARD_WORKSPACE || join(env.HOME || homedir(), 'Steward', 'Workspace');
}
