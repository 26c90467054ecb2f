import type { Csr } from '../../numeric/csr.ts';
import { rowMeans } from '../../numeric/similarity-weights.ts';
import { ScoringModel, sortedReasons } from './base.ts';
import { type Biases, baselineDefaults, fitBiases, foldInBias } from './baseline-fit.ts';
import type { Model, ModelSections, Reason } from './model.ts';
import type { NeighbourhoodId, NeighbourhoodParams, NeighbourhoodParts } from './neighbourhood-params.ts';
import { type History, similarFrom } from './neighbourhood-similar.ts';

/**
 * Neighbourhoods for ratings, as Surprise's k-NN models define them: the prediction is the expected value (mean or
 * baseline) plus the mean, weighted by similarity, of what the k nearest that know the item deviate from theirs.
 */
export class RatingNeighbourhood extends ScoringModel {
  readonly id: NeighbourhoodId;
  readonly params: NeighbourhoodParams;
  readonly predictsRatings = true;
  readonly items: number;
  readonly similarItems?: Model['similarItems'];
  readonly foldIn?: Model['foldIn'];
  readonly #parts: NeighbourhoodParts;
  readonly #biases: Biases;
  /** Means of users or items, by which the similarities are. */
  readonly #means: Float64Array;
  /** Sums of the user at work: similarity times deviation, similarity, and how many took part. */
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #counts: Int32Array;
  readonly #deviations: Float64Array;

  constructor(parts: NeighbourhoodParts) {
    super();
    const { kind, params, data, neighbours, source } = parts;
    this.id = kind.id;
    this.params = params;
    this.items = data.items;
    this.#parts = parts;
    this.#biases = fitBiases(data.byUser, data.byItem, baselineDefaults);
    const { mean } = this.#biases;
    this.#means = rowMeans(kind.axis === 'user' ? data.byUser : data.byItem).map((own) => own || mean);
    this.#sums = new Float64Array(data.items);
    this.#weights = new Float64Array(data.items);
    this.#counts = new Int32Array(data.items);
    this.#deviations = new Float64Array(data.items);
    if (kind.axis === 'item') {
      this.similarItems = async (items, k) => similarFrom(neighbours, items, k);
      this.foldIn = async (history) => this.#newcomer(history, null);
    } else if (kind.from === 'interactions') {
      this.foldIn = async (history) =>
        this.#newcomer(history, source.nearest(history.items, history.values, params.stored));
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const { kind, neighbours, data } = this.#parts;
    for (let row = 0; row < users.length; row++) {
      const user = users[row]!;
      const bias = this.#biases.user[user]!;
      const own = kind.axis === 'user' ? this.#means[user]! : 0;
      if (kind.axis === 'user') {
        const [start, end] = [neighbours.indptr[user]!, neighbours.indptr[user + 1]!];
        this.#addUsers(neighbours.indices.subarray(start, end), neighbours.values.subarray(start, end));
      } else this.#addItems(rowOf(data.byUser, user), bias);
      this.#write(scores, row * this.items, own, bias);
    }
    return scores;
  }

  async #newcomer(history: History, near: { indices: Int32Array; values: Float32Array } | null): Promise<Float32Array> {
    const bias = foldInBias(this.#biases, history, baselineDefaults.reg_u);
    const own = history.values.reduce((sum, value) => sum + value, 0) / history.values.length || this.#biases.mean;
    if (near) this.#addUsers(near.indices, near.values);
    else this.#addItems(history, bias);
    const scores = new Float32Array(this.items);
    this.#write(scores, 0, own, bias);
    return scores;
  }

  /** What `item` is expected to get from a user of that mean and bias, before neighbours are asked. */
  #expected(item: number, mean: number, bias: number): number {
    const { centre } = this.params;
    if (centre === 'none') return 0;
    if (centre === 'baseline') return this.#biases.mean + bias + this.#biases.item[item]!;
    return this.#parts.kind.axis === 'user' ? mean : this.#means[item]!;
  }

