import { expect, it } from 'vitest';
import { madeUpContext, madeUpList } from '../reranking/fixtures.ts';
import { score } from '../reranking/strategies/score.ts';
import { measuresOf } from './measures.ts';

it('what the data has nothing of is no figure: revenue without prices, publishers and topics that nobody named', async () => {
  const known = madeUpList({ n: 12 });
  const { prices: _, publishers: __, topics: ___, ...rest } = known;
  const context = madeUpContext(5);
  const rows = known.items.reduce((most, row) => Math.max(most, row), 0) + 1;
  const moment = {
    met: new Float32Array(rows),
    byPopularity: Int32Array.from({ length: rows }, (_row, n) => n),
    headLeast: 1,
  };
  const of = async (list: typeof rest) => measuresOf(moment, list, context, await score.allocate(list, context));
  const all = await of(known);
  expect(all.revenue).toBeGreaterThan(0);
  expect(all.publishers).toBeGreaterThan(0);
  expect(await of(rest)).toMatchObject({ revenue: null, publishers: null, topics: null, publisherGini: null });
});
