import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { asStewardError, StewardError } from '../../contract/errors.ts';
import type { FeedConfig } from '../../contract/index.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { type CandidateRequest, type CandidateSource, rankingOf, sourceOf } from '../candidates/source.ts';
import type { VisitorEstimate } from '../coldstart/visitor.ts';
import { placeOf } from '../histories.ts';
import { scoreSome, type UserVector } from '../models/factors/factor-model.ts';
import type { Model } from '../models/model.ts';
import { inWords } from '../reasons.ts';
import type { FeedRecommender } from '../recommender.ts';
import type { Asker, ItemFactors, ServingRequests, Standing } from '../threads/requests.ts';
import { withinTime } from './limit.ts';
import { askerOf, type Profile } from './profile.ts';

/** One reason of a score in words, on the model's own scale. */
export interface ModelReason {
  label: string;
  value: number;
}

/** For whom a model is asked, and when. */
export interface ModelAsker {
  data: CatalogData;
  profile: Profile;
  now: number;
  /** How long an answer may take, in milliseconds. */
  limit: number;
  /** What a visitor's answers say, which then stands in for the version; a sentence where it cannot. */
  estimate: VisitorEstimate | string | null;
}

/** Whose version is asked: the one that is named, or the active one of the slot. */
type ChosenModel = Pick<FeedConfig, 'slot' | 'model'>;

/**
 * The active version of a slot, or the one that a configuration names, asked for one person and over the rows of one snapshot. It never fails: what is missing,
 * broken or slow is said in `fallbacks`, and its answers are empty from then on.
 */
export class FeedModel {
  readonly version: StoredVersion | null;
  /** Steps of the ladder that had to be taken, in words. */
  readonly fallbacks: string[] = [];
  standing: Standing = 'unknown';
  /** Whether scores come from a visitor's answers in place of the version. */
  readonly isByAnswers: boolean;
  readonly #estimate: VisitorEstimate | null;
  readonly #recommender: FeedRecommender;
  readonly #data: CatalogData;
  readonly #asker: Asker;
  readonly #limit: number;
  /** What scores items for this person without the version's thread; with the best items. */
  #vector: UserVector | null = null;
  #isLost = false;

  constructor(recommender: FeedRecommender, config: ChosenModel, { data, profile, now, limit, estimate }: ModelAsker) {
    this.#estimate = typeof estimate === 'string' ? null : estimate;
    this.isByAnswers = this.#estimate !== null;
    if (typeof estimate === 'string') this.fallbacks.push(estimate);
    this.#recommender = recommender;
    this.#data = data;
    this.#limit = limit;
    const found = versionOf(recommender, config);
    this.version = typeof found === 'string' ? null : found;
    if (typeof found === 'string' && !this.isByAnswers) {
      this.#lose(`${found} Ranked by item-to-item, people like them and popularity.`);
    }
    const rule = this.version && recommender.ruleOf(this.version);
    this.#asker = rule
      ? askerOf(profile, data, rule, now)
      : { user: -1, had: new Int32Array(0), history: { items: new Int32Array(0), values: new Float32Array(0) } };
  }

  /** Whether there is a version that no longer answers. */
  get isLost(): boolean {
    return this.version !== null && this.#isLost;
  }

