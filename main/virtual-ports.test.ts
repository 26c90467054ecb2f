import { describe, expect, it, vi } from 'vitest';
import { type Frame, PortHub, type VirtualPort } from './virtual-ports.ts';

/** Two hubs joined by a pipe that delivers at once. */
function joined(): { host: PortHub; accepted: VirtualPort[] } {
  const accepted: VirtualPort[] = [];
  const host: PortHub = new PortHub((message) => {
    engine.receive(message);
    return true;
  });
  const engine = new PortHub(
    (message) => {
      host.receive(message);
      return true;
    },
    (port) => accepted.push(port),
  );
  return { host, accepted };
}

function frames(port: VirtualPort | undefined): Frame[] {
  const seen: Frame[] = [];
  port?.on('message', (event) => event && seen.push(event.data));
  return seen;
}

describe('PortHub', () => {
  it('keeps connections apart, in both directions', () => {
    const { host, accepted } = joined();
    const [one, two] = [host.open(), host.open()];
    one.postMessage('to the first');
    two.postMessage(new Uint8Array([1, 2]));
    expect(accepted).toHaveLength(2);
    expect(frames(accepted[0])).toEqual(['to the first']);
    expect(frames(accepted[1])).toEqual([new Uint8Array([1, 2])]);
    const back = frames(two);
    accepted[1]?.postMessage('back');
    expect(back).toEqual(['back']);
    expect(frames(one)).toEqual([]);
  });

  it('tells the other end of a close, once, and drops what comes after', () => {
    const { host, accepted } = joined();
    const port = host.open();
    port.postMessage('hello');
    const closed = vi.fn();
    accepted[0]?.on('close', closed);
    port.close();
    port.close();
    port.postMessage('too late');
    expect(closed).toHaveBeenCalledOnce();
    expect(accepted).toHaveLength(1);
  });

  it('does not take a late frame of a closed port for a new port', () => {
    const accepted: VirtualPort[] = [];
    const engine = new PortHub(
      () => true,
      (port) => accepted.push(port),
    );
    engine.receive({ port: 1, data: 'a' });
    engine.receive({ port: 1, closed: true });
    engine.receive({ port: 1, data: 'late' });
    engine.receive('no message of ours');
    expect(accepted).toHaveLength(1);
  });

  it('closes every port when the pipe breaks', () => {
    const { host } = joined();
    const closed = vi.fn();
    host.open().on('close', closed);
    host.open().on('close', closed);
    host.closeAll();
    expect(closed).toHaveBeenCalledTimes(2);
  });

  it('passes on that the pipe is full', () => {
    const sent: (() => void)[] = [];
    const port = new PortHub((_message, onSent) => {
      sent.push(onSent);
      return false;
    }).open();
    const resume = vi.fn();
    expect(port.write('a large frame', resume)).toBe(false);
    expect(resume).not.toHaveBeenCalled();
    sent[0]?.();
    expect(resume).toHaveBeenCalledOnce();
  });
});
