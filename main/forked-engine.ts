import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type EngineSettings, engineReport, settingsVariable, stopRequest } from './engine-messages.ts';
import type { EngineProcess } from './engine-supervisor.ts';
import { PortHub, type VirtualPort } from './virtual-ports.ts';

/** An engine in a child process of Node, for the loopback host. */
export interface ForkedEngine extends EngineProcess {
  readonly pid: number | undefined;
  /** A new connection to the engine. */
  openPort(): VirtualPort;
}

/**
 * Node's flags of the engine's process, so that one feed in a hundred does not wait half as long again: V8 collects
 * garbage and compiles on four threads wherever it runs, which take the model thread's time on two cores, and it marks a
 * heap of some forty megabytes anew each time that ten were added, which takes as long as ten feeds.
 */
export const engineFlags: readonly string[] = [
  `--v8-pool-size=${Math.min(4, Math.max(1, availableParallelism() - 1))}`,
  '--heap-growing-percent=300',
];

/** Starts the engine's process with Node. Its diagnostics go to this process's standard error. */
export function forkEngine(entry: URL, settings: EngineSettings): ForkedEngine {
  const child = fork(entry, {
    // Structured clones, so that a file's bytes cross as bytes and not as JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...engineFlags],
    env: {
      // Node keeps what it compiled of the sources there, which halves the start of the engine.
      NODE_COMPILE_CACHE: join(settings.paths.config, 'compile-cache'),
      ...process.env,
      [settingsVariable]: JSON.stringify(settings),
    },
  });
  const send = (message: object, sent: () => void): boolean => child.connected && child.send(message, sent);
  const hub = new PortHub((message, sent) => send(message, sent));
  child.on('message', (message) => hub.receive(message));
  // A failed send also shows as the end of the process, which is what is acted upon.
  child.on('error', () => {});
  return {
    pid: child.pid,
    openPort: () => hub.open(),
    onReport: (listener) => {
      child.on('message', (message) => {
        const report = engineReport.safeParse(message);
        if (report.success) listener(report.data);
      });
    },
    onExit: (listener) => {
      onceEnded(child, (how) => {
        hub.closeAll();
        listener(how);
      });
    },
    stop: () => {
      send(stopRequest, () => {});
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** 'exit' comes where the process ran, 'error' alone where it could not be started. */
function onceEnded(child: ChildProcess, listener: (how: string) => void): void {
  let isTold = false;
  const tell = (how: string): void => {
    if (!isTold) listener(how);
    isTold = true;
  };
  child.once('exit', (code, signal) => tell(signal ?? `code ${code}`));
  child.once('error', (error) => {
    if (child.pid === undefined) tell(error.message);
  });
}
