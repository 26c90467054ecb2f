import type { Csr } from '../numeric/csr.ts';
import { selectTop, type TopLists } from './top.ts';

/** Parts of the one user who is looked at; views that the next user overwrites. */
export interface UserScores {
  /** The items that the user is ranked over, ascending, and the score of each. */
  candidates: Int32Array;
  scores: Float32Array;
  /** The scores of those that are relevant, and of the others. */
  wanted: Float32Array;
  others: Float32Array;
}

/**
 * Says which items each user is ranked over: all but those of the train row, or the given negatives and the relevant
 * items. A relevant item of the train row is known already and is no candidate.
 */
export class Candidates {
  readonly #train: Csr;
  readonly #relevant: Csr;
  readonly #negatives: Csr | undefined;
  /** By item: 0 no candidate, 1 a candidate, 2 a relevant one. */
  readonly #mark: Uint8Array;
  readonly #items: Int32Array;
  readonly #scores: Float32Array;
  readonly #wanted: Float32Array;
  readonly #others: Float32Array;

  constructor(train: Csr, relevant: Csr, negatives?: Csr) {
    this.#train = train;
    this.#relevant = relevant;
    this.#negatives = negatives;
    this.#mark = new Uint8Array(train.columns);
    this.#items = new Int32Array(train.columns);
    [this.#scores, this.#wanted, this.#others] = [0, 1, 2].map(() => new Float32Array(train.columns)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
  }

  /** A user's candidates with their scores; `all` has one score an item. */
  of(user: number, all: Float32Array): UserScores {
    const mark = this.#mark;
    if (this.#negatives) {
      mark.fill(0);
      setRow(mark, this.#negatives, user, 1);
      setRow(mark, this.#relevant, user, 2);
    } else {
      mark.fill(1);
      setRow(mark, this.#relevant, user, 2);
      setRow(mark, this.#train, user, 0);
    }
    const [items, scores, wanted, others] = [this.#items, this.#scores, this.#wanted, this.#others];
    let [size, good, rest] = [0, 0, 0];
    for (let item = 0; item < mark.length; item++) {
      const kind = mark[item];
      if (kind === 0) continue;
      const score = all[item]!;
      items[size] = item;
      scores[size++] = score;
      if (kind === 2) wanted[good++] = score;
      else others[rest++] = score;
    }
    return {
      candidates: items.subarray(0, size),
      scores: scores.subarray(0, size),
      wanted: wanted.subarray(0, good),
      others: others.subarray(0, rest),
    };
  }

  /** Writes the first k candidates of the user last looked at, in this order of all items, into a row of `lists`. */
  firstOf(order: Int32Array, lists: TopLists, row: number): void {
    const { k } = lists;
    let place = 0;
    for (let o = 0; o < order.length && place < k; o++) {
      if (this.#mark[order[o]!] === 0) continue;
      lists.items[row * k + place] = order[o]!;
      lists.scores[row * k + place++] = order.length - o;
    }
  }
}

/** All items from the highest score to the lowest, equal ones by the smaller number. */
export function itemsInOrder(scores: Float32Array): Int32Array {
  const lists: TopLists = {
    k: scores.length,
    items: new Int32Array(scores.length),
    scores: new Float32Array(scores.length),
  };
  selectTop(scores, lists, 0);
  return lists.items;
}

function setRow(mark: Uint8Array, matrix: Csr, user: number, value: number): void {
  for (let e = matrix.indptr[user]!; e < matrix.indptr[user + 1]!; e++) mark[matrix.indices[e]!] = value;
}
