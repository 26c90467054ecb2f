import { StewardError } from '../../contract/errors.ts';
import { Pace } from '../../numeric/pace.ts';
import { TopK } from '../../numeric/topk.ts';
import { ScoringModel, sortedReasons, withDefaults } from './base.ts';
import { denseVectors, type ItemVectors, sparseVectors } from './content-vectors.ts';
import { checkChoice } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason, TopItems, TrainingData } from './model.ts';
import type { History } from './neighbourhood-similar.ts';

type Params = {
  /** What describes the items; auto takes embeddings where there are any, and attributes otherwise. */
  source: 'auto' | 'embeddings' | 'attributes';
};

/** Profiles compared with all items in one product, which holds the event loop. */
const profilesAtOnce = 32;

/** A score is the cosine of an item with the user's profile: the sum of what their history is described by. */
class Content extends ScoringModel {
  readonly id = 'content';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  readonly #data: TrainingData;
  readonly #vectors: ItemVectors;

  constructor(params: Params, data: TrainingData) {
    super();
    this.params = params;
    this.items = data.items;
    this.#data = data;
    this.#vectors = vectorsOf(params, data);
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    await this.#fits(
      users,
      (user) => this.#historyOf(user),
      (own, row) => scores.set(own, row * this.items),
    );
    return scores;
  }

  async foldIn(history: History): Promise<Float32Array> {
    return this.#vectors.fit(this.#vectors.profile(history), 1);
  }

  /** Scores of all items for the history of each number, some at a time; `each` gets them in order. */
  async #fits(
    numbers: Int32Array,
    historyOf: (number: number) => History,
    each: (scores: Float32Array, row: number) => void,
  ): Promise<void> {
    const { width } = this.#vectors;
    const pace = new Pace();
    for (let from = 0; from < numbers.length; from += profilesAtOnce) {
      const some = numbers.subarray(from, from + profilesAtOnce);
      const profiles = new Float32Array(some.length * width);
      for (const [row, number] of some.entries()) {
        profiles.set(this.#vectors.profile(historyOf(number)), row * width);
        await pace.turn();
      }
      const scores = await this.#vectors.fit(profiles, some.length);
      await pace.turn();
      for (let row = 0; row < some.length; row++) {
        each(scores.subarray(row * this.items, (row + 1) * this.items), from + row);
      }
    }
  }

  /** By cosine. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
    const top = new TopK(k);
    const alone = (item: number) => ({ items: Int32Array.of(item), values: Float32Array.of(1) });
    await this.#fits(items, alone, (cosines, row) => {
      for (let j = 0; j < this.items; j++) if (j !== items[row]) top.offer(j, cosines[j]!);
      top.drain(out.items, out.scores, row * k);
    });
    return out;
  }

  explain(user: number, item: number): Reason[] {
    const { kind } = this.#vectors;
    const shares = this.#vectors.shares(this.#historyOf(user), item);
    return sortedReasons(shares.map(({ id, value }) => ({ kind, id, value })));
  }

  /** Nothing: the descriptions of the items are part of the data. */
  sections(): ModelSections {
    return {};
  }

  #historyOf(user: number): History {
    const { indptr, indices, values } = this.#data.byUser;
    const [start, end] = [indptr[user]!, indptr[user + 1]!];
    return { items: indices.subarray(start, end), values: values.subarray(start, end) };
  }
}

function vectorsOf({ source }: Params, { itemEmbeddings, itemAttributes }: TrainingData): ItemVectors {
  if (itemEmbeddings && source !== 'attributes') {
    return denseVectors(itemEmbeddings.values, itemEmbeddings.dimensions);
  }
  if (itemAttributes && source !== 'embeddings') return sparseVectors(itemAttributes);
  throw new StewardError('BAD_INPUT', `There is nothing that describes the items (source: ${source}).`, {
    advice: 'Import items with attributes or text, or choose another model.',
  });
}

export const content: Algorithm<Params> = {
  id: 'content',
  about: 'Items described like those of the history, by text embeddings or attributes (Lops et al., 2011).',
  defaults: { source: 'auto' },
  async fit(data, given) {
    const params = withDefaults(this.defaults, given);
    checkChoice(params, 'source', ['auto', 'embeddings', 'attributes']);
    return new Content(params, data);
  },
  restore: (params, _sections, data) => new Content(params, data),
};
