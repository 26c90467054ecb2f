import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { Log } from '../engine/options.ts';
import { type EngineReport, engineSettings, settingsVariable } from './engine-messages.ts';
import type { ParentLink } from './parent-link.ts';

/** The process that an engine runs in, as far as its end is concerned; tests hand in a double. */
export interface OwnProcess {
  readonly env: NodeJS.ProcessEnv;
  on(event: 'uncaughtException', listener: (error: Error) => void): unknown;
  on(event: 'SIGINT', listener: () => void): unknown;
  exit(code: number): void;
}

/** Writes diagnostics to standard error: level, message and details on one line. */
export const logToStderr: Log = (level, message, detail) => {
  process.stderr.write(`${level}: ${message}${detail ? ` ${JSON.stringify(detail)}` : ''}\n`);
};

/**
 * Runs an engine inside a process of its own: serves every connection that the host hands over, tells the host when it
 * is ready and what is open, and ends with the host. A defect ends the process with code 1, so that the host starts a
 * fresh one: an engine in an unknown state must not go on writing.
 */
export async function hostEngine(
  create: (options: EngineOptions) => Promise<Engine>,
  parent: ParentLink,
  own: OwnProcess = process,
  log: Log = logToStderr,
): Promise<void> {
  own.on('uncaughtException', (error) => {
    log('error', `The engine failed: ${error.message}`, { stack: error.stack });
    own.exit(1);
  });
  // Ctrl-C in a terminal reaches every process of the group; the host decides when the engine ends.
  own.on('SIGINT', () => {});
  const settings = engineSettings.parse(JSON.parse(own.env[settingsVariable] ?? '{}'));
  const starting = create({ ...settings, log, background: true });
  parent.onStop(() => {
    starting
      .then((engine) => engine.close())
      .then(
        () => own.exit(0),
        (error: unknown) => {
          log('error', `The engine did not close cleanly: ${String(error)}`);
          own.exit(1);
        },
      );
  });
  const engine = await starting;
  parent.onPort((port) => engine.serve(port));
  parent.report({ report: 'ready' });
  await reportWorkspace(engine, (report) => parent.report(report));
}

/** Keeps the host informed of the open folder. A failed or unfinished open changes nothing: a restart tries it again. */
async function reportWorkspace(engine: Engine, report: (message: EngineReport) => void): Promise<void> {
  for await (const change of await engine.client.changes.watch()) {
    if (change.topics.length > 0 && !change.topics.includes('workspace')) continue;
    const state = await engine.client.workspace.state();
    if (state.state === 'open') report({ report: 'workspace', dir: state.dir });
    if (state.state === 'closed') report({ report: 'workspace', dir: null });
  }
}
