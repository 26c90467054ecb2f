import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineOptions } from '../engine/options.ts';

/** The person's own folder for small things that belong to no workspace; STEWARD_CONFIG moves it. */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  if (env.STEWARD_CONFIG) return env.STEWARD_CONFIG;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Steward');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Steward');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'steward');
}

/** The workspace of commands that name none; STEWARD_WORKSPACE moves it. */
export function defaultWorkspace(env: NodeJS.ProcessEnv = process.env): string {
  return env.STEWARD_WORKSPACE ?? join(homedir(), 'Steward', 'Workspace');
}

/** What ships with Steward, under `root`: the checkout, or the resources folder of the installed app. */
export function enginePaths(root: string, config: string = configFolder()): EngineOptions['paths'] {
  return {
    config,
    models: join(root, 'build', 'models'),
    heads: [join(root, 'models', 'heads')],
    lexicon: join(root, 'models', 'masking.json'),
  };
}
