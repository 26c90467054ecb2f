import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { behaviour } from '../../../catalog/demo/plan.ts';
import { rankerSettings } from '../../../contract/index.ts';
import { temporaryFolder } from '../../../testing/store.ts';
import { rankingDemo } from '../demo-fixtures.ts';
import { readRanker } from '../files.ts';
import { fitInWorld } from './learning.ts';
import type { RankerWorld } from './world.ts';

const day = 86_400_000;
let world: RankerWorld;
let now: number;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
  folder = temporaryFolder();
  const { data, impressions } = rankingDemo({ posts: 200, users: 200, interactions: 6000, seed: 4 });
  const { interactions, ...rest } = data.catalog;
  world = {
    ...rest,
    interactions,
    userRows: Int32Array.from({ length: interactions.users.size }, (_, row) => row),
    itemRows: Int32Array.from({ length: interactions.items.size }, (_, row) => row),
    kinds: interactions.kinds.ids,
    publishedAt: data.publishedAt ?? null,
    impressions,
  };
  now = impressions.time.reduce((latest, time) => Math.max(latest, time), 0) + 2 * day;
});
afterAll(() => folder.remove());

const settings = rankerSettings.parse({ kind: 'lr', epochs: 1, positives: ['view'] });

test('what was logged is learnt from, corrected for places, and the card says so', async () => {
  const file = join(folder.dir, 'shown');
  const { card } = await fitInWorld({ world, settings, now, file }, quietly(new AbortController()));
  expect(card.learnt!.source).toBe('impressions');
  const propensities = card.learnt!.propensities!;
  for (const [place, share] of propensities.entries()) {
    expect(Math.abs(share - (place + 1) ** -behaviour.positionDecay), `place ${place + 1}`).toBeLessThan(0.1);
  }
  expect((await readRanker(file)).card).toEqual(card);
  const plain = await fitInWorld(
    { world, settings: { ...settings, positions: false }, now, file },
    quietly(new AbortController()),
  );
  expect(plain.card.learnt!.propensities).toBeNull();
  expect(plain.card.dataHash).not.toBe(card.dataHash);
});

test('a cancel ends the work while features are made and while it learns, and leaves no file', async () => {
  const file = join(folder.dir, 'cancelled');
  for (const isLearning of [false, true]) {
    const stop = new AbortController();
    const work = fitInWorld(
      { world, settings, now, file },
      {
        signal: stop.signal,
        onProgress: ({ loss }) => {
          if ((loss !== undefined) === isLearning) stop.abort();
        },
      },
    );
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(file)).toBe(false);
  }
});

test('a day that is not over yet is not learnt from', async () => {
  const early = world.impressions.time.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
  const input = {
    world,
    settings: { ...settings, labels: 'impressions' as const },
    now: early,
    file: join(folder.dir, 'x'),
  };
  await expect(fitInWorld(input, quietly(new AbortController()))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    place: { field: 'labels' },
  });
});

function quietly({ signal }: AbortController) {
  return { signal, onProgress: () => undefined };
}
