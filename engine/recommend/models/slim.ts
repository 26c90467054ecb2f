import { type Csr, transposing } from '../../numeric/csr.ts';
import { inSlices, Pace } from '../../numeric/pace.ts';
import type { Neighbours } from '../../numeric/similarity.ts';
import { floatSection, intSection, ScoringModel, sortedReasons, withDefaults } from './base.ts';
import { checkNumber } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason, TopItems, TrainingData } from './model.ts';
import { addRows, type History, similarFrom } from './neighbourhood-similar.ts';
import { type SlimParams as Params, slimWeights } from './slim-fit.ts';

/** A score is the sum over the history of value times the learned weight; most weights are zero. */
class Slim extends ScoringModel {
  readonly id = 'slim';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  readonly #data: TrainingData;
  /** Row j: the items that item j was regressed on, largest weight first. */
  readonly #weights: Neighbours;
  /** The same turned round, once it is needed: row i holds what item i of a history adds. */
  #gains: Promise<Csr> | null = null;

  constructor(params: Params, weights: Neighbours, data: TrainingData) {
    super();
    this.params = params;
    this.items = data.items;
    this.#data = data;
    this.#weights = weights;
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const { indptr, indices, values } = this.#data.byUser;
    const gains = await this.#turned();
    const pace = new Pace();
    for (const [row, user] of users.entries()) {
      const own = addRows(gains, indices, values, indptr[user]!, indptr[user + 1]!, this.items);
      scores.set(own, row * this.items);
      await pace.turn();
    }
    return scores;
  }

  async foldIn({ items, values }: History): Promise<Float32Array> {
    return addRows(await this.#turned(), items, values, 0, items.length, this.items);
  }

  #turned(): Promise<Csr> {
    this.#gains ??= inSlices(transposing({ rows: this.items, columns: this.items, ...this.#weights }));
    return this.#gains;
  }

  /** By weight: the items that say most about the given one. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    return similarFrom(this.#weights, items, k);
  }

  explain(user: number, item: number): Reason[] {
    const { indptr, indices, values } = this.#data.byUser;
    const own = new Map<number, number>();
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) own.set(indices[at]!, values[at]!);
    const reasons: Reason[] = [];
    for (let at = this.#weights.indptr[item]!; at < this.#weights.indptr[item + 1]!; at++) {
      const id = this.#weights.indices[at]!;
      reasons.push({ kind: 'item', id, value: (own.get(id) ?? 0) * this.#weights.values[at]! });
    }
    return sortedReasons(reasons);
  }

  sections(): ModelSections {
    return { ...this.#weights };
  }
}

export const slim: Algorithm<Params> = {
  id: 'slim',
  about: 'Sparse linear model between items with an elastic net (Ning & Karypis, ICDM 2011; Levy & Jack, 2013).',
  defaults: { alpha: 0.1, l1_ratio: 0.0001, k: 500, tol: 0.001, max_iter: 100 },
  async fit(data, given, options) {
    const params = withDefaults(this.defaults, given);
    for (const name of ['alpha', 'l1_ratio', 'tol']) checkNumber(params, name, { least: 0 });
    for (const name of ['k', 'max_iter']) checkNumber(params, name, { least: 1, whole: true });
    return new Slim(params, await slimWeights(data, params, options), data);
  },
  restore(params, sections, data) {
    const indptr = intSection(sections, 'indptr', data.items + 1);
    const indices = intSection(sections, 'indices', indptr[data.items]);
    return new Slim(params, { indptr, indices, values: floatSection(sections, 'values', indices.length) }, data);
  },
};
