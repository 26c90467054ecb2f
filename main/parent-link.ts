import type { SupportedMessagePort } from '@orpc/client/message-port';
import { type EngineReport, isStopRequest } from './engine-messages.ts';
import { PortHub } from './virtual-ports.ts';

/** The engine's process as it sees its host: where connections come from and where reports go. */
export interface ParentLink {
  report(report: EngineReport): void;
  /** Called for each connection that the host hands over, those that came before included. */
  onPort(accept: (port: SupportedMessagePort) => void): void;
  /** The host asks for the end, or is gone itself; told once. */
  onStop(listener: () => void): void;
}

/** The part of Electron's MessagePortMain that is used here; engine-process.ts must not know Electron. */
type TransferredPort = SupportedMessagePort & { start(): void };

/** The part of Electron's `process.parentPort` that is used here. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: TransferredPort[] }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The part of a process started by `child_process.fork` that is used here. */
export interface ForkedProcess {
  send?: NodeJS.Process['send'];
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** Under Electron: each window's port arrives with a message. The process ends with the app by itself. */
export function utilityLink(parentPort: ParentPort): ParentLink {
  const waiting: TransferredPort[] = [];
  let accept = (port: TransferredPort): unknown => waiting.push(port);
  const stopListeners: (() => void)[] = [];
  parentPort.on('message', ({ data, ports }) => {
    if (isStopRequest(data)) for (const listener of stopListeners.splice(0)) listener();
    for (const port of ports) accept(port);
  });
  return {
    report: (report) => parentPort.postMessage(report),
    onPort: (serve) => {
      accept = (port) => {
        serve(port);
        port.start();
      };
      for (const port of waiting.splice(0)) accept(port);
    },
    onStop: (listener) => stopListeners.push(listener),
  };
}

/** Under Node: many virtual ports share the pipe to the parent. A closed pipe means that the parent is gone. */
export function forkLink(own: ForkedProcess): ParentLink {
  const send = (message: object, sent: () => void): boolean => own.send?.(message, undefined, {}, sent) ?? true;
  let accept: ((port: SupportedMessagePort) => void) | null = null;
  const hub = new PortHub(send, (port) => accept?.(port));
  return {
    report: (report) => {
      send(report, () => {});
    },
    onPort: (serve) => {
      accept = serve;
      own.on('message', (message) => hub.receive(message));
    },
    onStop: (listener) => {
      let isTold = false;
      const tell = (): void => {
        if (!isTold) listener();
        isTold = true;
      };
      own.on('message', (message) => {
        if (isStopRequest(message)) tell();
      });
      own.on('disconnect', () => {
        hub.closeAll();
        tell();
      });
    },
  };
}

/** The link to whichever host started this process. */
export function parentLink(): ParentLink {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort ? utilityLink(parentPort) : forkLink(process);
}
