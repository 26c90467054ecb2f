import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userName } from '../../testing/models.ts';
import { allocatorIds } from '../reranking/allocator.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeAll(async () => {
  bench = await funnelBench();
});
afterAll(() => bench.close());

const who = { user: userName(2) };
const config = configWith({
  k: 8,
  allocatorParams: { lambda: 0.4 },
  floors: [{ attribute: 'topic', value: 'topic 2', share: 0.3 }],
});

describe('allocators on the same candidates', () => {
  it('make what each makes by itself, the present one with its own parameters', async () => {
    const { key } = await bench.funnel.preview({ for: who, config });
    const { rows, candidates } = await bench.funnel.compareAllocators({ key, config });
    expect(rows.map(({ id }) => id)).toEqual([...allocatorIds]);
    for (const { id, isPresent, items, measures, relaxed, params } of rows) {
      const allocatorParams = isPresent ? config.allocatorParams : {};
      const feed = await bench.funnel.rerank({ key, config: { ...config, allocator: id, allocatorParams } });
      expect(items).toEqual(idsOf(feed));
      expect(measures).toEqual(feed.measures);
      expect(relaxed).toEqual(feed.relaxed);
      expect(feed.stages.at(-1)!.in).toBe(candidates);
      if (isPresent) expect(params).toEqual({ lambda: 0.4 });
    }
  });

  it('tell the exposure of each floor as it can be summed from the list', async () => {
    const { key } = await bench.funnel.preview({ for: who, config });
    const { rows } = await bench.funnel.compareAllocators({ key, config, allocators: ['score', 'lp'] });
    expect(rows.map(({ id }) => id)).toEqual(['score', 'mmr', 'lp']);
    const seen = (place: number) => 1 / Math.log2(place + 1);
    for (const { id, floors } of rows) {
      const { items } = await bench.funnel.rerank({
        key,
        config: { ...config, allocator: id, ...(id !== 'mmr' && { allocatorParams: {} }) },
      });
      const total = items.reduce((sum, { place }) => sum + seen(place), 0);
      const own = items.filter(({ topic }) => topic === 'topic 2').reduce((sum, { place }) => sum + seen(place), 0);
      expect(floors).toEqual([{ words: 'topic topic 2', share: expect.closeTo(own / total, 9), atLeast: 0.3 }]);
    }
  });

  it('have nothing to order where nothing may be shown, and say what is not there', async () => {
    const { key } = await bench.funnel.preview({ for: who, config });
    const none = configWith({ filters: { seen: true, rules: [{ attribute: 'topic', is: 'allow', values: [] }] } });
    expect(await bench.funnel.compareAllocators({ key, config: none })).toEqual({ candidates: 0, rows: [] });
    await expect(bench.funnel.compareAllocators({ key: 'gone', config })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bench.funnel.compareAllocators({ key, config, allocators: ['best'] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});
