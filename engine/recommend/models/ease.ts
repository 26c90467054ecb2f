import { Pace } from '../../numeric/pace.ts';
import { PanelMatrix, panelLength, panelPlace } from '../../numeric/panels.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { TopK } from '../../numeric/topk.ts';
import { floatSection, ScoringModel, sortedReasons, throwIfCancelled, withDefaults } from './base.ts';
import { type EaseInput, easeWeights } from './ease-fit.ts';
import { checkNumber } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason, TopItems, TrainingData } from './model.ts';
import type { History } from './neighbourhood-similar.ts';

type Params = { l2: number };

/** With fewer items than this the fit takes some milliseconds, less than a worker takes to start. */
const itemsForWorker = 300;

/** A score is the sum over the history of value times the learned weight from that item to the scored one. */
class Ease extends ScoringModel {
  readonly id = 'ease';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  /** items x items, in panels. */
  readonly #weights: Float32Array;
  readonly #data: TrainingData;
  /** The weights where products with them are fast; a model that was read from a file puts them there when first asked. */
  #matrix: Promise<PanelMatrix> | null;

  constructor(params: Params, weights: Float32Array, data: TrainingData, matrix: PanelMatrix | null) {
    super();
    this.params = params;
    this.items = data.items;
    this.#weights = weights;
    this.#data = data;
    this.#matrix = matrix && Promise.resolve(matrix);
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    this.#matrix ??= PanelMatrix.of(this.items, this.items, this.#weights);
    return (await this.#matrix).products(users, this.#data.byUser);
  }

  async foldIn({ items, values }: History): Promise<Float32Array> {
    this.#matrix ??= PanelMatrix.of(this.items, this.items, this.#weights);
    const alone = { indptr: Int32Array.of(0, items.length), indices: items, values };
    return (await this.#matrix).products(Int32Array.of(0), alone);
  }

  #weight(from: number, to: number): number {
    return this.#weights[panelPlace(this.items, from, to)]!;
  }

  /** The items whose scores rise most when the given one joins a history. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
    const top = new TopK(k);
    const pace = new Pace();
    for (const [row, item] of items.entries()) {
      for (let j = 0; j < this.items; j++) if (j !== item) top.offer(j, this.#weight(item, j));
      top.drain(out.items, out.scores, row * k);
      await pace.turn();
    }
    return out;
  }

  explain(user: number, item: number): Reason[] {
    const { indptr, indices, values } = this.#data.byUser;
    const reasons: Reason[] = [];
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      const id = indices[at]!;
      reasons.push({ kind: 'item', id, value: values[at]! * this.#weight(id, item) });
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
    const matrix = new PanelMatrix(data.items, data.items);
    const weights = matrix.values;
    const input: EaseInput = { byUser, byItem, l2: params.l2, threads: options.threads ?? 1, weights };
    const worker = new URL('./ease-worker.ts', import.meta.url);
    if (data.items < itemsForWorker) await easeWeights(input);
    else await inWorker(worker, input, { signal: options.signal });
    options.onProgress?.({ done: data.items, total: data.items, unit: 'items' });
    return new Ease(params, weights, data, matrix);
  },
  restore(params, sections, data) {
    const length = panelLength(data.items, data.items);
    return new Ease(params, floatSection(sections, 'weights', length), data, null);
  },
};
