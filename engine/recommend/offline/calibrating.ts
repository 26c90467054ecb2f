import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { feedConfig, type SourceId, sourceIds } from '../../contract/index.ts';
import { drawn } from '../../numeric/drawn.ts';
import type { Store } from '../../store/store.ts';
import { calibratorFor } from '../candidates/calibrate.ts';
import type { Calibration } from '../funnel/merging.ts';
import type { FeedTexts } from '../funnel/text-sources.ts';
import { heldOutFunnel } from './held-out-funnel.ts';
import { HeldOutModels } from './held-out-models.ts';
import { eligibleOf, hadOf, holdOut, itemsOf, relevantOf } from './hold-out.ts';
import type { CalibratedSources, CalibrateRequest, MeasureFeedsProgress } from './requests.ts';

/** What is asked for, with texts that can be searched. */
type Calibrating = Omit<CalibrateRequest, 'dataHash' | 'texts'> & { texts: FeedTexts };

/** Nothing is merged by score while it is found out what scores are worth. */
const none = { latest: (): Calibration | undefined => undefined };

/**
 * Finds out what the scores of sources are worth: the latest share of what people did is held out, the model is fitted to
 * the rest, each source brings its candidates as of the cutoff, and those that the user met next count as right. Nothing
 * is written. BAD_INPUT where nothing is left to hold them against.
 */
export async function calibrateSources(
  store: Store,
  data: CatalogData,
  { slot, model, texts, itemEmbeddings, rule, users: most, share, seed, threads }: Calibrating,
  tell: (progress: MeasureFeedsProgress) => void,
): Promise<CalibratedSources> {
  const held = holdOut(data, { share, seed });
  const had = hadOf(held.before);
  const relevant = relevantOf(held, had, rule);
  const users = drawn(eligibleOf(relevant), most, seed);
  const models = new HeldOutModels(held.before);
  const total = 2 * users.length;
  const told = (done: number, message: string) => tell({ done: Math.round(done), total, message });
  if (model) {
    const onShare = (part: number, message: string) => told(part * users.length, message);
    await models.fit(model, { itemEmbeddings, threads, onShare });
  }
  const funnel = heldOutFunnel(store, held, { models, calibrations: none, texts });
  const config = feedConfig.parse({ name: 'calibrating', slot });
  const outcomes = new Map<SourceId, Outcomes>(sourceIds.map((id) => [id, new Outcomes()]));
  try {
    for (const [n, user] of users.entries()) {
      const who = { user: held.before.interactions.users.id(user) };
      const candidates = await funnel.candidates({ for: who, config, asOf: held.cutoff ?? undefined });
      const [known, next] = [new Set(itemsOf(had, user)), new Set(itemsOf(relevant, user))];
      for (const { row, sources } of candidates) {
        // What somebody had already is not shown again: what it would be worth says nothing.
        if (known.has(row)) continue;
        for (const { source, score } of sources) outcomes.get(source)!.add(score, next.has(row));
      }
      told(users.length + n + 1, `candidates of ${n + 1} users`);
    }
  } finally {
    await funnel.close();
  }
  const sources = [...outcomes].filter(([, { scores }]) => scores.length > 0);
  return {
    split: held.split,
    cutoff: held.cutoff,
    users: users.length,
    sources: sources.map(([source, own]) => {
      const { kind, values } = calibratorFor(own);
      return { source, candidates: own.scores.length, right: own.hits, kind, values: [...values] };
    }),
  };
}

/** What became of the candidates of one source. */
class Outcomes {
  readonly scores: number[] = [];
  readonly right: number[] = [];
  hits = 0;

  add(score: number, isRight: boolean): void {
    this.scores.push(score);
    this.right.push(isRight ? 1 : 0);
    if (isRight) this.hits += 1;
  }
}
