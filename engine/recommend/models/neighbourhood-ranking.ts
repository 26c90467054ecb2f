import { type Csr, transpose } from '../../numeric/csr.ts';
import { ScoringModel, sortedReasons } from './base.ts';
import type { Model, ModelSections, Reason } from './model.ts';
import type { NeighbourhoodId, NeighbourhoodParams, NeighbourhoodParts } from './neighbourhood-params.ts';
import { addRows, type History, similarFrom } from './neighbourhood-similar.ts';

/**
 * Neighbourhoods for ranking (Deshpande & Karypis, TOIS 2004). Between items, an item's score is the sum over the user's
 * history of similarity times value, where the similarity counts if the item of the history is among the k nearest of
 * the scored one. Between users, it is the sum over the user's k nearest of similarity times their value.
 */
export class RankingNeighbourhood extends ScoringModel {
  readonly id: NeighbourhoodId;
  readonly params: NeighbourhoodParams;
  readonly predictsRatings = false;
  readonly items: number;
  readonly similarItems?: Model['similarItems'];
  readonly foldIn?: Model['foldIn'];
  readonly #parts: NeighbourhoodParts;
  /** users x items: the histories, without the weights that are for the similarities alone, as in Dacrema et al. */
  readonly #histories: Csr;
  /** Row a holds how much the score of b gains by a: of items, the nearest turned round; of users, the nearest as they are. */
  readonly #gains: Pick<Csr, 'indptr' | 'indices' | 'values'>;

  constructor(parts: NeighbourhoodParts) {
    super();
    const { kind, params, data, neighbours, source } = parts;
    this.id = kind.id;
    this.params = params;
    this.items = data.items;
    this.#parts = parts;
    this.#histories = data.byUser;
    const shares = params.normalise ? normalised(neighbours) : neighbours;
    const square = { rows: neighbours.indptr.length - 1, columns: neighbours.indptr.length - 1, ...shares };
    this.#gains = kind.axis === 'item' || params.reverse ? transpose(square) : square;
    if (kind.axis === 'item') {
      this.similarItems = async (items, k) => similarFrom(neighbours, items, k);
      this.foldIn = async (history) => this.#fromHistory(history);
    } else if (kind.from === 'interactions') {
      this.foldIn = async ({ items, values }) => {
        const near = source.nearest(items, values, params.k);
        const scores = this.#fromUsers(near.indices, near.values, 0, near.indices.length);
        const total = params.normalise ? near.values.reduce((sum, value) => sum + value, 0) : 1;
        return scores.map((score) => score / (total || 1));
      };
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const { indptr, indices, values } = this.#parts.kind.axis === 'item' ? this.#histories : this.#gains;
    for (let row = 0; row < users.length; row++) {
      const start = indptr[users[row]!]!;
      const end = indptr[users[row]! + 1]!;
      const own =
        this.#parts.kind.axis === 'item'
          ? this.#fromHistory({ items: indices.subarray(start, end), values: values.subarray(start, end) })
          : this.#fromUsers(indices, values, start, end);
      scores.set(own, row * this.items);
    }
    return scores;
  }

  #fromHistory(history: History): Float32Array {
    return addRows(this.#gains, history.items, history.values, 0, history.items.length, this.items);
  }

  #fromUsers(users: Int32Array, similarities: Float32Array, start: number, end: number): Float32Array {
    return addRows(this.#histories, users, similarities, start, end, this.items);
  }

  explain(user: number, item: number): Reason[] {
    const [outer, inner] =
      this.#parts.kind.axis === 'item' ? [this.#histories, this.#gains] : [this.#gains, this.#histories];
    const reasons: Reason[] = [];
    for (let at = outer.indptr[user]!; at < outer.indptr[user + 1]!; at++) {
      const other = outer.indices[at]!;
      for (let to = inner.indptr[other]!; to < inner.indptr[other + 1]!; to++) {
        if (inner.indices[to] !== item) continue;
        reasons.push({ kind: this.#parts.kind.axis, id: other, value: outer.values[at]! * inner.values[to]! });
      }
    }
    return sortedReasons(reasons);
  }

  sections(): ModelSections {
    return { ...this.#parts.neighbours };
  }
}

function normalised(lists: NeighbourhoodParts['neighbours']): NeighbourhoodParts['neighbours'] {
  const values = lists.values.slice();
  for (let row = 0; row + 1 < lists.indptr.length; row++) {
    const own = values.subarray(lists.indptr[row], lists.indptr[row + 1]);
    const total = own.reduce((sum, value) => sum + value, 0);
    for (let n = 0; n < own.length; n++) own[n]! /= total;
  }
  return { ...lists, values };
}
