import { expect, it } from 'vitest';
import { atOnce, inSlices, type Pieces } from './pace.ts';

function* waiting(milliseconds: number): Pieces<string> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) yield;
  return 'done';
}

it('gives the same at once and in slices', async () => {
  expect(atOnce(waiting(1))).toBe('done');
  expect(await inSlices(waiting(1))).toBe('done');
});

it('lets the event loop turn during work in slices', async () => {
  let turns = 0;
  const count = setInterval(() => turns++, 1);
  await inSlices(waiting(100));
  clearInterval(count);
  expect(turns).toBeGreaterThan(2);
});
