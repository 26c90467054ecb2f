import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import type { WebSocket } from 'ws';
import { connectClient, type EngineClient } from '../../main/engine-client.ts';
import { LoopbackKit } from './loopback-kit.ts';
import { createStandInEngine } from './stand-in-engine.ts';

/** One way to reach an engine, as the contract test uses it. */
export interface Connection {
  client: EngineClient;
  close(): Promise<void>;
}

/** A connection to an engine that can be killed. */
export interface CrashableConnection extends Connection {
  /** Kills the engine and comes back with a client of the next one. */
  crash(): Promise<{ closeCode: number; client: EngineClient }>;
}

/** As in the desktop app: a MessagePort that is handed over, then nobody stands between. */
export async function overMessagePort(): Promise<Connection> {
  const engine = await createStandInEngine();
  const { port1, port2 } = new MessageChannel();
  engine.serve(asPort(port2));
  port2.start();
  const client = connectClient(asPort(port1));
  port1.start();
  return {
    client,
    close: async () => {
      port1.close();
      await engine.close();
    },
  };
}

/** As in the browser: a WebSocket to a real loopback host with the engine in a child process. */
export async function overWebSocket(): Promise<CrashableConnection> {
  const kit = await LoopbackKit.start();
  const first = await kit.connect();
  return {
    client: first.client,
    crash: async () => {
      const lost = closed(first.socket);
      const { pid } = await first.client.engine.about();
      process.kill(pid, 'SIGKILL');
      const code = await lost;
      await kit.waitFor('ready');
      return { closeCode: code, client: (await kit.connect()).client };
    },
    close: () => kit.close(),
  };
}

/** As in the command line and in tests: the engine in the same process. */
export async function inProcess(): Promise<Connection> {
  const engine = await createStandInEngine();
  return { client: engine.client, close: () => engine.close() };
}

/** A folder that exists nowhere: the stand-in opens anything. */
export const workspaceDir = join('/', 'workspaces', 'one');

function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Node's port has what oRPC uses of the browser's; only the declared types differ. */
function asPort(port: MessagePort): SupportedMessagePort {
  return port as unknown as SupportedMessagePort;
}
