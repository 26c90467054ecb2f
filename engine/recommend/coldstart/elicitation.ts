import { StewardError } from '../../contract/errors.ts';
import type { Csr } from '../../numeric/csr.ts';
import { inWorker } from '../../numeric/parallel.ts';
import type { TreeSetup } from './tree-growth.ts';

/** What an anonymous visitor says about an item; the numbers are those of a node's children. */
export const answers = ['like', 'dislike', 'unknown'] as const;
export type Answer = (typeof answers)[number];

/** A tree of questions. Node 0 is the start; nothing in it names a user. */
export interface ElicitationTree {
  /** The item that a node asks about; -1 for the last node of a path. */
  readonly item: Int32Array;
  /** nodes x 3: the node after each answer; -1 for none. */
  readonly children: Int32Array;
  /** How many users of the data answer so that they come here. */
  readonly users: Int32Array;
  readonly columns: number;
  /** nodes x columns: the estimate of each target (rating of an item, or factor) for those who come here. */
  readonly profiles: Float32Array;
  /** nodes x items: the share of those who come here that likes each item, of all of them. */
  readonly liking: Float32Array;
}

export interface ElicitationOptions {
  /** Values from here on are a like, lower ones a dislike. */
  likedFrom: number;
  /** Questions at most. */
  depth?: number;
  /** Items that may be asked about: those most often rated, which people can say something about. */
  candidates?: number;
  /** Users that a node needs to ask on. */
  leastUsers?: number;
  /** Ratings that the estimate of the node before counts as: 100 was best for a thousand users; the paper has 7 for half a million. */
  shrinkage?: number;
  /** Ratings that an item needs to be asked about. */
  leastRatings?: number;
  /** Items that are not asked about, 1 for each. */
  excluded?: Uint8Array | null;
  signal?: AbortSignal;
  /** Nodes grown, of at most so many. */
  onProgress?: (done: number, most: number) => void;
}

/**
 * Grows a tree of questions (Golbandi, Koren and Lempel, WSDM 2011): each node asks about the item whose three answers
 * part its users so that the squared error of the targets around each part's own means is least. Targets are what is to
 * be known of users: their ratings by default, or any other matrix of users x columns, as their factors. Estimates of
 * a node are shrunk to those of the one before, as in the paper. Works on a thread of its own. Rejects with BAD_INPUT
 * where options are of no use, and with CANCELLED.
 */
export async function growTree(
  ratings: Csr,
  options: ElicitationOptions,
  targets: Csr = ratings,
): Promise<ElicitationTree> {
  const { signal, onProgress } = options;
  const setup = treeSetup(ratings, options, targets);
  const most = (3 ** (setup.depth + 1) - 1) / 2;
  return inWorker<TreeSetup, ElicitationTree>(new URL('./elicitation-worker.ts', import.meta.url), setup, {
    signal,
    onProgress: (done) => onProgress?.(done, most),
  });
}

/** What `growing` takes, from options with their defaults. BAD_INPUT where options are of no use. */
export function treeSetup(
  ratings: Csr,
  options: Omit<ElicitationOptions, 'signal' | 'onProgress'>,
  targets: Csr = ratings,
): TreeSetup {
  const { likedFrom, depth = 6, candidates = 200, leastUsers = 20, shrinkage = 100 } = options;
  const { leastRatings = 1, excluded = null } = options;
  if (!(Number.isInteger(depth) && depth >= 0 && depth <= 10 && candidates >= 1 && shrinkage >= 0)) {
    throw new StewardError('BAD_INPUT', 'No tree of questions can be grown so.', {
      advice: 'Ask 0 to 10 questions, about at least one item, with a shrinkage of 0 or more.',
    });
  }
  const limits = { depth, candidates, leastUsers, shrinkage, leastRatings, excluded };
  return { ratings, targets, likedFrom, ...limits, withLiking: true };
}

/**
 * The node after an answer. Where nobody in the data answers so (views know no dislikes) it is that of those who do not
 * know the item; the same node where the tree asks nothing there.
 */
export function nodeAfter({ children }: ElicitationTree, node: number, answer: Answer): number {
  const next = children[node * 3 + answers.indexOf(answer)]!;
  const unknown = children[node * 3 + answers.indexOf('unknown')]!;
  return next >= 0 ? next : unknown >= 0 ? unknown : node;
}

/** What is known of a visitor at a node: the estimates of all targets, and the share of the like-minded who like each item. */
export function estimateAt(
  { columns, profiles, liking, users }: ElicitationTree,
  node: number,
): { profile: Float32Array; liking: Float32Array } {
  const items = liking.length / users.length;
  return {
    profile: profiles.subarray(node * columns, (node + 1) * columns),
    liking: liking.subarray(node * items, (node + 1) * items),
  };
}

/**
 * The items that were answered as a history for a model to fold in: likes with `liked`, dislikes with `disliked` (null
 * leaves them out: implicit models know no dislikes). What is unknown says nothing.
 */
export function historyFrom(
  said: readonly { item: number; answer: Answer }[],
  { liked, disliked }: { liked: number; disliked: number | null },
): { items: Int32Array; values: Float32Array } {
  const known = said.filter(({ answer }) => answer === 'like' || (answer === 'dislike' && disliked !== null));
  return {
    items: Int32Array.from(known, ({ item }) => item),
    values: Float32Array.from(known, ({ answer }) => (answer === 'like' ? liked : disliked!)),
  };
}
