import type { ClientContext, ClientLink } from '@orpc/client';
import { afterEach, describe, expect, it } from 'vitest';
import {
  backoff,
  type CloseReason,
  Connection,
  ConnectionLostError,
  type OpenLink,
  type Transport,
} from './connection.ts';

/** A transport whose links a test opens, answers and breaks by hand. */
function doubleTransport() {
  const opened: { close: (reason: CloseReason) => void; link: ClientLink<ClientContext> }[] = [];
  let failures = 0;
  const transport: Transport = {
    async open() {
      if (failures > 0) {
        failures -= 1;
        throw new Error('refused');
      }
      const { promise: closed, resolve } = Promise.withResolvers<CloseReason>();
      const link: ClientLink<ClientContext> = {
        call: async (path) => (path[0] === 'hang' ? new Promise(() => undefined) : path.join('.')),
      };
      opened.push({ close: resolve, link });
      return { link, closed, close: () => resolve('lost') } satisfies OpenLink;
    },
  };
  return {
    transport,
    opened,
    failNext: (times: number) => {
      failures = times;
    },
  };
}

function until(connection: Connection, phase: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (connection.getState().phase !== phase) return;
      off();
      resolve();
    };
    const off = connection.subscribe(look);
    look();
  });
}

const running: Connection[] = [];
function start(double: ReturnType<typeof doubleTransport>): Connection {
  let instance = 0;
  const connection = new Connection({
    transport: double.transport,
    identify: async () => `engine-${++instance}`,
    wait: async () => undefined,
  });
  running.push(connection);
  void connection.run();
  return connection;
}
afterEach(() => {
  for (const connection of running.splice(0)) connection.stop();
});

describe('Connection', () => {
  it('is ready once the engine said who it is, and carries calls then', async () => {
    const connection = start(doubleTransport());
    expect(connection.getState()).toEqual({ phase: 'connecting' });
    await expect(connection.call(['early'], undefined, { context: {} })).rejects.toThrow(ConnectionLostError);
    await until(connection, 'ready');
    expect(connection.getState()).toEqual({ phase: 'ready', instance: 'engine-1' });
    await expect(connection.call(['review', 'item'], undefined, { context: {} })).resolves.toBe('review.item');
  });

  it('rejects what is under way when the engine goes, and comes back by itself with another instance', async () => {
    const double = doubleTransport();
    const connection = start(double);
    await until(connection, 'ready');
    const pending = connection.call(['hang'], undefined, { context: {} });
    const phases: string[] = [];
    connection.subscribe(() => phases.push(connection.getState().phase));
    double.failNext(2);
    double.opened[0]?.close('lost');
    await expect(pending).rejects.toThrow(ConnectionLostError);
    await until(connection, 'ready');
    expect(phases).toEqual(['lost', 'lost', 'lost', 'ready']);
    expect(connection.getState()).toEqual({ phase: 'ready', instance: 'engine-2' });
    await expect(connection.call(['again'], undefined, { context: {} })).resolves.toBe('again');
  });

  it('stops trying where the session is not signed in', async () => {
    const double = doubleTransport();
    const connection = start(double);
    await until(connection, 'ready');
    double.opened[0]?.close('unauthorised');
    await until(connection, 'unauthorised');
    expect(double.opened).toHaveLength(1);
  });

  it('waits longer after each failure, up to three seconds', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map(backoff);
    expect(waits).toEqual([150, 300, 600, 1200, 2400, 3000, 3000]);
  });
});
