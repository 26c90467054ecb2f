import { inWorker } from '../../numeric/parallel.ts';
import { TopK } from '../../numeric/topk.ts';
import { breathe, floatSection, ScoringModel, sortedReasons, throwIfCancelled, withDefaults } from './base.ts';
import { type EaseInput, easeWeights } from './ease-fit.ts';
import { checkNumber } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason, TopItems, TrainingData } from './model.ts';
import type { History } from './neighbourhood-similar.ts';

type Params = { l2: number };

/** With fewer items than this the fit takes some milliseconds, less than a worker takes to start. */
const itemsForWorker = 300;
/** Users scored between two looks at the event loop. */
const usersAtATime = 32;

/** A score is the sum over the history of value times the learned weight from that item to the scored one. */
class Ease extends ScoringModel {
  readonly id = 'ease';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  readonly #weights: Float32Array;
  readonly #data: TrainingData;

  constructor(params: Params, weights: Float32Array, data: TrainingData) {
    super();
    this.params = params;
    this.items = data.items;
    this.#weights = weights;
    this.#data = data;
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const { indptr, indices, values } = this.#data.byUser;
    for (let row = 0; row < users.length; row++) {
      if (row > 0 && row % usersAtATime === 0) await breathe();
      const [start, end] = [indptr[users[row]!]!, indptr[users[row]! + 1]!];
      const history = { items: indices.subarray(start, end), values: values.subarray(start, end) };
      this.#add(history, scores.subarray(row * this.items, (row + 1) * this.items));
    }
    return scores;
  }

  async foldIn(history: History): Promise<Float32Array> {
    const scores = new Float32Array(this.items);
    this.#add(history, scores);
    return scores;
  }

  /** Four rows of weights a pass, so that a score is read and written once for four additions. */
  #add({ items, values }: History, scores: Float32Array): void {
    const n = this.items;
    const weights = this.#weights;
    let at = 0;
    for (; at + 4 <= items.length; at += 4) {
      const [a, b, c, d] = [items[at]! * n, items[at + 1]! * n, items[at + 2]! * n, items[at + 3]! * n];
      const [va, vb, vc, vd] = [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!];
      for (let j = 0; j < n; j++) {
        scores[j]! += va * weights[a + j]! + vb * weights[b + j]! + vc * weights[c + j]! + vd * weights[d + j]!;
      }
    }
    for (; at < items.length; at++) {
      const [a, va] = [items[at]! * n, values[at]!];
      for (let j = 0; j < n; j++) scores[j]! += va * weights[a + j]!;
    }
  }

  /** The items whose scores rise most when the given one joins a history. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
    const top = new TopK(k);
    items.forEach((item, row) => {
      for (let j = 0; j < this.items; j++) if (j !== item) top.offer(j, this.#weights[item * this.items + j]!);
      top.drain(out.items, out.scores, row * k);
    });
    return out;
  }

  explain(user: number, item: number): Reason[] {
    const { indptr, indices, values } = this.#data.byUser;
    const reasons: Reason[] = [];
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      const id = indices[at]!;
      reasons.push({ kind: 'item', id, value: values[at]! * this.#weights[id * this.items + item]! });
    }
    return sortedReasons(reasons);
  }

  sections(): ModelSections {
    return { weights: this.#weights };
  }
}

export const ease: Algorithm<Params> = {
  id: 'ease',
  about: 'A linear model between items in closed form (Steck, WWW 2019).',
  defaults: { l2: 500 },
  async fit(data, given, options) {
    const params = withDefaults(this.defaults, given);
    checkNumber(params, 'l2', { least: 0, above: true });
    throwIfCancelled(options);
    const { byUser, byItem } = data;
    const input: EaseInput = { byUser, byItem, l2: params.l2, threads: options.threads ?? 1 };
    const worker = new URL('./ease-worker.ts', import.meta.url);
    const weights =
      data.items < itemsForWorker
        ? await easeWeights(input)
        : await inWorker<EaseInput, Float32Array>(worker, input, { signal: options.signal });
    options.onProgress?.({ done: data.items, total: data.items, unit: 'items' });
    return new Ease(params, weights, data);
  },
  restore: (params, sections, data) => new Ease(params, floatSection(sections, 'weights', data.items ** 2), data),
};
