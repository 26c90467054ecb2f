import { join } from 'node:path';
import { CatalogCache } from '../engine/catalog/data/catalog-cache.ts';
import { askerOf } from '../engine/recommend/histories.ts';
import { Recommender } from '../engine/recommend/recommender.ts';
import { workspaceFiles } from '../engine/store/open.ts';
import { openStore } from '../engine/store/store.ts';
import type { Figure } from './measure.ts';

/** Users who are asked for, spread over all. */
const asked = 200;
const best = 100;
/** What the funnel asks the model for by default. */
const quota = 200;

/**
 * What the first pass by the index finds of the best 100 by an exact scan, as a mean over users of a workspace: among its
 * own best 100, and among all that it brings.
 */
export async function recallOfFirstPass(
  workspace: string,
  figure: (what: string, value: number, unit: string) => Figure,
): Promise<Figure[]> {
  const store = openStore(workspace, { clock: Date.now, onReported: () => {} });
  const place = { database: store.db.raw.name, cache: join(workspace, workspaceFiles.cache) };
  const catalog = new CatalogCache(place, () => store.catalog.revision());
  const data = (await catalog.get()).data;
  const recommender = new Recommender(store.versions, store.rules, async () => data, place.cache);
  try {
    const version = recommender.versionOf({ slot: 'default' });
    const rule = recommender.ruleOf(version);
    await recommender.ask(version, 'makeIndexes', null);
    let [atBest, atQuota, users] = [0, 0, 0];
    for (let n = 0; n < asked; n++) {
      const row = Math.floor((n * data.userRows.length) / asked);
      const asker = askerOf(data, row, rule, 0);
      const [exact] = await recommender.ask(version, 'recommend', { askers: [asker], k: best, reasons: 0 });
      if (!exact || exact.items.length === 0) continue;
      const found = await recommender.ask(version, 'best', { asker, k: quota });
      const share = (places: number) => {
        const own = new Set(found.items.subarray(0, places));
        return exact.items.filter((item) => own.has(item)).length / exact.items.length;
      };
      atBest += share(best);
      atQuota += share(quota);
      users += 1;
    }
    const of = `${data.itemRows.length.toLocaleString('en')} items`;
    return [
      figure(`${of}: recall@${best} of the index, mean of ${users} users`, atBest / users, ''),
      figure(`${of}: the best ${best} among the ${quota} that the first pass brings`, atQuota / users, ''),
    ];
  } finally {
    await recommender.close();
    await catalog.close();
    store.close();
  }
}
