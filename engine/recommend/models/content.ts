import { StewardError } from '../../contract/errors.ts';
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
    return this.#fit(Array.from(users, (user) => this.#historyOf(user)));
  }

  async foldIn(history: History): Promise<Float32Array> {
    return this.#fit([history]);
  }

  #fit(histories: History[]): Promise<Float32Array> {
    const { width } = this.#vectors;
    const profiles = new Float32Array(histories.length * width);
    histories.forEach((history, row) => {
      profiles.set(this.#vectors.profile(history), row * width);
    });
    return this.#vectors.fit(profiles, histories.length);
  }

  /** By cosine. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    const cosines = await this.#fit(
      Array.from(items, (item) => ({ items: Int32Array.of(item), values: Float32Array.of(1) })),
    );
    const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
    const top = new TopK(k);
    items.forEach((item, row) => {
      for (let j = 0; j < this.items; j++) if (j !== item) top.offer(j, cosines[row * this.items + j]!);
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
