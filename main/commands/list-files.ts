import type { Interactions } from '../../engine/catalog/interactions/interactions.ts';
import type { TopLists } from '../../engine/evaluate/top.ts';
import { csvLine } from '../../engine/text/csv.ts';

/** Lists as CSV, user,item,rank,score in external ids, rank from 1; list i is of user `users[i]`. */
export function* listLines(
  { users: userIds, items: itemIds }: Pick<Interactions, 'users' | 'items'>,
  users: Int32Array,
  { k, items, scores }: TopLists,
): Generator<string> {
  yield 'user,item,rank,score';
  for (const [i, user] of users.entries()) {
    for (let place = i * k; place < (i + 1) * k && items[place]! >= 0; place++) {
      yield csvLine([userIds.id(user), itemIds.id(items[place]!), place - i * k + 1, scores[place]!]);
    }
  }
}
