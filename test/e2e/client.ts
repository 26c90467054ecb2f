import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { EngineClient } from '../../main/engine-client.ts';
import type { LoopbackHost } from '../../main/web/host.ts';

/** A client of the engine that a page is working with, as a second window has one. */
export async function connectTo(host: LoopbackHost): Promise<{ client: EngineClient; close(): void }> {
  const visit = await fetch(host.freshUrl(), { redirect: 'manual' });
  const cookie = visit.headers.get('set-cookie')?.split(';')[0] ?? '';
  const origin = `http://127.0.0.1:${host.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/socket`, { headers: { Cookie: cookie, Origin: origin } });
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  return { client: createORPCClient<EngineClient>(link), close: () => socket.close() };
}