  /** The best of all items by the model, or by a visitor's answers. */
  source(): CandidateSource {
    const estimate = this.#estimate;
    if (estimate) {
      return sourceOf('factors', 'What those who answer alike like', () =>
        rankingOf(estimate.of(this.#data.itemRows), Number.NEGATIVE_INFINITY),
      );
    }
    const find = async (_: CandidateRequest, quota: number) => {
      const best = await this.#ask('best', { asker: this.#asker, k: quota });
      if (!best) return this.fallbacks.at(-1) ?? 'The model gives no answer.';
      this.standing = best.standing;
      this.#vector = best.vector;
      if (best.standing === 'unknown') {
        this.fallbacks.push('The model knows nothing of this person: shown is what is popular with people like them.');
        return 'The model knows nothing of this person.';
      }
      const { scores, note } = best;
      return { items: best.items.map((item) => placeOf(this.#data.itemRows, item)), scores, note };
    };
    return sourceOf('factors', 'What the active model scores best', find, { asksThread: true });
  }

  /** Similar items by rows, of the model where it knows them, otherwise of `otherwise`. */
  similar(otherwise: Required<Pick<Model, 'similarItems'>>): Required<Pick<Model, 'similarItems'>> {
    const { itemRows } = this.#data;
    return {
      similarItems: async (items, k) => {
        const found = await this.#ask('similar', { items: items.map((row) => itemRows[row]!), k });
        if (!found) return otherwise.similarItems(items, k);
        return { k, items: found.items.map((item) => (item < 0 ? -1 : placeOf(itemRows, item))), scores: found.scores };
      },
    };
  }

  /** Scores of rows, NaN where the model has none; null where it has none for this person. */
  async score(rows: Int32Array): Promise<Float32Array | null> {
    const items = rows.map((row) => this.#data.itemRows[row]!);
    if (this.#estimate) return this.#estimate.of(items);
    const factors = await this.#factors();
    // To ask the thread takes longer than the scores do.
    if (factors && this.#vector) {
      const { rows: known } = factors;
      const numbers = items.map((item) => placeOf(known, item));
      return scoreSome(factors, this.#vector, numbers);
    }
    return (await this.#ask('score', { asker: this.#asker, items })) ?? null;
  }

  /** Up to `reasons` reasons of each row's score, the largest first. */
  async explain(rows: readonly number[], reasons: number): Promise<ModelReason[][]> {
    const items = Int32Array.from(rows, (row) => this.#data.itemRows[row]!);
    const found = this.standing === 'known' ? await this.#ask('explain', { asker: this.#asker, items, reasons }) : null;
    if (!found) return rows.map(() => []);
    const { attributes } = await this.#recommender.about(this.version!);
    return found.map((list) => list.map((reason) => told(inWords(reason, this.#data, attributes))));
  }

  /** Null where the version has none, or is lost: then it is asked, which says so. */
  async #factors(): Promise<ItemFactors | null> {
    if (!this.version || !this.#vector || this.#isLost) return null;
    const about = await this.#recommender.about(this.version).catch(() => null);
    return about?.factors ?? null;
  }

  async #ask<N extends keyof ServingRequests & string>(
    name: N,
    input: ServingRequests[N]['input'],
  ): Promise<ServingRequests[N]['result'] | null> {
    if (!this.version || this.#isLost) return null;
    try {
      const answer = await withinTime(this.#recommender.ask(this.version, name, input), this.#limit);
      if (answer !== 'slow') return answer;
      this.#lose(`Version ${this.version.id} did not answer within ${this.#limit} ms: the feed goes without it.`);
    } catch (thrown) {
      this.#lose(`${asStewardError(thrown).message} The feed goes without the model.`);
    }
    return null;
  }

  #lose(why: string): void {
    // Several questions run at once: the first one that fails says why.
    if (!this.#isLost) this.fallbacks.push(why);
    this.#isLost = true;
  }
}

/** A reason as one of an item in a feed: the title of another item alone would not say what it has to do with it. */
function told({ kind, label, value }: ReturnType<typeof inWords>): ModelReason {
  if (kind === 'item') return { label: `had “${label}”`, value };
  if (kind === 'user') return { label: `${label}, who is alike, had it`, value };
  return { label, value };
}

function versionOf(recommender: FeedRecommender, { slot, model }: ChosenModel): StoredVersion | string {
  try {
    return recommender.versionOf({ slot, ...(model !== null && { version: model }) });
  } catch (thrown) {
    if (thrown instanceof StewardError && thrown.code === 'NOT_FOUND') return thrown.message;
    throw thrown;
  }
}
