import { StewardError } from '../../contract/errors.ts';
import type { FeedBatchLine, FeedBatchReport, FeedBatchRequest, FeedConfig } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { writeLines } from '../../jobs/write-lines.ts';
import { drawn } from '../../numeric/drawn.ts';
import { Pace } from '../../numeric/pace.ts';
import type { Store } from '../../store/store.ts';
import { allocateBatch, type Batch, type BatchFeed } from '../funnel/batch.ts';
import { configOf } from '../funnel/configs.ts';
import { EffectTable } from '../funnel/effects.ts';
import type { Funnel } from '../funnel/funnel.ts';
import type { FeedSnapshot } from '../funnel/snapshot.ts';
import { exposureFloors } from '../funnel/third-pass.ts';
import { relaxedInWords } from '../funnel/words.ts';
import { discountsOf } from '../reranking/candidates.ts';
import { LpSolver } from '../reranking/lp/solver.ts';

/** Makes the feeds of many users under constraints over all of them, and writes them into a file that is whole or not there. */
export function allocateFeedsJob(options: {
  store: Store;
  funnel: Funnel;
  clock: () => number;
}): JobHandler<FeedBatchRequest> {
  const { store, funnel, clock } = options;
  return async ({ users, config: name, k, ceiling, seed, out }, { signal, progress }) => {
    const started = clock();
    const configured = configOf(store.feeds, name);
    const config: FeedConfig = { ...configured.config, ...(k !== undefined && { k }) };
    const snapshot = await funnel.snapshot();
    if (ceiling !== null && !snapshot.facts.publisher) {
      throw new StewardError('BAD_INPUT', 'No item has a publisher that a ceiling could be for.', {
        advice: 'Leave the ceiling out, or import items with their publishers.',
        place: { field: 'ceiling' },
      });
    }
    const ids = snapshot.data.interactions.users;
    const all = Int32Array.from({ length: ids.size }, (_, row) => row);
    const rows = users === 'all' ? all : drawn(all, users, seed);
    const solver = new LpSolver();
    try {
      const batch = await allocateBatch({
        config,
        ceiling,
        users: Array.from(rows, (row) => ids.id(row)),
        solver,
        orderable: (user) => funnel.orderable(user, config, snapshot),
        signal,
        onFeeds: (done) => {
          progress({ done, total: rows.length, message: `${done} of ${rows.length} feeds ordered` });
        },
      });
      const table = new EffectTable(store.feedReader);
      const shown = new Set(batch.feeds.flatMap((feed) => feed.shown.map(({ candidate }) => candidate.id)));
      const { effects, moderation } = await table.of(shown);
      const isRemoved = (id: string) => effects.get(id)?.effect === 'remove';
      const feeds = batch.feeds.map((feed) => ({
        ...feed,
        shown: feed.shown.filter(({ candidate }) => !isRemoved(candidate.id)),
      }));
      await writeLines(out, linesOf(feeds, signal));
      const report: FeedBatchReport = {
        out,
        ...valuesOf(feeds, batch, { config, snapshot }),
        removed: [...shown].filter(isRemoved).length,
        versions: {
          config: config.name,
          configVersion: configured.version,
          dataRevision: snapshot.data.revision,
          moderation,
        },
        seconds: (clock() - started) / 1000,
      };
      return { message: `${feeds.length} feeds written`, result: report };
    } finally {
      await solver.close();
    }
  };
}

async function* linesOf(feeds: readonly BatchFeed[], signal: AbortSignal): AsyncGenerator<string> {
  const pace = new Pace();
  for (const { user, shown } of feeds) {
    if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
    const line: FeedBatchLine = { user, items: shown.map(({ candidate: { id, score } }) => ({ item: id, score })) };
    yield JSON.stringify(line);
    await pace.turn();
  }
}

/** What feeds are worth, and what is exposed in them. */
function valuesOf(
  feeds: readonly BatchFeed[],
  { programmes, prices, groups, relaxed }: Batch,
  { config, snapshot: { data, facts } }: { config: FeedConfig; snapshot: FeedSnapshot },
) {
  const discounts = discountsOf(config);
  const floors = exposureFloors(config);
  const ofFloor = new Float64Array(floors.length);
  const ofPublisher = new Float64Array(facts.publishers.length);
  let [all, places, engagement, revenue] = [0, 0, 0, 0];
  for (const { shown } of feeds) {
    shown.forEach(({ candidate: { row, score }, floors: own }, place) => {
      const exposure = discounts[place]!;
      const publisher = facts.publisher?.[row] ?? -1;
      all += exposure;
      places += 1;
      for (const floor of own) ofFloor[floor]! += exposure;
      if (publisher >= 0) ofPublisher[publisher]! += exposure;
      engagement += score * exposure;
      revenue += (data.prices?.[row] ?? 0) * score * exposure;
    });
  }
  const share = (exposure: number) => (all > 0 ? exposure / all : 0);
  const most = ofPublisher.reduce((best, exposure, n) => (exposure > (ofPublisher[best] ?? 0) ? n : best), 0);
  const mean = (sum: number) => (feeds.length > 0 ? sum / feeds.length : 0);
  return {
    feeds: feeds.length,
    places,
    programmes,
    floors: floors.map(({ words, share: asked }, n) => ({
      words,
      asked,
      reached: share(ofFloor[n]!),
      price: prices[n] ?? null,
    })),
    largest: facts.publisher ? { publisher: facts.publishers[most]!, share: share(ofPublisher[most]!) } : null,
    relaxed: relaxed.map((one) => ({ words: relaxedInWords(one, groups), programmes: one.programmes })),
    engagement: mean(engagement),
    revenue: data.prices ? mean(revenue) : null,
  };
}
