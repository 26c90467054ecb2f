import { floatSection, ScoringModel } from './base.ts';
import type { Algorithm, Model, ModelSections, Reason, TrainingData } from './model.ts';

type Params = Record<string, never>;

/** Everybody gets what most have: an item's score is the number of users who interacted with it. */
class TopPopular extends ScoringModel {
  readonly id = 'toppopular';
  readonly params: Params = {};
  readonly predictsRatings = false;
  readonly items: number;
  readonly #counts: Float32Array;

  constructor(counts: Float32Array) {
    super();
    this.items = counts.length;
    this.#counts = counts;
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    for (let row = 0; row < users.length; row++) scores.set(this.#counts, row * this.items);
    return scores;
  }

  async foldIn(): Promise<Float32Array> {
    return this.#counts.slice();
  }

  explain(_user: number, item: number): Reason[] {
    return [{ kind: 'popularity', id: item, value: this.#counts[item]! }];
  }

  sections(): ModelSections {
    return { counts: this.#counts };
  }
}

export const topPopular: Algorithm<Params> = {
  id: 'toppopular',
  about: 'What most users interacted with, the same for everybody.',
  defaults: {},
  async fit(data: TrainingData): Promise<Model> {
    const { indptr } = data.byItem;
    return new TopPopular(Float32Array.from({ length: data.items }, (_, i) => indptr[i + 1]! - indptr[i]!));
  },
  restore: (_params, sections, data) => new TopPopular(floatSection(sections, 'counts', data.items)),
};
