import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineReport } from './engine-messages.ts';
import { type EngineProcess, type EngineState, EngineSupervisor } from './engine-supervisor.ts';

class FakeProcess implements EngineProcess {
  readonly openAtStart: string | undefined;
  report: (report: EngineReport) => void = () => {};
  exit: (how: string) => void = () => {};
  stop = vi.fn();
  kill = vi.fn(() => this.exit('SIGKILL'));

  constructor(openAtStart: string | undefined) {
    this.openAtStart = openAtStart;
  }

  onReport(listener: (report: EngineReport) => void): void {
    this.report = listener;
  }

  onExit(listener: (how: string) => void): void {
    this.exit = listener;
  }
}

let started: FakeProcess[];
let states: EngineState[];
let supervisor: EngineSupervisor<FakeProcess>;
const newest = (): FakeProcess => started.at(-1) as FakeProcess;

beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  states = [];
  supervisor = new EngineSupervisor({
    openAtStart: '/first',
    start: (openAtStart) => {
      started.push(new FakeProcess(openAtStart));
      return newest();
    },
    onState: (state) => states.push(state),
    log: () => {},
  });
  supervisor.start();
});
afterEach(() => vi.useRealTimers());

describe('EngineSupervisor', () => {
  it('hands out the engine from the moment it is ready', () => {
    expect(supervisor.engine).toBeNull();
    expect(newest().openAtStart).toBe('/first');
    newest().report({ report: 'ready' });
    expect(supervisor.engine).toBe(newest());
    expect(states).toEqual(['starting', 'ready']);
  });

  it('starts a crashed engine again with the workspace that was open', () => {
    newest().report({ report: 'ready' });
    newest().report({ report: 'workspace', dir: '/second' });
    newest().exit('SIGKILL');
    expect(supervisor.engine).toBeNull();
    vi.advanceTimersByTime(100);
    expect(started).toHaveLength(2);
    expect(newest().openAtStart).toBe('/second');
    newest().report({ report: 'ready' });
    expect(states).toEqual(['starting', 'ready', 'restarting', 'ready']);
  });

  it('opens nothing after a person closed the workspace', () => {
    newest().report({ report: 'workspace', dir: null });
    newest().exit('code 1');
    vi.advanceTimersByTime(100);
    expect(newest().openAtStart).toBeUndefined();
  });

  it('waits longer after each crash and gives up after five within a minute', () => {
    for (const delay of [100, 200, 400, 800]) {
      newest().exit('code 1');
      const before = started.length;
      vi.advanceTimersByTime(delay - 1);
      expect(started).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(started).toHaveLength(before + 1);
    }
    newest().exit('code 1');
    expect(supervisor.state).toBe('failed');
    vi.advanceTimersByTime(60_000);
    expect(started).toHaveLength(5);
    supervisor.start();
    expect(started).toHaveLength(6);
    expect(supervisor.state).toBe('starting');
  });

  it('forgives crashes that are long ago', () => {
    for (let crash = 0; crash < 20; crash += 1) {
      newest().report({ report: 'ready' });
      vi.advanceTimersByTime(30_000);
      newest().exit('code 1');
      vi.advanceTimersByTime(5_000);
    }
    expect(supervisor.state).not.toBe('failed');
  });

  it('stops in order, and kills what does not end', async () => {
    newest().report({ report: 'ready' });
    const stopped = supervisor.stop(5_000);
    expect(newest().stop).toHaveBeenCalledOnce();
    expect(newest().kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5_000);
    expect(newest().kill).toHaveBeenCalledOnce();
    await stopped;
    vi.advanceTimersByTime(60_000);
    expect(started).toHaveLength(1);
    expect(supervisor.state).toBe('stopped');
  });

  it('stops at once while it waits for the next start', async () => {
    newest().exit('code 1');
    await supervisor.stop();
    vi.advanceTimersByTime(60_000);
    expect(started).toHaveLength(1);
  });
});
