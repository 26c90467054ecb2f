import { TopK } from '../../../numeric/topk.ts';
import { floatSection, ScoringModel, sortedReasons } from '../base.ts';
import type { ModelId, ModelSections, Reason, TopItems } from '../model.ts';
import { timesTransposed } from './products.ts';

/** Rows of items that are compared with all others at once. */
const itemsAtOnce = 256;

/** What was learned: a score is mean + bias of user + bias of item + p . q. */
export interface Factorisation {
  factors: number;
  mean: number;
  /** users x factors, row-major. */
  users: Float32Array;
  /** items x factors, row-major. */
  items: Float32Array;
  userBias?: Float32Array;
  itemBias?: Float32Array;
  /** factors x factors: the items' Gram matrix, where folding in needs it. */
  gram?: Float32Array;
  /** items x factors: what having rated an item at all adds to a user's factors (SVD++); in `users` already. */
  implicit?: Float32Array;
}

/** A user as a vector for `itemVectors`, and what is added to a product to make a score of it. */
export interface UserVector {
  vector: Float32Array;
  offset: number;
}

/** Scores of some items for a user's vector; NaN for those below 0. */
export function scoreSome(
  { factors, items, itemBias }: Pick<Factorisation, 'factors' | 'items' | 'itemBias'>,
  { vector, offset }: UserVector,
  numbers: Int32Array,
): Float32Array {
  const scores = new Float32Array(numbers.length);
  for (let n = 0; n < numbers.length; n++) {
    const item = numbers[n]!;
    if (item < 0) {
      scores[n] = Number.NaN;
      continue;
    }
    // Four sums, none of which waits for another.
    let a = offset + (itemBias?.[item] ?? 0);
    let b = 0;
    let c = 0;
    let d = 0;
    let f = 0;
    let at = item * factors;
    for (; f + 4 <= factors; f += 4, at += 4) {
      a += vector[f]! * items[at]!;
      b += vector[f + 1]! * items[at + 1]!;
      c += vector[f + 2]! * items[at + 2]!;
      d += vector[f + 3]! * items[at + 3]!;
    }
    for (; f < factors; f++, at++) a += vector[f]! * items[at]!;
    scores[n] = a + b + (c + d);
  }
  return scores;
}

/** The factors of one user who was not there, from their history. */
export type FoldIn = (
  learned: Factorisation,
  history: { items: Int32Array; values: Float32Array },
) => { factors: ArrayLike<number>; bias: number };

export interface FactorModelSetup {
  id: ModelId;
  params: Readonly<Record<string, number | string | boolean>>;
  predictsRatings: boolean;
  learned: Factorisation;
  foldIn?: FoldIn;
}

/** A fitted factorisation, whatever fitted it. */
export class FactorModel extends ScoringModel {
  readonly id: ModelId;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly predictsRatings: boolean;
  readonly items: number;
  readonly learned: Factorisation;
  readonly foldIn?: (history: { items: Int32Array; values: Float32Array }) => Promise<Float32Array>;
  readonly #foldIn: FoldIn | undefined;
  /** Items as rows [q, bias, 1], for a product with rows [p, 1, mean + bias]; made when first needed. */
  #rows: Float32Array | null = null;
  /** The items' factors at unit length; made when first needed. */
  #units: Float32Array | null = null;

