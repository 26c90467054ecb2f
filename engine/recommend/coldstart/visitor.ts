import { placeOf } from '../histories.ts';
import { ials } from '../models/factors/ials.ts';
import { solveRow } from '../models/factors/solve.ts';
import { type Answer, type ElicitationTree, estimateAt, nodeAfter } from './elicitation.ts';
import type { QuestionModel } from './question-model.ts';

/** The weight of those who answer alike against what the visitor likes, as a multiple of the model's own penalty. */
const nodeWeight = 8;

/** Where answers lead. */
export interface Path {
  node: number;
  /** Answers that led here; others were about what is not asked on this path. */
  asked: number;
  /** Questions that can follow at most. */
  left: number;
  /** The workspace's number of the item that is asked about next; -1 for none. */
  question: number;
}

/**
 * Follows the answers, by the workspace's numbers of items, from the start. They may be in any order: each is used where
 * its item is asked about. What may no longer be asked about counts as unknown.
 */
export function pathOf(
  { tree, items }: QuestionModel,
  answers: ReadonlyMap<number, Answer>,
  isAskable: (item: number) => boolean,
): Path {
  let [node, asked] = [0, 0];
  for (;;) {
    const column = tree.item[node]!;
    if (column < 0) return { node, asked, left: 0, question: -1 };
    const item = items[column]!;
    const said = answers.get(item);
    if (said === undefined && isAskable(item)) return { node, asked, left: height(tree, node), question: item };
    if (said !== undefined) asked += 1;
    const next = nodeAfter(tree, node, said ?? 'unknown');
    if (next === node) return { node, asked, left: 0, question: -1 };
    node = next;
  }
}

function height(tree: ElicitationTree, node: number): number {
  if (tree.item[node]! < 0) return 0;
  const below = [0, 1, 2].map((answer) => tree.children[node * 3 + answer]!).filter((next) => next >= 0);
  return 1 + Math.max(0, ...below.map((next) => height(tree, next)));
}

/** What is thought of a visitor: a score for every item, higher is better. */
export class VisitorEstimate {
  readonly #items: Int32Array;
  /** By place in the model's items. */
  readonly scores: Float32Array;

  /**
   * The mean person of the node, moved by what the visitor likes (the workspace's numbers): the system that implicit ALS
   * solves for a user, whose penalty holds the factors near those of the node instead of near zero.
   */
  constructor(model: QuestionModel, node: number, liked: readonly number[]) {
    const { profile } = estimateAt(model.tree, node);
    const columns = liked.map((item) => placeOf(model.items, item)).filter((column) => column >= 0);
    const vector = columns.length > 0 ? near(model, profile, columns) : profile;
    const { factors, itemFactors } = model;
    this.#items = model.items;
    this.scores = new Float32Array(model.items.length);
    for (let item = 0; item < this.scores.length; item++) {
      let score = 0;
      for (let f = 0; f < factors; f++) score += vector[f]! * itemFactors[item * factors + f]!;
      this.scores[item] = score;
    }
  }

  /** The scores of items by the workspace's numbers, NaN for those that were not there when the questions were grown. */
  of(items: Int32Array): Float32Array {
    return Float32Array.from(items, (item) => this.scores[placeOf(this.#items, item)] ?? Number.NaN);
  }

  /** The workspace's number of the item at a place. */
  item(place: number): number {
    return this.#items[place]!;
  }
}

function near(model: QuestionModel, profile: Float32Array, columns: readonly number[]): ArrayLike<number> {
  const { factors, itemFactors, gram, penalty } = model;
  const n = columns.length;
  const rows = new Float32Array((n + factors) * factors);
  const weights = new Float32Array(n + factors).fill(1);
  const targets = new Float32Array(n + factors).fill(1);
  columns.forEach((column, k) => {
    rows.set(itemFactors.subarray(column * factors, (column + 1) * factors), k * factors);
  });
  // One more entry a factor, that the visitor has it as those of the node do.
  const weight = nodeWeight * penalty;
  for (let f = 0; f < factors; f++) {
    rows[(n + f) * factors + f] = 1;
    weights[n + f] = weight;
    targets[n + f] = weight * profile[f]!;
  }
  const { w0, reg } = ials.defaults;
  return solveRow({ rows, factors, weights, targets, gram, w0, lambda: penalty + reg * n })!;
}
