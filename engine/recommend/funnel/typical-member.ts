import type { FeedFor } from '../../contract/index.ts';
import { Pace } from '../../numeric/pace.ts';
import { TopK } from '../../numeric/topk.ts';
import type { Activity } from '../candidates/activity.ts';
import type { FeedSnapshot, Moment } from './snapshot.ts';

/** Items of a typical member's history. */
const mostItems = 30;
/** What fewer members had is chance, and could tell of one person. */
const leastMembers = 3;

/**
 * Somebody like the users with all of these attributes, who is none of them: a visitor whose history are the items that
 * they had more often than everybody, by share log(share / share of everybody) (an item's part of the Kullback-Leibler
 * divergence between the two), the strongest last. Empty where nobody has the attributes, or they had nothing in common.
 */
export async function typicalMember(
  { data }: FeedSnapshot,
  { activity }: Moment,
  attributes: Readonly<Record<string, string>>,
): Promise<Extract<FeedFor, { visitor: unknown }>> {
  const wanted = Object.entries(attributes).map(
    ([name, value]) => data.userAttributes?.names.indexOf(`${name}:${value}`) ?? -1,
  );
  const isMember = (user: number): boolean => {
    const { indptr, indices } = data.userAttributes!.rows;
    const own = indices.subarray(indptr[user]!, indptr[user + 1]!);
    return wanted.every((column) => own.includes(column));
  };
  const items = wanted.includes(-1) || wanted.length === 0 ? [] : await characteristic(activity, isMember);
  const history = items.map((row) => ({ item: data.interactions.items.id(row), value: 1 }));
  return { visitor: { history, attributes: { ...attributes }, dislikes: [] } };
}

/** The items that members had more than everybody, the strongest last; counted by users, in slices of the event loop. */
export async function characteristic(
  { users, items, indptr, item }: Activity,
  isMember: (user: number) => boolean,
): Promise<number[]> {
  const pace = new Pace();
  const [all, own] = [new Int32Array(items), new Int32Array(items)];
  const lastUser = new Int32Array(items).fill(-1);
  let [active, members] = [0, 0];
  for (let user = 0; user < users; user++) {
    if (user % 256 === 0) await pace.turn();
    if (indptr[user] === indptr[user + 1]) continue;
    const isOne = isMember(user);
    active += 1;
    members += Number(isOne);
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      const row = item[at]!;
      if (lastUser[row] === user) continue;
      lastUser[row] = user;
      all[row]! += 1;
      own[row]! += Number(isOne);
    }
  }
  const top = new TopK(mostItems);
  for (let row = 0; row < items; row++) {
    if (own[row]! < leastMembers) continue;
    const [share, ofAll] = [own[row]! / members, all[row]! / active];
    if (share > ofAll) top.offer(row, share * Math.log(share / ofAll));
  }
  const found = { items: new Int32Array(mostItems), scores: new Float32Array(mostItems) };
  return [...found.items.subarray(0, top.drain(found.items, found.scores))].reverse();
}
