import { heldOutStore } from '../../store/held-out.ts';
import type { Store } from '../../store/store.ts';
import { Funnel } from '../funnel/funnel.ts';
import type { Calibrations } from '../funnel/merging.ts';
import type { FeedTexts } from '../funnel/text-sources.ts';
import type { FeedRanking } from '../ranking/workspace/serving.ts';
import type { HeldOutModels } from './held-out-models.ts';
import { type HeldOut, historiesOf } from './hold-out.ts';

/** How long a model may take for one answer: nobody waits for these feeds, and none should go without it. */
const modelLimit = 300_000;

/** What feeds of before the cutoff are made with. */
export interface HeldOutParts {
  models: HeldOutModels;
  calibrations: Calibrations;
  texts: FeedTexts;
  /** None by default: the active ones have learnt from what is held out. */
  rankers?: FeedRanking;
}

/** A funnel over what was before the cutoff alone. The caller closes it. */
export function heldOutFunnel(
  store: Store,
  { before, cutoff }: Pick<HeldOut, 'before' | 'cutoff'>,
  { models, calibrations, texts, rankers = noRankers }: HeldOutParts,
): Funnel {
  const view = { history: historiesOf(before), until: cutoff, revision: before.revision };
  return new Funnel({
    store: heldOutStore(store, view),
    data: async () => before,
    recommender: models,
    ranking: rankers,
    texts,
    calibrations,
    // Without times nothing says when it was: then it is as if all had been a moment ago.
    clock: () => cutoff ?? Number.MAX_SAFE_INTEGER,
    modelLimit,
  });
}

const noRankers: FeedRanking = {
  active: () => undefined,
  score: () => Promise.reject(new Error('no ranker')),
  explain: () => Promise.reject(new Error('no ranker')),
};
