import { type Csr, transposing } from '../../numeric/csr.ts';
import { inSlices, Pace } from '../../numeric/pace.ts';
import type { Neighbours } from '../../numeric/similarity.ts';
import { placeIn, ScoringModel, sortedReasons } from './base.ts';
import type { Model, ModelSections, Reason } from './model.ts';
import type { NeighbourhoodId, NeighbourhoodParams, NeighbourhoodParts } from './neighbourhood-params.ts';
import { addRows, similarFrom } from './neighbourhood-similar.ts';

type Gains = Pick<Csr, 'indptr' | 'indices' | 'values'>;

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
  /** What each neighbour counts for: the similarity, or its share of those of the list. */
  readonly #shares: Float32Array;
  /** Row a holds how much the score of b gains by a: of items, the nearest turned round; of users, the nearest as they are. */
  #gains: Promise<Gains> | null = null;

  constructor(parts: NeighbourhoodParts) {
    super();
    const { kind, params, data, neighbours, source } = parts;
    this.id = kind.id;
    this.params = params;
    this.items = data.items;
    this.#parts = parts;
    this.#histories = data.byUser;
    this.#shares = params.normalise ? sharesOf(neighbours) : neighbours.values;
    if (kind.axis === 'item') {
      this.similarItems = async (items, k) => similarFrom(neighbours, items, k);
      this.foldIn = async ({ items, values }) =>
        addRows(await this.#turned(), items, values, 0, items.length, this.items);
    } else if (kind.from === 'interactions') {
      this.foldIn = async ({ items, values }) => {
        const near = await source.nearest(items, values, params.k);
        const scores = addRows(this.#histories, near.indices, near.values, 0, near.indices.length, this.items);
        const total = params.normalise ? near.values.reduce((sum, value) => sum + value, 0) : 1;
        return scores.map((score) => score / (total || 1));
      };
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const gains = await this.#turned();
    const [outer, inner] = this.#parts.kind.axis === 'item' ? [this.#histories, gains] : [gains, this.#histories];
    const { indptr, indices, values } = outer;
    const pace = new Pace();
    for (const [row, user] of users.entries()) {
      const own = addRows(inner, indices, values, indptr[user]!, indptr[user + 1]!, this.items);
      scores.set(own, row * this.items);
      await pace.turn();
    }
    return scores;
  }

  #turned(): Promise<Gains> {
    const { kind, params, neighbours } = this.#parts;
    const rows = neighbours.indptr.length - 1;
    const square = { rows, columns: rows, ...neighbours, values: this.#shares };
    const isTurned = kind.axis === 'item' || params.reverse;
    this.#gains ??= isTurned ? inSlices(transposing(square)) : Promise.resolve(square);
    return this.#gains;
  }

  explain(user: number, item: number): Reason[] {
    const { kind, params, data, neighbours } = this.#parts;
    const { indptr, indices } = neighbours;
    const reasons: Reason[] = [];
    const add = (id: number, row: number, column: number, at: number) => {
      const place = placeIn(this.#histories, row, column);
      if (place < 0) return;
      reasons.push({ kind: kind.axis, id, value: this.#histories.values[place]! * this.#shares[at]! });
    };
    if (kind.axis === 'item') {
      for (let at = indptr[item]!; at < indptr[item + 1]!; at++) add(indices[at]!, user, indices[at]!, at);
    } else if (!params.reverse) {
      for (let at = indptr[user]!; at < indptr[user + 1]!; at++) add(indices[at]!, indices[at]!, item, at);
    } else {
      const { byItem } = data;
      for (const other of byItem.indices.subarray(byItem.indptr[item], byItem.indptr[item + 1])) {
        const place = indices.subarray(indptr[other], indptr[other + 1]).indexOf(user);
        if (place >= 0) add(other, other, item, indptr[other]! + place);
      }
    }
    return sortedReasons(reasons);
  }

  sections(): ModelSections {
    return { ...this.#parts.neighbours };
  }
}

function sharesOf({ indptr, values }: Neighbours): Float32Array {
  const shares = values.slice();
  for (let row = 0; row + 1 < indptr.length; row++) {
    const own = shares.subarray(indptr[row], indptr[row + 1]);
    const total = own.reduce((sum, value) => sum + value, 0);
    for (let n = 0; n < own.length; n++) own[n]! /= total;
  }
  return shares;
}
