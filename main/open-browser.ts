import { spawn } from 'node:child_process';

/** The machine as far as it decides whether something can be shown on it; tests hand in their own. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

/** Why no window can be opened here, as half a sentence for a person, or null where one can. */
export function whyNoWindow({ env, platform }: Surroundings): string | null {
  if (env.SSH_CONNECTION || env.SSH_TTY) return 'this is an SSH session';
  if (env.CI) return 'this is an automated run';
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  return null;
}

/**
 * Opens an address in the system's browser, if there is one. Failing is silent: the address has been printed. The
 * address is on the command line for a moment, where others on the machine may see it; its token is good for one visit.
 */
export function openInBrowser(url: string, around: Surroundings = process): void {
  if (whyNoWindow(around)) return;
  const [command, ...args] = openers[around.platform] ?? ['xdg-open'];
  if (!command) return;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

const openers: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  // `start` belongs to the command interpreter; rundll32 takes the address without reinterpreting it.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
