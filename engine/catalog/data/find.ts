import { setImmediate } from 'node:timers/promises';
import type { Found } from '../../contract/index.ts';
import type { CatalogData } from '../interactions/catalog-data.ts';

/** Ids looked at between two turns of the event loop. */
const slice = 20_000;

const activities = new WeakMap<CatalogData, { user: Int32Array; item: Int32Array }>();

/** Users or items whose id or title begins with `text`, whatever the case; the most active first. */
export async function findIn(
  data: CatalogData,
  { subject, text, limit }: { subject: 'user' | 'item'; text: string; limit: number },
): Promise<Found[]> {
  const ids = subject === 'user' ? data.interactions.users : data.interactions.items;
  const titleOf = (row: number) => (subject === 'item' ? data.title(row) : null);
  const active = await activityOf(data);
  const wanted = text.trim().toLowerCase();
  const rows: number[] = [];
  for (let row = 0; row < ids.size; row++) {
    if (row % slice === slice - 1) await setImmediate();
    const begins = (name: string | null) => name?.toLowerCase().startsWith(wanted);
    if (wanted === '' || begins(ids.id(row)) || begins(titleOf(row))) rows.push(row);
  }
  const counts = active[subject];
  rows.sort((a, b) => counts[b]! - counts[a]! || a - b);
  return rows.slice(0, limit).map((row) => ({ id: ids.id(row), title: titleOf(row), interactions: counts[row]! }));
}

/** Interactions of each user and item, counted once for a state of the data. */
async function activityOf(data: CatalogData): Promise<{ user: Int32Array; item: Int32Array }> {
  const known = activities.get(data);
  if (known) return known;
  const { users, items, user, item } = data.interactions;
  const made = { user: new Int32Array(users.size), item: new Int32Array(items.size) };
  for (let at = 0; at < user.length; at++) {
    if (at % 1_000_000 === 999_999) await setImmediate();
    made.user[user[at]!]! += 1;
    made.item[item[at]!]! += 1;
  }
  activities.set(data, made);
  return made;
}
