import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { closeCodes, portMessage, type StewardBridge, socketPath } from '../../engine/contract/bridge.ts';
import type { CloseReason, OpenLink, Transport } from './connection.ts';

declare global {
  interface Window {
    readonly steward?: StewardBridge;
  }
}

/** The way to the engine that fits where the workbench runs. */
export function transportFor(target: Window): Transport {
  return target.steward ? portTransport(target, target.steward) : socketTransport(target.location);
}

/** The desktop app: main hands over a port that leads straight to the engine's process. */
export function portTransport(target: Window, bridge: StewardBridge): Transport {
  return {
    async open(signal) {
      const port = await receivePort(target, bridge, signal);
      const { promise: closed, resolve } = Promise.withResolvers<CloseReason>();
      const off = bridge.onEngine((event) => {
        if (event === 'lost') finish();
      });
      const finish = () => {
        off();
        // oRPC lets go of its pending calls on 'close', which a port does not fire for its own side.
        port.dispatchEvent(new Event('close'));
        port.close();
        resolve('lost');
      };
      port.addEventListener('close', () => resolve('lost'));
      const link = new PortLink({ port });
      port.start();
      return { link, closed, close: finish };
    },
    onReady: (listener) =>
      bridge.onEngine((event) => {
        if (event === 'ready') listener();
      }),
  };
}

function receivePort(target: Window, bridge: StewardBridge, signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const onMessage = (event: MessageEvent) => {
      if (event.source !== target || event.data !== portMessage) return;
      const [port] = event.ports;
      if (!port) return;
      target.removeEventListener('message', onMessage);
      resolve(port);
    };
    target.addEventListener('message', onMessage);
    signal.addEventListener('abort', () => {
      target.removeEventListener('message', onMessage);
      reject(signal.reason);
    });
    bridge.requestPort();
  });
}

/** A browser: a WebSocket of the page's own origin; the session's cookie signs it in. */
export function socketTransport(location: Location): Transport {
  return {
    open(signal) {
      return new Promise<OpenLink>((resolve, reject) => {
        const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
        const socket = new WebSocket(`${scheme}://${location.host}${socketPath}`);
        // As an array buffer a message is handled at once; a Blob is read asynchronously and could change the order.
        socket.binaryType = 'arraybuffer';
        const { promise: closed, resolve: close } = Promise.withResolvers<CloseReason>();
        const link = new SocketLink({ websocket: socket });
        socket.addEventListener('open', () => resolve({ link, closed, close: () => socket.close() }));
        socket.addEventListener('close', (event) => {
          const reason = event.code === closeCodes.unauthorised ? 'unauthorised' : 'lost';
          close(reason);
          reject(reason);
        });
        signal.addEventListener('abort', () => {
          if (socket.readyState === WebSocket.CONNECTING) socket.close();
        });
      });
    },
  };
}
