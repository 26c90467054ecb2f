import type { MessagePortMain } from 'electron';
import type { ElectronLike } from './desktop-electron.ts';
import { type EngineSettings, engineReport, settingsVariable, stopRequest } from './engine-messages.ts';
import type { EngineProcess } from './engine-supervisor.ts';

/** An engine in Electron's utility process, for the desktop app. */
export interface UtilityEngine extends EngineProcess {
  /** Hands over one end of a channel; the engine answers on it from then on. */
  connect(port: MessagePortMain): void;
}

/** Starts the engine's process. Electron must be ready. */
export function forkUtility(electron: ElectronLike, entry: string, settings: EngineSettings): UtilityEngine {
  const child = electron.utilityProcess.fork(entry, [], {
    serviceName: 'Steward engine',
    stdio: 'inherit',
    env: { ...process.env, [settingsVariable]: JSON.stringify(settings) },
  });
  return {
    connect: (port) => child.postMessage({ request: 'connect' }, [port]),
    onReport: (listener) => {
      child.on('message', (message) => {
        const report = engineReport.safeParse(message);
        if (report.success) listener(report.data);
      });
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener(`code ${code}`));
    },
    stop: () => child.postMessage(stopRequest),
    kill: () => {
      child.kill();
    },
  };
}