  constructor({ id, params, predictsRatings, learned, foldIn }: FactorModelSetup) {
    super();
    this.id = id;
    this.params = params;
    this.predictsRatings = predictsRatings;
    this.learned = learned;
    this.items = learned.items.length / learned.factors;
    this.#foldIn = foldIn;
    if (foldIn) {
      this.foldIn = async (history) => {
        const { factors, bias } = foldIn(learned, history);
        const row = new Float32Array(learned.factors + 2);
        row.set(factors);
        row.set([1, learned.mean + bias], learned.factors);
        return timesTransposed(row, this.#itemRows(), row.length);
      };
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const { factors, mean, userBias } = this.learned;
    const width = factors + 2;
    const left = new Float32Array(users.length * width);
    users.forEach((user, n) => {
      left.set(this.learned.users.subarray(user * factors, (user + 1) * factors), n * width);
      left[n * width + factors] = 1;
      left[n * width + factors + 1] = mean + (userBias?.[user] ?? 0);
    });
    return timesTransposed(left, this.#itemRows(), width);
  }

  /** The items as vectors whose products with a user's order them as the scores do: items x (factors + 1), the last their bias. */
  itemVectors(): { dimensions: number; values: Float32Array } {
    const { factors, items, itemBias } = this.learned;
    const dimensions = factors + 1;
    const values = new Float32Array(this.items * dimensions);
    for (let item = 0; item < this.items; item++) {
      values.set(items.subarray(item * factors, (item + 1) * factors), item * dimensions);
      values[item * dimensions + factors] = itemBias?.[item] ?? 0;
    }
    return { dimensions, values };
  }

  /**
   * A user's vector for `itemVectors`; null for who was not there at training, and for whom nothing was learned: all items
   * would be worth the same.
   */
  userVector(user: number): UserVector | null {
    const { factors, users, mean, userBias } = this.learned;
    if (!(user >= 0 && (user + 1) * factors <= users.length)) return null;
    return this.#vectorOf(users.subarray(user * factors, (user + 1) * factors), mean + (userBias?.[user] ?? 0));
  }

  /** The vector of a user with this history, for `itemVectors`; null where the model cannot fold in. */
  foldInVector(history: { items: Int32Array; values: Float32Array }): UserVector | null {
    if (!this.#foldIn || history.items.length === 0) return null;
    const { factors, bias } = this.#foldIn(this.learned, history);
    return this.#vectorOf(factors, this.learned.mean + bias);
  }

  /** Scores of some items alone for a user's vector. */
  scoreSome(user: UserVector, numbers: Int32Array): Float32Array {
    return scoreSome(this.learned, user, numbers);
  }

  override async score(users: Int32Array, items: Int32Array): Promise<Float32Array> {
    const { factors, mean, userBias, itemBias, users: p, items: q } = this.learned;
    return Float32Array.from(users, (user, pair) => {
      const item = items[pair]!;
      let score = mean + (userBias?.[user] ?? 0) + (itemBias?.[item] ?? 0);
      for (let f = 0; f < factors; f++) score += p[user * factors + f]! * q[item * factors + f]!;
      return score;
    });
  }

  /** By the cosine of the items' factors. */
  async similarItems(items: Int32Array, k: number): Promise<TopItems> {
    const { factors } = this.learned;
    const units = this.#unitRows();
    const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
    const top = new TopK(k);
    for (let start = 0; start < items.length; start += itemsAtOnce) {
      const some = items.subarray(start, start + itemsAtOnce);
      const left = new Float32Array(some.length * factors);
      some.forEach((item, n) => {
        left.set(units.subarray(item * factors, (item + 1) * factors), n * factors);
      });
      const cosines = await timesTransposed(left, units, factors);
      some.forEach((item, n) => {
        for (let other = 0; other < this.items; other++) {
          if (other !== item) top.offer(other, cosines[n * this.items + other]!);
        }
        top.drain(out.items, out.scores, (start + n) * k);
      });
    }
    return out;
  }

  /** Shares by factor, and those of the biases: number 0 is the mean, 1 the user's, 2 the item's. They add up to the score. */
  explain(user: number, item: number): Reason[] {
    const { factors, mean, userBias, itemBias, users, items } = this.learned;
    const biases = [mean, userBias?.[user] ?? 0, itemBias?.[item] ?? 0];
    return sortedReasons([
      ...biases.map((value, id): Reason => ({ kind: 'bias', id, value })),
      ...Array.from({ length: factors }, (_, f): Reason => {
        return { kind: 'factor', id: f, value: users[user * factors + f]! * items[item * factors + f]! };
      }),
    ]);
  }

  sections(): ModelSections {
    const { mean, users, items, userBias, itemBias, gram, implicit } = this.learned;
    return {
      mean: Float32Array.of(mean),
      users,
      items,
      ...(userBias && { userBias }),
      ...(itemBias && { itemBias }),
      ...(gram && { gram }),
      ...(implicit && { implicit }),
    };
  }

  #vectorOf(factors: ArrayLike<number>, offset: number): UserVector | null {
    const vector = new Float32Array(factors.length + 1);
    vector.set(factors);
    if (!this.learned.itemBias && vector.every((value) => value === 0)) return null;
    vector[factors.length] = 1;
    return { vector, offset };
  }

  #itemRows(): Float32Array {
    const { factors, items, itemBias } = this.learned;
    const width = factors + 2;
    if (this.#rows) return this.#rows;
    const rows = new Float32Array(this.items * width);
    for (let item = 0; item < this.items; item++) {
      rows.set(items.subarray(item * factors, (item + 1) * factors), item * width);
      rows[item * width + factors] = itemBias?.[item] ?? 0;
      rows[item * width + factors + 1] = 1;
    }
    this.#rows = rows;
    return rows;
  }

  #unitRows(): Float32Array {
    const { factors, items } = this.learned;
    if (this.#units) return this.#units;
    const units = items.slice();
    for (let start = 0; start < units.length; start += factors) {
      let square = 0;
      for (let f = 0; f < factors; f++) square += units[start + f]! ** 2;
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let f = 0; f < factors; f++) units[start + f]! *= scale;
    }
    this.#units = units;
    return units;
  }
}

/** What `FactorModel.sections` gave, back again. Throws BAD_FILE where something is missing or of the wrong length. */
export function learnedFrom(
  sections: ModelSections,
  { users, items }: { users: number; items: number },
  factors: number,
): Factorisation {
  const optional = (name: string, length: number) =>
    sections[name] === undefined ? undefined : floatSection(sections, name, length);
  return {
    factors,
    mean: floatSection(sections, 'mean', 1)[0]!,
    users: floatSection(sections, 'users', users * factors),
    items: floatSection(sections, 'items', items * factors),
    userBias: optional('userBias', users),
    itemBias: optional('itemBias', items),
    gram: optional('gram', factors * factors),
    implicit: optional('implicit', items * factors),
  };
}
