import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAfter, reconcile, takeFresh } from './reconcile.ts';
import { jobRow } from './testing.ts';

const rows = (...ids: number[]) => ids.map((id) => jobRow(id));
const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);
const none = new Set<number>();

describe('reconcile', () => {
  it('takes the first page as it is', () => {
    const { rows: shown, fresh } = reconcile([], rows(3, 1, 2), 3, none);
    expect(ids(shown)).toEqual([3, 1, 2]);
    expect(fresh).toBe(0);
  });

  it('counts arrivals that would push in between, and shows none of them', () => {
    const { rows: shown, fresh } = reconcile(rows(1, 2, 3), rows(9, 1, 8, 2, 3), 5, none);
    expect(ids(shown)).toEqual([1, 2, 3]);
    expect(fresh).toBe(2);
  });

  it('appends what comes after the shown end, where nothing can jump', () => {
    const { rows: shown, fresh } = reconcile(rows(1, 2), rows(1, 2, 3), 3, none);
    expect(ids(shown)).toEqual([1, 2, 3]);
    expect(fresh).toBe(0);
  });

  it('lets go of rows that are gone, and believes those beyond the page', () => {
    expect(ids(reconcile(rows(1, 2, 3), rows(1, 3), 2, none).rows)).toEqual([1, 3]);
    expect(ids(reconcile(rows(1, 2, 3, 4, 5), rows(1, 3), 4, none).rows)).toEqual([1, 3, 4, 5]);
  });

  it('refreshes rows in place', () => {
    const [row] = reconcile(rows(1), [jobRow(1, { reports: 4 })], 1, none).rows;
    expect(row?.reports).toBe(4);
  });

  it('never shows what this window has just decided, even from an older page', () => {
    const { rows: shown, fresh } = reconcile(rows(1, 2), rows(1, 2), 2, new Set([1]));
    expect(ids(shown)).toEqual([2]);
    expect(fresh).toBe(0);
  });

  it('keeps the order of what stays, for any pages', () => {
    const list = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
    fc.assert(
      fc.property(list, list, fc.nat(10), (shown, head, beyond) => {
        const { rows: after } = reconcile(rows(...shown), rows(...head), head.length + beyond, none);
        const kept = ids(after).filter((id) => shown.includes(id));
        expect(shown.filter((id) => kept.includes(id)).slice(0, kept.length)).toEqual(kept);
        expect(new Set(ids(after)).size).toBe(after.length);
      }),
    );
  });
});

describe('takeFresh', () => {
  it('puts new rows at their places and keeps what lies beyond the page', () => {
    expect(ids(takeFresh(rows(1, 2, 3, 4), rows(9, 1, 2), none))).toEqual([9, 1, 2, 3, 4]);
  });
});

describe('nextAfter', () => {
  it('is the row below, else the one above, else none', () => {
    expect(nextAfter(rows(1, 2, 3), 2)?.id).toBe(3);
    expect(nextAfter(rows(1, 2, 3), 3)?.id).toBe(2);
    expect(nextAfter(rows(1), 1)).toBeNull();
  });

  it('prefers one that nobody else has open', () => {
    expect(nextAfter([jobRow(1), jobRow(2, { heldBy: 'ben' }), jobRow(3)], 1)?.id).toBe(3);
  });
});
