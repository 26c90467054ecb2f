import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import type { Recommendation } from '../contract/index.ts';
import { placeOf } from './histories.ts';
import type { Reason } from './models/model.ts';

/** What the biases of a factorisation are of, by their numbers; other models have the mean of all, -1, only. */
const biases = ['the mean of all', 'this user in general', 'this item in general'];

/** A reason for people: 'item' and 'user' by title or id, the others by what they are. Items and users by the workspace's numbers. */
export function inWords(
  { kind, id, value }: Reason,
  { interactions, itemRows, userRows, title }: Pick<CatalogData, 'interactions' | 'itemRows' | 'userRows' | 'title'>,
  attributes: readonly string[],
): Recommendation['reasons'][number] {
  switch (kind) {
    case 'item': {
      const item = placeOf(itemRows, id);
      return { kind, label: item < 0 ? 'an item that is gone' : (title(item) ?? interactions.items.id(item)), value };
    }
    case 'user': {
      const user = placeOf(userRows, id);
      return { kind, label: user < 0 ? 'a user who is gone' : interactions.users.id(user), value };
    }
    case 'factor':
      return { kind, label: `factor ${id + 1}`, value };
    case 'attribute':
      return { kind, label: attributes[id] ?? `attribute ${id + 1}`, value };
    case 'group':
      return { kind, label: `group ${id + 1}`, value };
    case 'popularity':
      return { kind, label: 'popularity', value };
    case 'bias':
      return { kind, label: biases[Math.max(0, id)] ?? 'in general', value };
  }
}
