import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { endOf, itemName, ModelBench, userName } from '../../testing/models.ts';

type Client = Engine['client'];
const users = 24;
const later = Date.UTC(2026, 0, 1);
let bench: ModelBench;
let client: Client;

beforeAll(async () => {
  bench = new ModelBench();
  await bench.plant({ users, items: 30 });
  client = await bench.between(async ({ catalog }) => {
    // What each does next: two items that are like what they had.
    const rows = Array.from({ length: 2 * users }, (_, at) => ({
      user: userName(at % users),
      item: itemName(((at % users) % 3) + 3 * (Math.floor(at / users) + 4)),
      kind: 'rating',
      value: 5,
      at: later + at,
    }));
    await catalog.add(rows, () => 'explicit');
  });
  const fit = await client.models.fit({ algorithm: 'ease', slot: 'default', rule: 'any', activate: true });
  expect((await endOf(client, fit)).state).toBe('done');
});
afterAll(() => bench.remove());

async function calibrate() {
  const share = (2 * users) / (await client.catalog.summary()).interactions;
  const job = await endOf(client, await client.feeds.calibrate({ share }));
  expect(job).toMatchObject({ state: 'done', error: null });
  return (await client.feeds.calibrations()).find((one) => one.job === job.id)!;
}

it('holds what sources brought before the cutoff against what people did then, the same each time', async () => {
  const made = await calibrate();
  expect(made).toMatchObject({ slot: 'default', split: 'time', cutoff: later, rule: 'any', behind: [] });
  expect(made.model).toMatchObject({ algorithm: 'ease', rule: 'any' });
  const popular = made.sources.find(({ source }) => source === 'popular')!;
  // It brings all items that a user has not had; those that the user met next are right.
  expect(popular.right).toBe(made.sources.find(({ source }) => source === 'factors')!.right);
  for (const { candidates, right, values } of made.sources) {
    expect(right).toBeLessThan(candidates);
    expect(values.every(Number.isFinite)).toBe(true);
  }
  const again = await calibrate();
  expect(again.id).toBeGreaterThan(made.id);
  expect(again.sources).toEqual(made.sources);
  expect(await client.feeds.calibrations()).toHaveLength(1);
});

it('is used by feeds that merge by score, and says what has become other', async () => {
  const made = await calibrate();
  const config = { ...(await client.feeds.configs()).find(({ name }) => name === 'default')!, merge: 'score' as const };
  const used = async () => {
    const { versions, fallbacks } = await client.feeds.preview({ for: { user: userName(2) }, config });
    return { calibration: versions.calibration, fallbacks };
  };
  expect(await used()).toMatchObject({ calibration: made.id });
  await endOf(client, await client.models.fit({ algorithm: 'itemknn', slot: 'default', rule: 'any', activate: true }));
  const [behind] = await client.feeds.calibrations();
  expect(behind!.behind).toEqual(['model']);
  expect(await used()).toMatchObject({
    calibration: null,
    fallbacks: [expect.stringContaining('with another model')],
  });
});

it('is made within a measurement of what was before its cutoff, whatever is stored', async () => {
  const before = await client.feeds.calibrations();
  const job = await client.feeds.measure({ configs: ['default'], merge: ['rank', 'score'], k: 5, share: 0.2 });
  expect(await endOf(client, job)).toMatchObject({ state: 'done', error: null });
  const [measured] = await client.feeds.measured({ limit: 1 });
  expect(measured!.feeds.map(({ name, config, version, behind }) => [name, config, version, behind])).toEqual([
    ['default', 'default', 0, []],
    ['default, merged by score', 'default', 0, ['configuration']],
    ['model alone (default)', null, 0, []],
  ]);
  expect(await client.feeds.calibrations()).toEqual(before);
});
