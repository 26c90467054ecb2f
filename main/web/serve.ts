import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StewardError } from '../../engine/contract/errors.ts';
import { openInBrowser } from '../open-browser.ts';
import { configFolder, enginePaths, repositoryRoot } from '../paths.ts';
import { type LoopbackHost, startLoopbackHost } from './host.ts';

export interface ServeOptions {
  /** The folder to open at once; without one the workbench offers to open, create or try the demo. */
  workspace?: string;
  port?: number;
  /** Whether to open the system's browser. */
  open?: boolean;
}

export interface ServeIo {
  out(line: string): void;
  err(line: string): void;
  /** Aborted when the serving should end. */
  signal: AbortSignal;
}

/** Where the built workbench and the person's own settings lie. */
export interface Places {
  root: string;
  config: string;
}

/** Serves the workbench for a person at a terminal: prints the address, and stops everything in order at the end. */
export async function serveWorkbench(
  options: ServeOptions,
  io: ServeIo,
  places: Places = { root: repositoryRoot, config: configFolder() },
): Promise<void> {
  const host = await start(options, places, io);
  io.out(`Steward is at ${host.url}`);
  io.err('The address is good for one visit; press Ctrl-C to stop.');
  io.err(`Programs may post to /intake and /reports with the token in ${join(places.config, 'loopback-token')}`);
  if (options.open) openInBrowser(host.freshUrl());
  if (!io.signal.aborted) {
    await new Promise((done) => io.signal.addEventListener('abort', done, { once: true }));
  }
  await host.close();
}

async function start(options: ServeOptions, { root, config }: Places, io: ServeIo): Promise<LoopbackHost> {
  const rendererRoot = join(root, 'out', 'renderer');
  if (!existsSync(join(rendererRoot, 'index.html'))) {
    throw new StewardError('NOT_FOUND', 'The workbench has not been built yet.', {
      advice: 'Run npm run build, or npm start, which builds it.',
      place: { file: rendererRoot },
    });
  }
  try {
    return await startLoopbackHost({
      engine: {
        paths: enginePaths(root, config),
        openAtStart: options.workspace === undefined ? undefined : resolve(options.workspace),
      },
      port: options.port,
      rendererRoot,
      onEngineState: (state) => {
        if (state === 'failed') io.err('The engine keeps failing and was given up. Stop with Ctrl-C and start again.');
      },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StewardError('CONFLICT', `Port ${options.port} is in use.`, {
      advice: 'Name another with --port, or leave it out: any free one is taken.',
      cause: error,
    });
  }
}