  /** Adds up over neighbouring users, nearest first: an item takes the first k that know it. */
  #addUsers(users: Int32Array, similarities: Float32Array): void {
    const { indptr, indices, values } = this.#parts.data.byUser;
    const { k } = this.params;
    for (let n = 0; n < users.length; n++) {
      const user = users[n]!;
      const mean = this.#means[user]!;
      const bias = this.#biases.user[user]!;
      for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
        const item = indices[at]!;
        if (this.#counts[item]! >= k) continue;
        this.#add(item, similarities[n]!, values[at]! - this.#expected(item, mean, bias));
      }
    }
  }

  /** Adds up over the neighbours of each item that are in the user's history, nearest first, at most k. */
  #addItems(history: History, bias: number): void {
    const { indptr, indices, values } = this.#parts.neighbours;
    const deviations = this.#deviations.fill(Number.NaN);
    history.items.forEach((item, n) => {
      deviations[item] = history.values[n]! - this.#expected(item, 0, bias);
    });
    for (let item = 0; item < this.items; item++) {
      const end = indptr[item + 1]!;
      for (let at = indptr[item]!; at < end && this.#counts[item]! < this.params.k; at++) {
        const deviation = deviations[indices[at]!]!;
        if (!Number.isNaN(deviation)) this.#add(item, values[at]!, deviation);
      }
    }
  }

  #add(item: number, similarity: number, deviation: number): void {
    this.#sums[item]! += similarity * deviation;
    this.#weights[item]! += similarity;
    this.#counts[item]! += 1;
  }

  /** Writes the predictions and empties the sums for the next user. */
  #write(scores: Float32Array, start: number, mean: number, bias: number): void {
    for (let item = 0; item < this.items; item++) {
      const expected = this.#expected(item, mean, bias);
      const known = this.#counts[item]! >= this.params.min_k && this.#weights[item]! > 0;
      const fallback = this.params.centre === 'none' ? this.#biases.mean : expected;
      scores[start + item] = known ? expected + this.#sums[item]! / this.#weights[item]! : fallback;
    }
    this.#sums.fill(0);
    this.#weights.fill(0);
    this.#counts.fill(0);
  }

  explain(user: number, item: number): Reason[] {
    const { kind, data, neighbours } = this.#parts;
    const [row, matrix] = kind.axis === 'user' ? [user, data.byItem] : [item, data.byUser];
    const known = rowOf(matrix, kind.axis === 'user' ? item : user);
    const values = new Map(Array.from(known.items, (other, n) => [other, known.values[n]!]));
    const bias = this.#biases.user[user]!;
    const reasons: Reason[] = [];
    let weight = 0;
    for (let at = neighbours.indptr[row]!; at < neighbours.indptr[row + 1]! && reasons.length < this.params.k; at++) {
      const other = neighbours.indices[at]!;
      const value = values.get(other);
      if (value === undefined) continue;
      const expected =
        kind.axis === 'user'
          ? this.#expected(item, this.#means[other]!, this.#biases.user[other]!)
          : this.#expected(other, 0, bias);
      weight += neighbours.values[at]!;
      reasons.push({ kind: kind.axis, id: other, value: neighbours.values[at]! * (value - expected) });
    }
    const enough = reasons.length >= this.params.min_k && weight > 0;
    const expected = this.#expected(item, kind.axis === 'user' ? this.#means[user]! : 0, bias);
    const base = enough || this.params.centre !== 'none' ? expected : this.#biases.mean;
    const shares = enough ? reasons.map((reason) => ({ ...reason, value: reason.value / weight })) : [];
    return sortedReasons([{ kind: 'bias', id: -1, value: base }, ...shares]);
  }

  sections(): ModelSections {
    return { ...this.#parts.neighbours };
  }
}

function rowOf({ indptr, indices, values }: Csr, row: number): History {
  const [start, end] = [indptr[row]!, indptr[row + 1]!];
  return { items: indices.subarray(start, end), values: values.subarray(start, end) };
}
