import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { connectClient, type EngineClient } from '../../main/engine-client.ts';
import { enginePaths, repositoryRoot } from '../../main/paths.ts';
import { LoopbackKit } from './loopback-kit.ts';
import { createStandInEngine } from './stand-in-engine.ts';

/** The engine as it is, or the stand-in that can be looked into. */
export type EngineKind = 'real' | 'stand-in';

/** One way to reach an engine, as the contract test uses it. */
export interface Connection {
  client: EngineClient;
  /** A folder of this connection's own. */
  folder: string;
  close(): Promise<void>;
}

/** As in the desktop app: a MessagePort that is handed over, then nobody stands between. */
async function overMessagePort(kind: EngineKind): Promise<Connection> {
  const { engine, folder } = await makeEngine(kind);
  const { port1, port2 } = new MessageChannel();
  engine.serve(asPort(port2));
  port2.start();
  const client = connectClient(asPort(port1));
  port1.start();
  return {
    client,
    folder,
    close: async () => {
      port1.close();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** As in the browser: a WebSocket to a real loopback host with the engine in a child process. */
async function overWebSocket(kind: EngineKind): Promise<Connection> {
  const kit = await startKit(kind);
  const { client } = await kit.connect();
  return { client, folder: kit.folder, close: () => kit.close() };
}

/** As in the command line and in tests: the engine in the same process. */
async function inProcess(kind: EngineKind): Promise<Connection> {
  const { engine, folder } = await makeEngine(kind);
  return {
    client: engine.client,
    folder,
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The three connections, by the name that a test report shows. */
export const connections = {
  'a MessagePort': overMessagePort,
  'a WebSocket': overWebSocket,
  'the same process': inProcess,
};

/** A loopback host over either engine. */
export async function startKit(kind: EngineKind): Promise<LoopbackKit> {
  if (kind === 'stand-in') return LoopbackKit.start();
  return LoopbackKit.start({ engineEntry: new URL('../../main/engine-process.ts', import.meta.url) });
}

async function makeEngine(kind: EngineKind): Promise<{ engine: Engine; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-contract-'));
  const paths = enginePaths(repositoryRoot, join(folder, 'config'));
  return { folder, engine: kind === 'real' ? await createEngine({ paths }) : await createStandInEngine() };
}

/** Node's port has what oRPC uses of the browser's; only the declared types differ. */
function asPort(port: MessagePort): SupportedMessagePort {
  return port as unknown as SupportedMessagePort;
}
