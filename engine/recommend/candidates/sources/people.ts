import { type Csr, sharedFloats, sharedInts, transposing } from '../../../numeric/csr.ts';
import { IntSlots } from '../../../numeric/int-slots.ts';
import { inSlices, Pace } from '../../../numeric/pace.ts';
import { TopK } from '../../../numeric/topk.ts';
import type { Model } from '../../models/model.ts';
import type { Activity } from '../activity.ts';
import { type CandidateRequest, type CandidateSource, recentWeights, type Scored, sourceOf } from '../source.ts';
import { isAllowed } from '../vectors/vector-index.ts';
import type { Publication } from './counts.ts';

/** Items like one that are looked at: further down they are hardly alike. */
export const mostAlike = 100;

const noHistory = 'The user has done nothing yet.';
const none = new Int32Array(0);

export interface ItemToItemOptions {
  /** Latest events that count. */
  most?: number;
  /** Events after which one counts half. */
  halfLife?: number;
}

/** Items like those of the recent history: the sum over the latest events of recency weight times similarity. */
export function itemToItemSource(
  model: Pick<Model, 'similarItems'> | null,
  { most = 20, halfLife = 10 }: ItemToItemOptions = {},
): CandidateSource {
  const find = async ({ history }: CandidateRequest, quota: number) => {
    if (!model?.similarItems) return 'No model is there that knows similar items.';
    const recent = recentWeights(history, { most, halfLife });
    if (recent.items.length === 0) return noHistory;
    const each = Math.min(quota, mostAlike);
    const similar = await model.similarItems(recent.items, each);
    const sums = new Sums(similar.items.length);
    for (let at = 0; at < similar.items.length; at++) {
      const item = similar.items[at]!;
      if (item >= 0) sums.add(item, recent.weights[Math.floor(at / each)]! * similar.scores[at]!);
    }
    return sums.without(recent.items);
  };
  return sourceOf('item-to-item', `Like the latest ${most} items of the user`, find, { asksThread: true });
}

export interface UserToUserOptions extends ItemToItemOptions {
  neighbours?: number;
  /** People of an item that are looked at, the last ones: what everybody knows says little about taste. */
  perItem?: number;
  /** Who had what, where it is made for others too. */
  had?: WhoHadWhat;
}

/** Who had what and the transpose, each item of a user once; made in slices when first asked for. */
export type WhoHadWhat = () => Promise<{ byUser: Csr; byItem: Csr }>;

/** Who had what until a moment. */
export function whoHadWhat(activity: Activity): WhoHadWhat {
  let matrices: ReturnType<typeof bothWays> | null = null;
  return () => {
    matrices ??= bothWays(activity);
    return matrices;
  };
}

/**
 * What people of like taste had: users by the cosine of their items with the recent history, weighted by recency; their
 * items by the sum of these cosines.
 */
export function userToUserSource(activity: Activity, options: UserToUserOptions = {}): CandidateSource {
  const { most = 20, halfLife = 10, neighbours = 50, perItem = 500, had = whoHadWhat(activity) } = options;
  return sourceOf('user-to-user', `What the ${neighbours} users of most alike taste had`, async (request, quota) => {
    if (activity.item.length === 0) return 'There are no interactions.';
    const recent = recentWeights(request.history, { most, halfLife });
    if (recent.items.length === 0) return noHistory;
    const { byUser, byItem } = await had();
    const peopleOf = (item: number): [from: number, to: number] => {
      if (!(item >= 0 && item < activity.items)) return [0, 0];
      const end = byItem.indptr[item + 1]!;
      return [Math.max(byItem.indptr[item]!, end - perItem), end];
    };
    const lengths = recent.items.map((item) => peopleOf(item)[1] - peopleOf(item)[0]);
    const common = new Sums(lengths.reduce((sum, length) => sum + length, 0));
    recent.items.forEach((item, n) => {
      const [from, to] = peopleOf(item);
      for (let at = from; at < to; at++) {
        const other = byItem.indices[at]!;
        if (other !== request.user) common.add(other, recent.weights[n]!);
      }
    });
    const length = Math.hypot(...recent.weights) || 1;
    const top = new TopK(neighbours);
    for (let slot = 0; slot < common.size; slot++) {
      const other = common.keys[slot]!;
      const count = byUser.indptr[other + 1]! - byUser.indptr[other]!;
      top.offer(other, common.sums[slot]! / length / Math.sqrt(count));
    }
    const near = { users: new Int32Array(neighbours), cosines: new Float32Array(neighbours) };
    const found = top.drain(near.users, near.cosines);
    const theirs = near.users.subarray(0, found);
    const sums = new Sums(theirs.reduce((sum, other) => sum + byUser.indptr[other + 1]! - byUser.indptr[other]!, 0));
    theirs.forEach((other, n) => {
      for (let at = byUser.indptr[other]!; at < byUser.indptr[other + 1]!; at++) {
        sums.add(byUser.indices[at]!, near.cosines[n]!);
      }
    });
    const left = sums.without(request.history.items);
    if (quota > 0 && left.items.every((item) => item < 0)) return 'Nobody else had what this user had.';
    return left;
  });
}

