import { signalsOf } from '../../catalog/data/signal-matrices.ts';
import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { signalSource } from '../../catalog/interactions/signals.ts';
import { StewardError } from '../../contract/errors.ts';
import type { FeedConfig, SignalRule } from '../../contract/index.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { askerOf, newestOf, placeOf } from '../histories.ts';
import { fitFairly, planTraining } from '../mitigation/training.ts';
import type { FitProgress, ItemEmbeddings } from '../models/model.ts';
import { algorithms } from '../models/registry.ts';
import { algorithmOf } from '../params.ts';
import type { FeedRecommender } from '../recommender.ts';
import { wholeTrainingData } from '../run.ts';
import type { LoadedVersion, ServingRequests } from '../threads/requests.ts';
import { Server } from '../threads/server.ts';
import { answersOf } from '../threads/serving.ts';
import { feedbackUnder } from '../threads/trainer.ts';
import { packVersion, unpackVersion } from '../version-file.ts';
import type { SlotModel } from './requests.ts';

interface Fitted extends SlotModel {
  server: Server;
}

/** What a fit needs beside the model. */
interface FitWith {
  itemEmbeddings: ItemEmbeddings | null;
  threads: number;
  /** How much of the fit is done, from 0 to 1, in words too. */
  onShare: (share: number, message: string) => void;
}

/** The version that a configuration goes by: the one that it names, or the active one of its slot; undefined where there is none. */
export function modelFor<M extends SlotModel>(
  models: readonly M[],
  { slot, model }: Pick<FeedConfig, 'slot' | 'model'>,
): M | undefined {
  return models.find(({ version }) =>
    model === null ? version.slot === slot && version.state === 'active' : version.id === model,
  );
}

/**
 * Models as they would have been at the cutoff: the same algorithm, parameters, mitigation, rule and seed,
 * fitted to what was before it. They live in this thread's memory alone, and answer as loaded versions do.
 */
export class HeldOutModels implements FeedRecommender {
  readonly #data: CatalogData;
  /** By version. */
  readonly #fitted = new Map<number, Fitted>();

  /** `data` is that of before the cutoff. */
  constructor(data: CatalogData) {
    this.#data = data;
  }

  /** Fits a version anew. */
  async fit({ version, rule }: SlotModel, { itemEmbeddings, threads, onShare }: FitWith) {
    const { userRows, itemRows, userAttributes, itemAttributes, hash } = this.#data;
    const algorithm = algorithmOf(algorithms, version.algorithm);
    const signals = signalsOf(signalSource(this.#data), rule);
    const feedback = feedbackUnder(rule, algorithm, version.params, signals.pairs);
    const training = wholeTrainingData(signals, feedback, { userAttributes, itemAttributes, itemEmbeddings });
    const { seed, mitigation } = version;
    const onProgress = ({ done, total }: Pick<FitProgress, 'done' | 'total'>) => {
      const share = total > 0 ? done / total : 0;
      onShare(share, `${version.algorithm}: fitted to what was before, ${Math.round(100 * share)} %`);
    };
    onProgress({ done: 0, total: 1 });
    const fair = mitigation && planTraining(mitigation, algorithm.id, this.#data);
    const options = { seed, threads, onProgress };
    const { model, params } = await fitFairly(algorithm, training, version.params, fair, options);
    const rows = { users: userRows, items: itemRows };
    const packed = packVersion(model, training, rows, { params, seed, dataHash: hash, feedback, itemAttributes });
    const server = new Server(unpackVersion(packed), { dir: null, name: version.slot, hash: version.sha256 });
    // All feeds find items in the one way in which they are served: by the indexes, where there are any.
    await server.makeIndexes();
    this.#fitted.set(version.id, { version, rule, server });
  }

  /** The best k items for each user of the data by the model alone: rows of items, -1 in places without one. */
  async best({ id }: StoredVersion, users: Int32Array, k: number): Promise<Int32Array> {
    const { rule, server } = this.#of(id);
    const now = rule.halfLifeDays === null ? 0 : newestOf(this.#data);
    const items = new Int32Array(users.length * k).fill(-1);
    for (const [n, user] of users.entries()) {
      const best = await server.best(askerOf(this.#data, user, rule, now), k);
      items.set(
        best.items.map((item) => placeOf(this.#data.itemRows, item)),
        n * k,
      );
    }
    return items;
  }

  versionOf({ version, slot }: { version?: number; slot: string }): StoredVersion {
    const found = modelFor([...this.#fitted.values()], { slot, model: version ?? null });
    if (found) return found.version;
    const words = version === undefined ? `No version is active in '${slot}'.` : `There is no version ${version}.`;
    throw new StewardError('NOT_FOUND', words, { place: { field: version === undefined ? 'slot' : 'version' } });
  }

  ruleOf({ id }: StoredVersion): SignalRule {
    return this.#of(id).rule;
  }

  async ask<N extends keyof ServingRequests & string>(
    { id }: StoredVersion,
    name: N,
    input: ServingRequests[N]['input'],
  ): Promise<ServingRequests[N]['result']> {
    const { server } = this.#of(id);
    // Nobody reads the reasons of a feed that is only measured.
    if (name === 'explain') return Array.from((input as ServingRequests['explain']['input']).items, () => []);
    const answers: Record<string, (input: never, tell: never) => Promise<unknown>> = answersOf(() => server);
    return (await answers[name]!(input as never, undefined as never)) as ServingRequests[N]['result'];
  }

  async about({ id }: StoredVersion): Promise<LoadedVersion> {
    const { attributes, factors } = this.#of(id).server;
    return { attributes, factors };
  }

  #of(id: number): Fitted {
    return this.#fitted.get(id)!;
  }
}
