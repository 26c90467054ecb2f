import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Queue, ReviewItem, Verdict } from '../../../engine/contract/review.ts';
import { Desk, type ReviewDeskClient } from './desk.ts';
import { jobRow } from './testing.ts';

const until = 0;

/** An engine's review desk in memory, with the rule that only the newest token of a job may decide it. */
function doubleClient() {
  const log: string[] = [];
  const tokens = new Map<number, string>();
  const done: { job: number; was: Verdict | 'skip' }[] = [];
  let failWith: ORPCError<string, unknown> | null = null;
  const close = (job: number, token: string, was: Verdict | 'skip') => {
    if (failWith) throw failWith;
    if (tokens.get(job) !== token) throw new ORPCError('STALE_LEASE');
    log.push(`${was} ${job}`);
    done.push({ job, was });
  };
  const client: ReviewDeskClient = {
    async lease({ job }) {
      const token = `token-${job}-${log.length}`;
      tokens.set(job, token);
      log.push(`lease ${job}`);
      return { token, until };
    },
    async renew({ job, token }) {
      log.push(`renew ${job}`);
      return { token, until };
    },
    async release({ job }) {
      tokens.delete(job);
      log.push(`release ${job}`);
    },
    async item({ job }) {
      return { job: jobRow(job) } as ReviewItem;
    },
    async decide({ job, token, verdict, policy }) {
      close(job, token, verdict);
      return { id: 1, content: '', job, verdict, source: 'person', by: 'ana', policy, note: '', at: 0, undone: false };
    },
    async skip({ job, token }) {
      close(job, token, 'skip');
    },
    async undo() {
      const last = done.pop();
      if (!last) throw new ORPCError('NOTHING_TO_UNDO');
      log.push(`undo ${last.job}`);
      return { ...last, queue: 'remove' as const };
    },
  };
  return {
    client,
    log,
    fail: (error: ORPCError<string, unknown> | null) => {
      failWith = error;
    },
  };
}

function setUp(places = new Map<Queue, number>()) {
  const double = doubleClient();
  const desk = new Desk(double.client, {
    holder: 'window',
    queue: 'remove',
    places: { get: (q) => places.get(q), set: (q, j) => places.set(q, j) },
  });
  desk.update([jobRow(1), jobRow(2), jobRow(3), jobRow(4)], 4);
  return { ...double, desk, places, shown: () => desk.getState().rows.map(({ id }) => id) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Desk', () => {
  it('opens the first row, leases it, and renews the lease every three minutes', async () => {
    const { desk, log } = setUp();
    expect(desk.getState().current?.id).toBe(1);
    await vi.advanceTimersByTimeAsync(6 * 60_000);
    expect(log).toEqual(['lease 1', 'renew 1', 'renew 1']);
  });

  it('comes back to the place that a queue was left at', () => {
    expect(setUp(new Map([['remove', 3]])).desk.getState().current?.id).toBe(3);
  });

  it('decides at once on the screen and in order behind it, however fast the keys come', async () => {
    const { desk, log, shown } = setUp();
    desk.decide('remove');
    desk.decide('keep');
    desk.decide('inform');
    expect(shown()).toEqual([4]);
    expect(desk.getState().current?.id).toBe(4);
    expect(desk.getState().status).toMatchObject({ text: 'Informed', canUndo: true, verdict: 'inform' });
    await settle();
    expect(log.filter((line) => !line.startsWith('lease'))).toEqual(['remove 1', 'keep 2', 'inform 3']);
    expect(log).not.toContain('release 1');
  });

  it('does not bring a decided post back when an older page arrives', async () => {
    const { desk, shown } = setUp();
    desk.decide('remove');
    desk.update([jobRow(1), jobRow(2), jobRow(3), jobRow(4)], 4);
    expect(shown()).toEqual([2, 3, 4]);
    await vi.advanceTimersByTimeAsync(3000);
    desk.update([jobRow(2), jobRow(3), jobRow(4)], 3);
    expect(shown()).toEqual([2, 3, 4]);
  });

  it('undoes after what is still being sent, and opens the post again where it was', async () => {
    const { desk, log, shown } = setUp();
    desk.decide('reduce');
    void desk.undo();
    await settle();
    expect(log.filter((line) => /^(reduce|undo)/.test(line))).toEqual(['reduce 1', 'undo 1']);
    expect(shown()).toEqual([1, 2, 3, 4]);
    expect(desk.getState().current?.id).toBe(1);
    desk.update([jobRow(2), jobRow(3), jobRow(4)], 3);
    expect(desk.getState().current?.id).toBe(1);
  });

  it('says so when there is nothing to undo', async () => {
    const { desk } = setUp();
    await desk.undo();
    expect(desk.getState().status?.text).toBe('Nothing to undo.');
  });

  it('moves on with a notice where somebody else was faster', async () => {
    const { desk, fail, shown } = setUp();
    fail(new ORPCError('STALE_LEASE'));
    desk.decide('remove');
    await settle();
    expect(shown()).toEqual([2, 3, 4]);
    expect(desk.getState().status?.tone).toBe('notice');
  });

  it('puts a post back where the decision did not reach the engine', async () => {
    const { desk, fail, shown } = setUp();
    fail(new ORPCError('INTERNAL', { message: 'The disk is full.' }));
    desk.decide('remove');
    await settle();
    expect(shown()).toEqual([1, 2, 3, 4]);
    expect(desk.getState().status?.text).toContain('The disk is full.');
  });

  it('notices when the open post was decided elsewhere, and opens another', () => {
    const { desk } = setUp();
    desk.update([jobRow(2), jobRow(3), jobRow(4)], 3);
    expect(desk.getState().current?.id).toBe(2);
    expect(desk.getState().status?.tone).toBe('notice');
  });

  it('leases only where somebody stops while moving through the list', async () => {
    const { desk, log } = setUp();
    await settle();
    desk.move(1);
    desk.move(1);
    desk.move(-1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(desk.getState().current?.id).toBe(2);
    expect(log).toEqual(['lease 1', 'release 1', 'lease 2']);
  });

  it('holds new arrivals back until they are asked for', () => {
    const { desk, shown } = setUp();
    desk.update([jobRow(9), jobRow(1), jobRow(2), jobRow(3), jobRow(4)], 5);
    expect(shown()).toEqual([1, 2, 3, 4]);
    expect(desk.getState().fresh).toBe(1);
    desk.takeFresh();
    expect(shown()).toEqual([9, 1, 2, 3, 4]);
    expect(desk.getState().current?.id).toBe(1);
  });

  it('gives the open post back when the panel is left, and leases anew after a restart', async () => {
    const { desk, log } = setUp();
    await settle();
    desk.resume();
    await settle();
    await desk.dispose();
    expect(log).toEqual(['lease 1', 'lease 1', 'release 1']);
  });
});
