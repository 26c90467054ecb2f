import { type Csr, transpose } from '../../numeric/csr.ts';
import type { ElicitationTree } from './elicitation.ts';

export interface TreeSetup {
  ratings: Csr;
  targets: Csr;
  likedFrom: number;
  depth: number;
  candidates: number;
  leastUsers: number;
  shrinkage: number;
  /** Ratings that an item needs to be asked about. */
  leastRatings: number;
  /** Items that are not asked about, 1 for each; null for none. */
  excluded: Uint8Array | null;
  /** Whether the shares of those who like each item are kept: nodes x items of them. */
  withLiking: boolean;
}

/** Sums over the users of a part, by column of the targets. */
interface Sums {
  count: Float64Array;
  sum: Float64Array;
  square: Float64Array;
}

interface Node {
  members: Int32Array;
  depth: number;
  /** Items asked on the way here. */
  asked: ReadonlySet<number>;
  profile: Float32Array;
  liking: Float32Array;
}

/** Grows the tree on the calling thread, level by level; `onProgress` hears how many nodes there are, and the share of all work. */
export function growing(setup: TreeSetup, onProgress: (nodes: number, share: number) => void): ElicitationTree {
  const { ratings, targets, depth, leastUsers } = setup;
  const byItem = transpose(ratings);
  const candidates = mostRated(byItem, setup);
  // Who never said anything would count as somebody who knows none of the items.
  const users = Int32Array.from({ length: ratings.rows }, (_, user) => user);
  const everybody = users.filter((user) => ratings.indptr[user + 1]! > ratings.indptr[user]!);
  const root: Node = {
    members: everybody,
    depth: 0,
    asked: new Set(),
    profile: means(sumsOf(targets, everybody)),
    liking: likingOf(setup, everybody, new Float32Array(ratings.columns), 0),
  };
  const nodes = [root];
  const item: number[] = [];
  const children: number[] = [];
  let settled = 0;
  for (let n = 0; n < nodes.length; n++) {
    const node = nodes[n]!;
    const question =
      node.depth < depth && node.members.length >= leastUsers ? bestQuestion(setup, byItem, candidates, node) : -1;
    item.push(question);
    if (question < 0) children.push(-1, -1, -1);
    else {
      const asked = new Set([...node.asked, question]);
      for (const members of parted(setup, byItem, node.members, question)) {
        // Nobody answers so: what is known stays that of the node itself.
        children.push(members.length > 0 ? nodes.length : -1);
        if (members.length > 0) nodes.push(nodeOf(setup, members, node, asked));
      }
    }
    // Every user passes one node of each level; those of a last node are done with all levels below it.
    settled += node.members.length * (question < 0 ? depth + 1 - node.depth : 1);
    onProgress(n + 1, settled / Math.max(1, everybody.length * (depth + 1)));
  }
  const flat = (rows: Float32Array[], width: number) => {
    const all = new Float32Array(rows.length * width);
    rows.forEach((row, n) => {
      all.set(row, n * width);
    });
    return all;
  };
  return {
    item: Int32Array.from(item),
    children: Int32Array.from(children),
    users: Int32Array.from(nodes, ({ members }) => members.length),
    columns: targets.columns,
    profiles: flat(
      nodes.map(({ profile }) => profile),
      targets.columns,
    ),
    liking: flat(
      nodes.map(({ liking }) => liking),
      setup.withLiking ? ratings.columns : 0,
    ),
  };
}

function nodeOf(setup: TreeSetup, members: Int32Array, before: Node, asked: ReadonlySet<number>): Node {
  const { count, sum } = sumsOf(setup.targets, members);
  return {
    members,
    depth: before.depth + 1,
    asked,
    profile: before.profile.map((mean, c) => {
      const weight = count[c]! + setup.shrinkage;
      return weight > 0 ? (sum[c]! + setup.shrinkage * mean) / weight : mean;
    }),
    liking: likingOf(setup, members, before.liking, setup.shrinkage),
  };
}

/** (likes + shrinkage * share before) / (users + shrinkage). */
function likingOf(
  { ratings, likedFrom, withLiking }: TreeSetup,
  members: Int32Array,
  before: Float32Array,
  shrinkage: number,
): Float32Array {
  if (!withLiking) return new Float32Array(0);
  const likes = new Float32Array(ratings.columns);
  for (const user of members) {
    for (let at = ratings.indptr[user]!; at < ratings.indptr[user + 1]!; at++) {
      if (ratings.values[at]! >= likedFrom) likes[ratings.indices[at]!]! += 1;
    }
  }
  const weight = Math.max(1e-9, members.length + shrinkage);
  return likes.map((count, i) => (count + shrinkage * before[i]!) / weight);
}

