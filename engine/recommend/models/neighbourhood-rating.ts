import type { Csr } from '../../numeric/csr.ts';
import { Pace } from '../../numeric/pace.ts';
import { ScoringModel, sortedReasons } from './base.ts';
import { baselineDefaults, foldInBias } from './baseline-fit.ts';
import type { Model, ModelSections, Reason } from './model.ts';
import { type Expected, expectedSections } from './neighbourhood-expected.ts';
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
  readonly #expectedOf: Expected;
  /** Sums of the user at work: similarity times deviation, similarity, and how many took part. */
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #counts: Int32Array;
  /** Of the history of the user at work: 1 for its items, and what each deviates. */
  readonly #rated: Uint8Array;
  readonly #deviations: Float64Array;

  constructor(parts: NeighbourhoodParts, expected: Expected) {
    super();
    const { kind, params, data, neighbours, source } = parts;
    this.id = kind.id;
    this.params = params;
    this.items = data.items;
    this.#parts = parts;
    this.#expectedOf = expected;
    this.#sums = new Float64Array(data.items);
    this.#weights = new Float64Array(data.items);
    this.#counts = new Int32Array(data.items);
    this.#rated = new Uint8Array(data.items);
    this.#deviations = new Float64Array(data.items);
    if (kind.axis === 'item') {
      this.similarItems = async (items, k) => similarFrom(neighbours, items, k);
      this.foldIn = async (history) => this.#newcomer(history, null);
    } else if (kind.from === 'interactions') {
      this.foldIn = async (history) =>
        this.#newcomer(history, await source.nearest(history.items, history.values, params.stored));
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const { kind, neighbours, data } = this.#parts;
    const { biases, means, spreads } = this.#expectedOf;
    const pace = new Pace();
    for (const [row, user] of users.entries()) {
      const bias = biases.user[user]!;
      const own = kind.axis === 'user' ? { mean: means[user]!, spread: spreads[user]! } : null;
      if (own) {
        const [start, end] = [neighbours.indptr[user]!, neighbours.indptr[user + 1]!];
        this.#addUsers(neighbours.indices.subarray(start, end), neighbours.values.subarray(start, end));
      } else this.#addItems(rowOf(data.byUser, user), bias);
      // Nothing is awaited between these two: the sums are one user's.
      this.#write(scores, row * this.items, own, bias);
      await pace.turn();
    }
    return scores;
  }

  #newcomer(history: History, near: { indices: Int32Array; values: Float32Array } | null): Float32Array {
    const { biases, spread } = this.#expectedOf;
    const bias = foldInBias(biases, history, baselineDefaults.reg_u);
    const { values } = history;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length || biases.mean;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    if (near) this.#addUsers(near.indices, near.values);
    else this.#addItems(history, bias);
    const scores = new Float32Array(this.items);
    this.#write(scores, 0, near && { mean, spread: Math.sqrt(square / values.length) || spread }, bias);
    return scores;
  }

  /** What `item` is expected to get from a user of that mean (where similarities are between users) and bias. */
  #expected(item: number, mean: number | null, bias: number): number {
    const { centre } = this.params;
    if (centre === 'none') return 0;
    const { biases, means } = this.#expectedOf;
    if (centre === 'baseline') return biases.mean + bias + biases.item[item]!;
    return mean ?? means[item]!;
  }

  /** What deviations of a user or item are divided by. */
  #unit(row: number): number {
    return this.params.centre === 'zscore' ? this.#expectedOf.spreads[row]! : 1;
  }

  /** Adds up over neighbouring users, nearest first: an item takes the first k that know it. */
  #addUsers(users: Int32Array, similarities: Float32Array): void {
    const { indptr, indices, values } = this.#parts.data.byUser;
    const { k } = this.params;
    const [sums, weights, counts] = [this.#sums, this.#weights, this.#counts];
    const { biases, means } = this.#expectedOf;
    for (let n = 0; n < users.length; n++) {
      const user = users[n]!;
      const [mean, bias, unit] = [means[user]!, biases.user[user]!, this.#unit(user)];
      const similarity = similarities[n]!;
      for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
        const item = indices[at]!;
        if (counts[item]! >= k) continue;
        sums[item]! += (similarity * (values[at]! - this.#expected(item, mean, bias))) / unit;
        weights[item]! += similarity;
        counts[item]! += 1;
      }
    }
  }

  /** Adds up over the neighbours of each item that are in the user's history, nearest first, at most k. */
  #addItems(history: History, bias: number): void {
    const { indptr, indices, values } = this.#parts.neighbours;
    const { k } = this.params;
    const [rated, deviations] = [this.#rated, this.#deviations];
    history.items.forEach((item, n) => {
      rated[item] = 1;
      deviations[item] = (history.values[n]! - this.#expected(item, null, bias)) / this.#unit(item);
    });
    for (let item = 0; item < this.items; item++) {
      const end = indptr[item + 1]!;
      let [sum, weight, count] = [0, 0, 0];
      for (let at = indptr[item]!; at < end; at++) {
        const other = indices[at]!;
        if (rated[other] === 0) continue;
        sum += values[at]! * deviations[other]!;
        weight += values[at]!;
        count += 1;
        if (count === k) break;
      }
      this.#sums[item] = sum;
      this.#weights[item] = weight;
      this.#counts[item] = count;
    }
    for (const item of history.items) rated[item] = 0;
  }

  /** Writes the predictions and empties the sums for the next user; `own` is of that user where similarities are between users. */
  #write(scores: Float32Array, start: number, own: { mean: number; spread: number } | null, bias: number): void {
    const { centre, min_k } = this.params;
    for (let item = 0; item < this.items; item++) {
      const expected = this.#expected(item, own?.mean ?? null, bias);
      const known = this.#counts[item]! >= min_k && this.#weights[item]! > 0;
      const fallback = centre === 'none' ? this.#expectedOf.biases.mean : expected;
      const unit = centre === 'zscore' && own ? own.spread : this.#unit(item);
      scores[start + item] = known ? expected + (unit * this.#sums[item]!) / this.#weights[item]! : fallback;
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
    const { biases, means } = this.#expectedOf;
    const bias = biases.user[user]!;
    const reasons: Reason[] = [];
    let weight = 0;
    for (let at = neighbours.indptr[row]!; at < neighbours.indptr[row + 1]! && reasons.length < this.params.k; at++) {
      const other = neighbours.indices[at]!;
      const value = values.get(other);
      if (value === undefined) continue;
      const expected =
        kind.axis === 'user'
          ? this.#expected(item, means[other]!, biases.user[other]!)
          : this.#expected(other, null, bias);
      weight += neighbours.values[at]!;
      const deviation = ((value - expected) * this.#unit(row)) / this.#unit(other);
      reasons.push({ kind: kind.axis, id: other, value: neighbours.values[at]! * deviation });
    }
    const enough = reasons.length >= this.params.min_k && weight > 0;
    const expected = this.#expected(item, kind.axis === 'user' ? means[user]! : null, bias);
    const base = enough || this.params.centre !== 'none' ? expected : biases.mean;
    const shares = enough ? reasons.map((reason) => ({ ...reason, value: reason.value / weight })) : [];
    return sortedReasons([{ kind: 'bias', id: -1, value: base }, ...shares]);
  }

  sections(): ModelSections {
    return { ...this.#parts.neighbours, ...expectedSections(this.#expectedOf) };
  }
}

function rowOf({ indptr, indices, values }: Csr, row: number): History {
  const [start, end] = [indptr[row]!, indptr[row + 1]!];
  return { items: indices.subarray(start, end), values: values.subarray(start, end) };
}
