import { floatSection, ScoringModel, sortedReasons, withDefaults } from './base.ts';
import { type BaselineParams, type Biases, baselineDefaults, fitBiases, foldInBias } from './baseline-fit.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason } from './model.ts';

type Params = BaselineParams & Record<string, number | string>;

class Baseline extends ScoringModel {
  readonly id = 'baseline';
  readonly params: Params;
  readonly predictsRatings = true;
  readonly items: number;
  readonly #biases: Biases;

  constructor(params: Params, biases: Biases) {
    super();
    this.params = params;
    this.items = biases.item.length;
    this.#biases = biases;
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    users.forEach((user, row) => {
      this.#fill(this.#biases.user[user]!, scores.subarray(row * this.items, (row + 1) * this.items));
    });
    return scores;
  }

  override async score(users: Int32Array, items: Int32Array): Promise<Float32Array> {
    const { mean, user, item } = this.#biases;
    return Float32Array.from(users, (u, pair) => mean + user[u]! + item[items[pair]!]!);
  }

  async foldIn(history: { items: Int32Array; values: Float32Array }): Promise<Float32Array> {
    const scores = new Float32Array(this.items);
    this.#fill(foldInBias(this.#biases, history, this.params.reg_u), scores);
    return scores;
  }

  #fill(bias: number, scores: Float32Array): void {
    const { mean, item } = this.#biases;
    for (let i = 0; i < scores.length; i++) scores[i] = mean + bias + item[i]!;
  }

  /** The mean of all ratings has no user and no item: its id is -1. */
  explain(user: number, item: number): Reason[] {
    return sortedReasons([
      { kind: 'bias', id: -1, value: this.#biases.mean },
      { kind: 'user', id: user, value: this.#biases.user[user]! },
      { kind: 'item', id: item, value: this.#biases.item[item]! },
    ]);
  }

  sections(): ModelSections {
    return { mean: Float32Array.of(this.#biases.mean), user: this.#biases.user, item: this.#biases.item };
  }
}

export const baseline: Algorithm<Params> = {
  id: 'baseline',
  about: 'The mean rating plus a bias of the user and one of the item (Koren, TKDD 2010).',
  defaults: { ...baselineDefaults },
  async fit(data, params) {
    const all = withDefaults(this.defaults, params);
    checkChoice(all, 'method', ['als', 'sgd']);
    checkNumber(all, 'epochs', { least: 1, whole: true });
    for (const name of ['reg_i', 'reg_u', 'lr', 'reg']) checkNumber(all, name, { least: 0 });
    const biases = fitBiases(data.byUser, data.byItem, all);
    // As a model file keeps it, so that a model that was saved and opened again gives the same bytes.
    return new Baseline(all, { ...biases, mean: Math.fround(biases.mean) });
  },
  restore: (params, sections, data) =>
    new Baseline(params, {
      mean: floatSection(sections, 'mean', 1)[0]!,
      user: floatSection(sections, 'user', data.users),
      item: floatSection(sections, 'item', data.items),
    }),
};
