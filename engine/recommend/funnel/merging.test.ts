import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CalibratedSource, Feed } from '../../contract/index.ts';
import { userName } from '../../testing/models.ts';
import { configWith, funnelBench } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeEach(async () => {
  bench = await funnelBench();
});
afterEach(() => bench.close());

const config = configWith({
  sources: [
    { id: 'popular', quota: 20 },
    { id: 'fresh', quota: 20 },
  ],
  merge: 'score',
  exploration: null,
});
const who = { user: userName(1) };
const mergedPart = ({ stages }: Feed) => stages[0]!.parts.find(({ name }) => name === 'merged')!;
/** Chance rises in a straight line from 0 at the first score to `most` at the second. */
const source = (id: CalibratedSource['source'], from: number, to: number, most: number): CalibratedSource => {
  return { source: id, candidates: 100, right: 10, kind: 'isotonic', values: [from, 0, to, most] };
};

/** Stores what the scores of sources are worth; without a model by default, as the bench has none. */
function calibrate(sources: CalibratedSource[], algorithm?: string): number {
  const model = algorithm === undefined ? null : { version: 1, algorithm, params: {}, rule: 'any', ruleVersion: 1 };
  const about = {
    job: null,
    slot: 'default',
    dataHash: 'h',
    split: 'time',
    cutoff: Date.UTC(2026, 0, 5),
    model,
  } as const;
  return bench.store.calibrations.add({ ...about, share: 0.1, users: 25, seed: 1, rule: 'any', sources });
}

test('where nothing was calibrated places count, which is said with what to start', async () => {
  const feed = await bench.funnel.preview({ for: who, config });
  const fallback = "Sources were not calibrated in 'default'. Candidates are merged by rank.";
  expect(feed.fallbacks).toContain(fallback);
  expect(mergedPart(feed)).toMatchObject({
    remedy: 'calibrate-sources',
    note: expect.stringMatching(/^By reciprocal/),
  });
  expect(feed.versions.calibration).toBeNull();
  const byRank = await bench.funnel.preview({ for: who, config: { ...config, merge: 'rank' } });
  expect(byRank.items.map(({ item, score }) => [item, score])).toEqual(
    feed.items.map(({ item, score }) => [item, score]),
  );
  expect(byRank.fallbacks).not.toContain(fallback);
});

test('a candidate has the chance that any of its sources is right, as a share of the best, and says each', async () => {
  const id = calibrate([source('popular', 0, 40, 0.5), source('fresh', -40, 0, 0.2)]);
  const feed = await bench.funnel.preview({ for: who, config });
  expect(feed.versions.calibration).toBe(id);
  expect(mergedPart(feed).note).toBe(
    'By calibrated score: the chance that a source is right, from 25 users and what came from 2026-01-05 on.',
  );
  const chances = feed.items.map(({ sources }) => {
    for (const { source: by, score, chance } of sources) {
      const expected = by === 'popular' ? (0.5 * score) / 40 : 0.2 * (1 + score / 40);
      expect(chance).toBeCloseTo(expected, 6);
    }
    return 1 - sources.reduce((missed, { chance }) => missed * (1 - chance!), 1);
  });
  const agreement = feed.items.map(({ reasons }) => reasons.find(({ label }) => label.startsWith('how likely'))!.value);
  // Without a model the share of the sources is 0.7; the best of all candidates may be one that was dropped.
  const best = (0.7 * chances[0]!) / agreement[0]!;
  expect(best).toBeGreaterThanOrEqual(Math.max(...chances) - 1e-6);
  agreement.forEach((value, n) => {
    expect(value).toBeCloseTo((0.7 * chances[n]!) / best, 6);
  });
});

test('a source that was not calibrated comes last, and the feed says which', async () => {
  calibrate([source('popular', 0, 40, 0.5)]);
  const feed = await bench.funnel.preview({ for: who, config });
  expect(mergedPart(feed).note).toMatch(/Not calibrated, and so last: fresh\.$/);
  const alone = feed.items.filter(({ sources }) => sources.every(({ source: by }) => by === 'fresh'));
  for (const { sources } of alone) expect(sources[0]!.chance).toBeUndefined();
});

test('what was calibrated with another model is not used', async () => {
  calibrate([source('popular', 0, 40, 0.5)], 'ease');
  const feed = await bench.funnel.preview({ for: who, config });
  expect(feed.fallbacks.join(' ')).toContain('Sources were calibrated with another model');
  expect(mergedPart(feed).remedy).toBe('calibrate-sources');
});
