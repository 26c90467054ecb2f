import { expect, it } from 'vitest';
import { thinned } from './curve.ts';
import { TrainingFeed } from './training-feed.ts';

const curveOf = (n: number) => Array.from({ length: n }, (_, at) => ({ done: at + 1, loss: 1 / (at + 1) }));

it('a curve is thinned evenly, with its first and its last point', () => {
  expect(thinned(curveOf(7), 7)).toEqual(curveOf(7));
  expect(thinned(curveOf(9), 3).map(({ done }) => done)).toEqual([1, 5, 9]);
  const long = thinned(curveOf(10_001));
  expect(long).toHaveLength(500);
  expect([long[0]!.done, long.at(-1)!.done]).toEqual([1, 10_001]);
});

it('a training is told with its whole curve at each change, then the next one, until the job ends', async () => {
  const feed = new TrainingFeed();
  let isRunning = true;
  const told = feed.watch(1, () => isRunning);
  const points = curveOf(3);
  const first = feed.begin(1, 'mf');
  const step = { stage: 'fit', total: 3, unit: 'epochs' } as const;
  first.tell({ ...step, done: 1, points: points.slice(0, 1) });
  expect((await told.next()).value).toEqual({
    model: 'mf',
    done: 1,
    total: 3,
    unit: 'epochs',
    curve: points.slice(0, 1),
  });
  first.tell({ ...step, done: 3, points: points.slice(1) });
  const second = feed.begin(1, 'ease');
  expect((await told.next()).value).toMatchObject({ model: 'mf', done: 3, curve: points });
  expect((await told.next()).value).toMatchObject({ model: 'ease', curve: [] });
  second.tell({ stage: 'fit', done: 9, total: 9, unit: 'items', points: [] });
  feed.end(1);
  isRunning = false;
  expect((await told.next()).value).toMatchObject({ model: 'ease', done: 9 });
  expect((await told.next()).done).toBe(true);
  expect(first.stored()).toEqual({ curve: points, curveUnit: 'epochs' });
  expect(second.stored()).toEqual({ curve: [], curveUnit: '' });
  expect((await feed.watch(2, () => false).next()).done).toBe(true);
});