/** The candidate whose answers leave the least squared error; -1 where none leaves less than there is. Ties: the smaller number. */
function bestQuestion(setup: TreeSetup, byItem: Csr, candidates: Int32Array, { members, asked }: Node): number {
  const { targets, likedFrom } = setup;
  const here = new Uint8Array(targets.rows);
  for (const user of members) here[user] = 1;
  const all = sumsOf(targets, members);
  const [like, dislike] = [emptySums(targets.columns), emptySums(targets.columns)];
  let best = -1;
  // Rounding alone is no reason to ask.
  let least = errorOf(all) * (1 - 1e-9);
  for (const item of candidates) {
    if (asked.has(item)) continue;
    clear(like);
    clear(dislike);
    for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) {
      const user = byItem.indices[at]!;
      if (here[user]) add(byItem.values[at]! >= likedFrom ? like : dislike, targets, user);
    }
    const error = partedError(all, like, dislike);
    if (error < least) {
      least = error;
      best = item;
    }
  }
  return best;
}

/** The users who like the item, dislike it, and do not know it. */
function parted({ likedFrom }: TreeSetup, byItem: Csr, members: Int32Array, item: number): Int32Array[] {
  const said = new Map<number, number>();
  for (let at = byItem.indptr[item]!; at < byItem.indptr[item + 1]!; at++) {
    said.set(byItem.indices[at]!, byItem.values[at]! >= likedFrom ? 0 : 1);
  }
  return [0, 1, 2].map((answer) => members.filter((user) => (said.get(user) ?? 2) === answer));
}

/** The items rated most often, of those that may be asked about, ascending. */
function mostRated(byItem: Csr, { candidates, leastRatings, excluded }: TreeSetup): Int32Array {
  const count = (item: number) => byItem.indptr[item + 1]! - byItem.indptr[item]!;
  return Int32Array.from({ length: byItem.rows }, (_, item) => item)
    .filter((item) => count(item) >= leastRatings && !excluded?.[item])
    .sort((a, b) => count(b) - count(a) || a - b)
    .slice(0, candidates)
    .sort();
}

function emptySums(columns: number): Sums {
  return { count: new Float64Array(columns), sum: new Float64Array(columns), square: new Float64Array(columns) };
}

function clear({ count, sum, square }: Sums): void {
  count.fill(0);
  sum.fill(0);
  square.fill(0);
}

function add({ count, sum, square }: Sums, { indptr, indices, values }: Csr, user: number): void {
  for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
    const column = indices[at]!;
    const value = values[at]!;
    count[column]! += 1;
    sum[column]! += value;
    square[column]! += value * value;
  }
}

function sumsOf(targets: Csr, members: Int32Array): Sums {
  const sums = emptySums(targets.columns);
  for (const user of members) add(sums, targets, user);
  return sums;
}

function means({ count, sum }: Sums): Float32Array {
  let [total, all] = [0, 0];
  for (let c = 0; c < count.length; c++) {
    total += sum[c]!;
    all += count[c]!;
  }
  const overall = all > 0 ? total / all : 0;
  // A column that nobody has is taken for the average of all.
  return Float32Array.from(count, (n, c) => (n > 0 ? sum[c]! / n : overall));
}

/** The squared error around the means: sum of squares less sum^2 / count, over all columns. */
function errorOf({ count, sum, square }: Sums): number {
  let error = 0;
  for (let c = 0; c < count.length; c++) if (count[c]! > 0) error += square[c]! - (sum[c]! * sum[c]!) / count[c]!;
  return error;
}

/** The error of the three parts together; those who do not know the item are all less the two others. */
function partedError(all: Sums, like: Sums, dislike: Sums): number {
  let error = 0;
  for (let c = 0; c < all.count.length; c++) {
    if (all.count[c] === 0) continue;
    error += all.square[c]!;
    const [a, b] = [like.count[c]!, dislike.count[c]!];
    if (a > 0) error -= (like.sum[c]! * like.sum[c]!) / a;
    if (b > 0) error -= (dislike.sum[c]! * dislike.sum[c]!) / b;
    const rest = all.count[c]! - a - b;
    const sum = all.sum[c]! - like.sum[c]! - dislike.sum[c]!;
    if (rest > 0) error -= (sum * sum) / rest;
  }
  return error;
}
