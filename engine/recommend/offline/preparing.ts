import { join } from 'node:path';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { calibrationRequest } from '../../contract/index.ts';
import type { Csr } from '../../numeric/csr.ts';
import { drawn } from '../../numeric/drawn.ts';
import { workspaceFiles } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import type { Calibration } from '../funnel/merging.ts';
import type { FeedTexts } from '../funnel/text-sources.ts';
import { calibrateSources } from './calibrating.ts';
import { HeldOutModels, modelFor } from './held-out-models.ts';
import { heldOutTexts } from './held-out-texts.ts';
import { eligibleOf, type HeldOut, hadOf, holdOut, relevantOf } from './hold-out.ts';
import type { MeasureFeedsProgress, MeasureFeedsRequest } from './requests.ts';

export type Tell = (progress: MeasureFeedsProgress) => void;

/** What feeds are measured with, but for the rankers. */
export interface Preparation {
  request: MeasureFeedsRequest;
  held: HeldOut;
  /** Users x items: what they had before, and what they did anew. */
  had: Csr;
  relevant: Csr;
  /** Those who did anything new, and those of them who get feeds. */
  eligible: Int32Array;
  users: Int32Array;
  models: HeldOutModels;
  /** By slot, of slots with a configuration that merges by score. */
  calibrations: ReadonlyMap<string, Calibration>;
  texts: FeedTexts;
  steps: Steps;
}

/** How far a measurement is. Each step counts as many feeds as there are users. */
export class Steps {
  readonly #users: number;
  readonly #total: number;
  #begun = 0;

  constructor(users: number, steps: number) {
    this.#users = users;
    this.#total = users * steps;
  }

  /** Begins so many steps; what is returned tells which share of them is done, from 0 to 1, in words too. */
  take(steps: number, tell: Tell): (share: number, message: string) => void {
    const before = this.#begun * this.#users;
    this.#begun += steps;
    return (share, message) => {
      tell({ done: Math.round(before + share * steps * this.#users), total: this.#total, message });
    };
  }
}

/**
 * Holds out a part of what people did, and makes ready what feeds of the rest are made with: models that are fitted to it,
 * what scores of sources are worth by it, and the texts of items. BAD_INPUT where nothing is left to measure on.
 */
export async function prepareMeasurement(
  store: Store,
  data: CatalogData,
  request: MeasureFeedsRequest,
  tell: Tell,
): Promise<Preparation> {
  const { configs, rankers, threads, models: asked } = request;
  const held = holdOut(data, request);
  const had = hadOf(held.before);
  const relevant = relevantOf(held, had, request.rule);
  const eligible = eligibleOf(relevant);
  const users = drawn(eligible, request.users, request.seed);
  const byScore = new Set(configs.filter(({ config }) => config.merge === 'score').map(({ config }) => config.slot));
  const steps = new Steps(users.length, asked.length + byScore.size + Object.keys(rankers).length + configs.length);
  const models = new HeldOutModels(held.before);
  for (const model of asked) await models.fit(model, { ...request, onShare: steps.take(1, tell) });
  const searched = request.texts.texts;
  if (searched > 0) steps.take(0, tell)(0, `index over ${searched.toLocaleString('en')} texts`);
  const cache = join(store.dir, workspaceFiles.cache);
  const texts = await heldOutTexts(held.before, request.texts, { cache, threads });
  const calibrations = new Map<string, Calibration>();
  for (const slot of byScore) {
    const of = { store, before: held.before, slot, request, texts };
    calibrations.set(slot, await calibrated(of, steps.take(1, tell)));
  }
  return { request, held, had, relevant, eligible, users, models, calibrations, texts, steps };
}

interface Asked {
  store: Store;
  before: CatalogData;
  slot: string;
  request: MeasureFeedsRequest;
  texts: FeedTexts;
}

/**
 * What the scores of a slot's sources are worth by what was before the cutoff alone: of that the latest share is held out
 * in its turn.
 */
async function calibrated(
  { store, before, slot, request, texts }: Asked,
  onShare: (share: number, message: string) => void,
): Promise<Calibration> {
  const { models, itemEmbeddings, rule, share, seed, threads } = request;
  const model = modelFor(models, { slot, model: null });
  const { users } = calibrationRequest.parse({ slot });
  const asked = { slot, model, itemEmbeddings, rule, users, share, seed, threads };
  const found = await calibrateSources(store, before, { ...asked, texts }, ({ done, total, message }) =>
    onShare(done / total, `calibrating sources: ${message}`),
  );
  return { ...found, id: null, model: model?.version ?? null };
}
