import { expect, test } from 'vitest';
import { rankerSettings } from '../contract/index.ts';
import { temporaryStore } from '../testing/store.ts';

test('a measurement comes back as it was stored, and one of before texts took part has none', () => {
  const { store, clock, remove } = temporaryStore();
  try {
    const measurement = {
      job: null,
      dataHash: 'abc',
      split: 'time' as const,
      cutoff: 7,
      share: 0.1,
      rule: 'any',
      k: 5,
      seed: 1,
      users: 9,
      eligible: 12,
      texts: 40,
      seconds: 2,
      feeds: [
        {
          name: 'default',
          kind: 'configuration' as const,
          config: 'default',
          version: 0,
          definition: { name: 'default' },
          slot: 'default',
          model: null,
          ranker: { version: 3, settings: rankerSettings.parse({ kind: 'lr' }), source: 'interactions' as const },
          metrics: { ndcg: { mean: 0.2, low: 0.1, high: 0.3, n: 9 } },
        },
      ],
      comparisons: [],
    };
    const id = store.feedMeasures.add(measurement);
    expect(store.feedMeasures.list({ limit: 5 })).toEqual([{ id, at: clock.now(), ...measurement }]);
    expect(store.feedMeasures.list({ config: 'fresh', limit: 5 })).toEqual([]);
    store.db.raw.exec("UPDATE feed_measurement SET about = json_remove(about, '$.texts')");
    expect(store.feedMeasures.list({ limit: 5 })[0]!.texts).toBe(0);
  } finally {
    remove();
  }
});
