import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { rankerSettings } from '../../contract/index.ts';
import type { NewInteraction } from '../../store/catalog.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { itemName, userName } from '../../testing/models.ts';
import { configWith, funnelBench, letterEmbedder } from '../funnel/test-kit.ts';
import { embeddedTexts } from '../jobs/item-embeddings.ts';
import { readImpressions } from '../ranking/workspace/logged.ts';
import { heldOutFunnel } from './held-out-funnel.ts';
import { HeldOutModels } from './held-out-models.ts';
import { HeldOutRankers } from './held-out-rankers.ts';
import { heldOutTexts } from './held-out-texts.ts';
import { holdOut } from './hold-out.ts';

const [users, items] = [24, 30];
const day = 86_400_000;
const { signal } = new AbortController();
const ranker = {
  version: { id: 7, slot: 'default' } as StoredVersion,
  settings: rankerSettings.parse({ epochs: 1, negatives: 2 }),
};
// Which new item is explored is drawn anew whenever the data becomes other.
const config = configWith({ k: 8, allocator: 'score', exploration: null });

interface Future {
  done: readonly Omit<NewInteraction, 'at' | 'kind'>[];
  shown: readonly number[];
}

/** Candidates and scores of some feeds of before the cutoff, with this future behind it. */
async function feedsWith({ done, shown }: Future) {
  const bench = await funnelBench({ users, items });
  try {
    const { store, clock } = bench;
    const numbers = (ids: readonly string[]) => ids.map((id) => store.feedReader.number('item', id)!);
    const show = (wanted: readonly number[]) => {
      const all = numbers(bench.names);
      store.feeds.log({
        user: store.feedReader.number('user', userName(1))!,
        config: 'default',
        configVersion: 0,
        versions: {},
        items: wanted.map((n) => ({ item: all[n]!, score: 1, sources: [['popular', 1, 3]] })),
      });
    };
    show([0, 3, 6]);
    clock.tick(day);
    const cutoff = clock.now();
    show(shown);
    const rows = done.map((row, n) => ({ ...row, kind: 'view', at: cutoff + n * 1000 }));
    await store.catalog.add(rows, () => 'implicit');
    const data = await bench.data();
    await bench.texts.embed(data, { signal, progress: () => {} });
    const held = holdOut(data, { share: rows.length / data.interactions.user.length, seed: 1 });
    expect(held.cutoff).toBe(cutoff);
    const embedded = await embeddedTexts({ store, openEmbedder: letterEmbedder }, data, signal);
    const rankers = await HeldOutRankers.train(store, held, { default: ranker }, { signal, onShare: () => {} });
    const funnel = heldOutFunnel(store, held, {
      models: new HeldOutModels(held.before),
      calibrations: { latest: () => undefined },
      texts: await heldOutTexts(held.before, embedded, { cache: null, threads: 1 }),
      rankers,
    });
    try {
      const feeds = [];
      for (const who of [0, 1, 2]) {
        const asked = { for: { user: userName(who) }, config, asOf: cutoff };
        const { items: places, versions, stages } = await funnel.preview(asked);
        expect(versions.ranker).toBe(7);
        expect(stages[0]!.parts.find(({ name }) => name === 'embeddings')).toMatchObject({ absent: null });
        const candidates = await funnel.candidates(asked);
        feeds.push({
          places: places.map(({ item, score }) => [item, score]),
          candidates: candidates.map(({ id, score, sources }) => ({ id, score, sources })),
        });
      }
      rankers.throwIfFailed();
      return { feeds, impressions: await readImpressions(store.feeds, { withSources: true, before: cutoff }) };
    } finally {
      await funnel.close();
      await rankers.close();
    }
  } finally {
    await bench.close();
  }
}

const done = fc.record({
  user: fc.nat(users - 1).map(userName),
  item: fc.nat(items - 1).map(itemName),
  value: fc.constantFrom(1, 2),
});
const future = fc.record({
  done: fc.array(done, { minLength: 1, maxLength: 20 }),
  shown: fc.array(fc.nat(items - 1), { maxLength: 20 }),
});

let known: Awaited<ReturnType<typeof feedsWith>>;
beforeAll(async () => {
  known = await feedsWith({ done: [{ user: userName(1), item: itemName(2), value: 1 }], shown: [] });
}, 60_000);

it('gives candidates by texts and scores by the ranker that no future changes', async () => {
  expect(known.impressions.user).toHaveLength(3);
  expect(known.feeds.some(({ candidates }) => candidates.some(({ sources }) => sources.some(isText)))).toBe(true);
  await fc.assert(
    fc.asyncProperty(future, async (other) => {
      expect(await feedsWith(other)).toEqual(known);
    }),
    { numRuns: 3, seed: 11, endOnFailure: true },
  );
});

it('does not train a ranker where nothing has a time', async () => {
  const bench = await funnelBench({ users, items });
  try {
    const data = await bench.data();
    const training = HeldOutRankers.train(
      bench.store,
      { before: data, cutoff: null },
      { default: ranker },
      { signal, onShare: () => {} },
    );
    await expect(training).rejects.toMatchObject({ code: 'BAD_INPUT', place: { field: 'configs' } });
  } finally {
    await bench.close();
  }
});

function isText({ source }: { source: string }): boolean {
  return source === 'embeddings';
}
