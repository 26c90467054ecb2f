import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { WorkspaceState } from '../engine/contract/index.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import { hostEngine } from './engine-host.ts';
import { type EngineReport, type EngineSettings, settingsVariable, stopRequest } from './engine-messages.ts';
import { forkLink } from './parent-link.ts';

const settings: EngineSettings = { paths: { config: '/c', models: '/m', heads: [], lexicon: '/l' }, openAtStart: '/w' };

/** An engine whose workspace a test switches by hand. */
class FakeEngine {
  readonly changes = new EventEmitter();
  readonly close = vi.fn(async () => {});
  readonly serve = vi.fn();
  state: WorkspaceState = { state: 'closed' };

  become(state: WorkspaceState): void {
    this.state = state;
    this.changes.emit('change', ['workspace']);
  }

  get engine(): Engine {
    const watch = async function* (this: FakeEngine) {
      yield { topics: [], revision: 0 };
      for await (const [topics] of EventEmitter.on(this.changes, 'change')) yield { topics, revision: 1 };
    };
    const client = { changes: { watch: async () => watch.call(this) }, workspace: { state: async () => this.state } };
    return { client, serve: this.serve, close: this.close } as unknown as Engine;
  }
}

function host(create: (options: EngineOptions) => Promise<Engine>) {
  const own = Object.assign(new EventEmitter(), {
    env: { [settingsVariable]: JSON.stringify(settings) },
    exit: vi.fn(),
    sent: [] as EngineReport[],
    send: (message: EngineReport) => own.sent.push(message) > 0,
  });
  const log = vi.fn();
  const running = hostEngine(create, forkLink(own), own, log);
  return { own, log, running };
}

const open = (dir: string): WorkspaceState => ({
  state: 'open',
  dir,
  name: 'W',
  isDemo: false,
  createdAt: 0,
  schemaVersion: 1,
});

describe('hostEngine', () => {
  it('hands its settings to the engine, with work in the background on', async () => {
    const fake = new FakeEngine();
    const create = vi.fn(async () => fake.engine);
    host(create);
    expect(create).toHaveBeenCalledWith({ ...settings, log: expect.any(Function), background: true });
  });

  it('tells what is open; a failed open leaves the last word', async () => {
    const fake = new FakeEngine();
    const { own } = host(async () => fake.engine);
    await expect.poll(() => own.sent).toEqual([{ report: 'ready' }, { report: 'workspace', dir: null }]);
    fake.become(open('/two'));
    await expect.poll(() => own.sent.at(-1)).toEqual({ report: 'workspace', dir: '/two' });
    fake.become({ state: 'failed', dir: '/three', code: 'WORKSPACE_DAMAGED', message: '', advice: '' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(own.sent).toHaveLength(3);
  });

  it('closes the engine and exits when it is asked to, once', async () => {
    const fake = new FakeEngine();
    const { own } = host(async () => fake.engine);
    own.emit('message', stopRequest);
    own.emit('disconnect');
    await expect.poll(() => own.exit.mock.calls).toEqual([[0]]);
    expect(fake.close).toHaveBeenCalledOnce();
  });

  it('ends with its host, even while the engine is still starting', async () => {
    const fake = new FakeEngine();
    const { promise, resolve } = Promise.withResolvers<Engine>();
    const { own } = host(() => promise);
    own.emit('disconnect');
    expect(own.exit).not.toHaveBeenCalled();
    resolve(fake.engine);
    await expect.poll(() => own.exit.mock.calls).toEqual([[0]]);
  });

  it('exits with 1 where closing fails, and at any defect', async () => {
    const fake = new FakeEngine();
    fake.close.mockRejectedValue(new Error('busy'));
    const { own, log } = host(async () => fake.engine);
    own.emit('message', stopRequest);
    await expect.poll(() => own.exit.mock.calls).toEqual([[1]]);
    own.emit('uncaughtException', new Error('a defect'));
    expect(own.exit).toHaveBeenLastCalledWith(1);
    expect(log).toHaveBeenLastCalledWith('error', 'The engine failed: a defect', expect.anything());
  });
});