/** A sum for each of some numbers, in the order in which they first come. */
class Sums extends IntSlots {
  readonly sums: Float64Array;

  constructor(most: number) {
    super(most);
    this.sums = new Float64Array(most);
  }

  override add(key: number, value = 0): number {
    const slot = super.add(key);
    this.sums[slot]! += value;
    return slot;
  }

  /** All numbers with their sums; those of `some` are -1. */
  without(some: Int32Array): Scored {
    const items = this.keys.slice(0, this.size);
    for (const item of some) {
      const slot = this.find(item);
      if (slot >= 0) items[slot] = -1;
    }
    return { items, scores: new Float32Array(this.sums.subarray(0, this.size)) };
  }
}

/** Who had what, and the transpose: each item of a user once, in slices. */
async function bothWays({ users, items, indptr, item }: Activity): Promise<{ byUser: Csr; byItem: Csr }> {
  const pace = new Pace();
  const starts = sharedInts(users + 1);
  const indices = sharedInts(item.length);
  let size = 0;
  for (let user = 0; user < users; user++) {
    if (user % 64 === 0) await pace.turn();
    const own = item.slice(indptr[user], indptr[user + 1]).sort();
    for (let n = 0; n < own.length; n++) if (n === 0 || own[n] !== own[n - 1]) indices[size++] = own[n]!;
    starts[user + 1] = size;
  }
  const values = sharedFloats(size).fill(1);
  const byUser = { rows: users, columns: items, indptr: starts, indices: indices.subarray(0, size), values };
  return { byUser, byItem: await inSlices(transposing(byUser)) };
}

export interface FollowedOptions extends ItemToItemOptions {
  publishers?: number;
}

/**
 * What comes from the publishers that the user meets most: the publisher's share of the recent history, over the rank of
 * the item among the publisher's newest (most popular, where no dates are known). Items of the history are left out.
 */
export function followedSource(
  activity: Activity,
  { published, publisher }: Publication,
  { most = 100, halfLife = 50, publishers = 10 }: FollowedOptions = {},
): CandidateSource {
  let lists: Promise<Map<number, Int32Array>> | null = null;
  return sourceOf('followed', `From the ${publishers} publishers that the user meets most`, async (request, quota) => {
    if (!publisher) return 'It is not known who published the items.';
    const recent = recentWeights(request.history, { most, halfLife });
    const shares = new Map<number, number>();
    let total = 0;
    recent.items.forEach((item, n) => {
      const who = publisher[item] ?? -1;
      if (who < 0) return;
      total += recent.weights[n]!;
      shares.set(who, (shares.get(who) ?? 0) + recent.weights[n]!);
    });
    if (shares.size === 0) return recent.items.length === 0 ? noHistory : 'Nobody published what the user had.';
    lists ??= newestOfEach(activity, { published, publisher });
    const byPublisher = await lists;
    const met = new Set(request.history.items);
    const top = [...shares].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, publishers);
    const items = new Int32Array(top.length * quota);
    const scores = new Float32Array(top.length * quota);
    let size = 0;
    for (const [who, share] of top) {
      const theirs = byPublisher.get(who) ?? none;
      for (let at = 0, rank = 0; at < theirs.length && rank < quota; at++) {
        const item = theirs[at]!;
        if (met.has(item) || (request.filter && !isAllowed(request.filter, item))) continue;
        rank += 1;
        items[size] = item;
        scores[size++] = share / total / rank;
      }
    }
    return { items: items.subarray(0, size), scores: scores.subarray(0, size) };
  });
}

/** The items of each publisher until now, the newest first; by popularity where no dates are known. In slices. */
async function newestOfEach(
  { items, item, now }: Activity,
  { published, publisher }: Publication,
): Promise<Map<number, Int32Array>> {
  const pace = new Pace();
  const key = new Float64Array(items);
  if (published) for (let i = 0; i < items; i++) key[i] = published[i] ?? Number.NaN;
  else for (const i of item) key[i]! += 1;
  const lists = new Map<number, number[]>();
  for (let i = 0; i < items; i++) {
    if (i % 16_384 === 0) await pace.turn();
    const who = publisher![i]!;
    if (who < 0 || (published && !(key[i]! <= now))) continue;
    const list = lists.get(who);
    if (list) list.push(i);
    else lists.set(who, [i]);
  }
  const sorted = new Map<number, Int32Array>();
  for (const [who, list] of lists) {
    sorted.set(
      who,
      Int32Array.from(list).sort((a, b) => key[b]! - key[a]! || a - b),
    );
    await pace.turn();
  }
  return sorted;
}
