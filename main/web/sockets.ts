import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeCodes, socketPath } from '../../engine/contract/bridge.ts';
import { securityHeaders } from '../csp.ts';
import type { VirtualPort } from '../virtual-ports.ts';
import { HttpProblem, problemBody } from './problem.ts';

/** The largest frame a page may send: a part of a staged file and what goes with it. */
export const frameLimit = 4 * 1024 * 1024;

/** A page that reads nothing while this much waits for it is cut off, lest it fill the host's memory. */
const backlogLimit = 64 * 1024 * 1024;

export interface SocketOptions {
  /** Throws an HttpProblem for a request that may not have a socket. */
  check(request: IncomingMessage): void;
  /** A connection to the engine; may wait while the engine starts, and throws while there is none. */
  connect(): Promise<VirtualPort>;
}

export interface AcceptedSockets {
  closeAll(code: number): void;
  /** For peers that do not answer a close. */
  terminateAll(): void;
}

/** Takes over the server's upgrades: each accepted socket becomes a connection to the engine. */
export function acceptSockets(server: Server, options: SocketOptions): AcceptedSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameLimit, perMessageDeflate: false });
  server.on('upgrade', (request, stream, head) => {
    // A peer that goes away during the handshake is no error of ours.
    stream.on('error', () => stream.destroy());
    upgrade(request, stream, options).then(
      (port) => sockets.handleUpgrade(request, stream, head, (socket) => pump(socket, port)),
      (error: unknown) => refuse(stream, error),
    );
  });
  return {
    closeAll: (code) => {
      for (const socket of sockets.clients) socket.close(code);
    },
    terminateAll: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

async function upgrade(request: IncomingMessage, stream: Duplex, options: SocketOptions): Promise<VirtualPort> {
  options.check(request);
  if (new URL(request.url ?? '/', 'http://steward').pathname !== socketPath) {
    throw new HttpProblem('NOT_FOUND', 'There is no socket here.');
  }
  const port = await options.connect();
  if (stream.destroyed) port.close();
  return port;
}

/** Both sides speak oRPC's frames already; what is left is to carry them and to slow down when a side is behind. */
function pump(socket: WebSocket, port: VirtualPort): void {
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const canTakeMore = port.write(isBinary ? data : data.toString('utf8'), () => socket.resume());
    if (!canTakeMore) socket.pause();
  });
  socket.on('close', () => port.close());
  // Broken frames and resets end the socket; 'close' follows and is what counts.
  socket.on('error', () => socket.terminate());
  port.on('message', (event) => {
    if (!event || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > backlogLimit) socket.terminate();
    else socket.send(event.data, { binary: typeof event.data !== 'string' });
  });
  port.on('close', () => {
    if (socket.readyState === socket.OPEN) socket.close(closeCodes.engineLost);
  });
}

/** An upgrade has no response object, so that the refusal is written by hand. */
function refuse(stream: Duplex, error: unknown): void {
  const problem = error instanceof HttpProblem ? error : new HttpProblem('INTERNAL', 'The socket was not opened.');
  const body = problemBody(problem.code, problem.message, problem.detail);
  const headers = {
    ...securityHeaders,
    Connection: 'close',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  stream.end([`HTTP/1.1 ${problem.status} Refused`, ...lines, '', body].join('\r\n'));
}
