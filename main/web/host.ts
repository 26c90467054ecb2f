import { once } from 'node:events';
import { join } from 'node:path';
import { closeCodes } from '../../engine/contract/bridge.ts';
import type { Log } from '../../engine/options.ts';
import { connectClient, type EngineClient } from '../engine-client.ts';
import { logToStderr } from '../engine-host.ts';
import type { EngineSettings } from '../engine-messages.ts';
import { type EngineState, EngineSupervisor } from '../engine-supervisor.ts';
import { type ForkedEngine, forkEngine } from '../forked-engine.ts';
import { repositoryRoot } from '../paths.ts';
import type { VirtualPort } from '../virtual-ports.ts';
import { RateLimit } from './rate-limit.ts';
import { unavailable } from './routes.ts';
import { checkHost, checkOrigin, checkSession, type Gate } from './security.ts';
import { handle, listen } from './server.ts';
import { readApiToken, Sessions } from './sessions.ts';
import { acceptSockets } from './sockets.ts';

export interface LoopbackOptions {
  engine: EngineSettings;
  /** 0, the default, takes any free port. */
  port?: number;
  /** The built workbench; out/renderer of the repository by default. */
  rendererRoot?: string;
  /** The file that the engine's process runs; tests name a stand-in. */
  engineEntry?: URL;
  onEngineState?: (state: EngineState) => void;
  log?: Log;
}

export interface LoopbackHost {
  /** The address with a token that is good for one visit. */
  readonly url: string;
  readonly port: number;
  /** For programs that post to /intake and /reports. */
  readonly token: string;
  readonly engineState: EngineState;
  readonly enginePid: number | undefined;
  /** An address with a fresh token. */
  freshUrl(): string;
  close(): Promise<void>;
}

/** How long a first connection waits for the engine, so that the first page need not try twice. */
const startLimit = 20_000;

/**
 * Serves the workbench on 127.0.0.1 with an engine in a process of its own. Resolves as soon as pages are served; the
 * engine may still be starting. When the engine dies its sockets close with `closeCodes.engineLost`, upgrades are refused
 * with 503 until it is back, and then everything works again.
 */
export async function startLoopbackHost(options: LoopbackOptions): Promise<LoopbackHost> {
  const log = options.log ?? logToStderr;
  const apiToken = await readApiToken(options.engine.paths.config);
  const { server, port } = await listen(options.port ?? 0);
  const gate: Gate = { port, sessions: new Sessions(), apiToken };

  const feedLimit = new RateLimit();
  const stateListeners = new Set<() => void>();
  let client: EngineClient | null = null;
  const entry = options.engineEntry ?? new URL('../engine-process.ts', import.meta.url);
  const supervisor = new EngineSupervisor<ForkedEngine>({
    openAtStart: options.engine.openAtStart,
    start: (openAtStart) => forkEngine(entry, { ...options.engine, openAtStart }),
    onState: (state) => {
      client = null;
      for (const listener of stateListeners) listener();
      options.onEngineState?.(state);
    },
    log,
  });

  server.on('request', (request, response) => {
    void handle(request, response, {
      gate,
      rendererRoot: options.rendererRoot ?? join(repositoryRoot, 'out', 'renderer'),
      engineState: () => supervisor.state,
      engineClient: () => {
        client ??= supervisor.engine ? connectClient(supervisor.engine.openPort()) : null;
        return client;
      },
      feedLimit,
      log,
    });
  });
  const sockets = acceptSockets(server, {
    check: (request) => {
      checkHost(request, port);
      checkOrigin(request, port, true);
      checkSession(request, gate);
    },
    connect: () => connectOnceStarted(supervisor, stateListeners),
  });
  supervisor.start();

  const freshUrl = (): string => `http://127.0.0.1:${port}/?token=${gate.sessions.issueToken()}`;
  return {
    url: freshUrl(),
    port,
    token: apiToken,
    get engineState() {
      return supervisor.state;
    },
    get enginePid() {
      return supervisor.engine?.pid;
    },
    freshUrl,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      sockets.closeAll(closeCodes.engineLost);
      await supervisor.stop();
      sockets.terminateAll();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A connection to the engine: at once where it is ready, when it is ready where it is starting for the first time. */
async function connectOnceStarted(
  supervisor: EngineSupervisor<ForkedEngine>,
  stateListeners: Set<() => void>,
): Promise<VirtualPort> {
  if (supervisor.state === 'starting') {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, startLimit);
    stateListeners.add(resolve);
    await promise;
    clearTimeout(timer);
    stateListeners.delete(resolve);
  }
  if (!supervisor.engine) throw unavailable();
  return supervisor.engine.openPort();
}
