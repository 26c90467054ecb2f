import { StewardError } from '../../contract/errors.ts';
import { normalName } from '../content/names.ts';

/** What a column of a file of interactions can become. `user` and `item` must be there. */
export const interactionFields = ['user', 'item', 'value', 'time', 'kind'] as const;
export type InteractionField = (typeof interactionFields)[number];

/** Names of columns by what they hold. */
export type InteractionMap = Partial<Record<InteractionField, string>>;

/** Column names that files in the wild use, best first, as `normalName` writes them. */
const knownNames: Record<InteractionField, readonly string[]> = {
  user: ['user', 'userid', 'uid', 'reviewerid', 'customer', 'customerid', 'visitorid', 'sessionid', 'session'],
  item: ['item', 'itemid', 'iid', 'movieid', 'movie', 'bookid', 'isbn', 'productid', 'asin', 'articleid', 'postid'],
  value: ['value', 'rating', 'score', 'stars', 'overall', 'bookrating', 'weight', 'count', 'plays'],
  time: ['time', 'timestamp', 'date', 'datetime', 'unixreviewtime', 'createdat'],
  kind: ['kind', 'event', 'eventtype', 'action', 'type'],
};

/** The mapping that names of columns suggest; columns without names are taken as user, item, value, time. */
export function suggestMap(columns: readonly string[], named: boolean): InteractionMap {
  if (!named) {
    const fields = interactionFields.slice(0, 4).filter((_, index) => index < columns.length);
    return Object.fromEntries(fields.map((field, index) => [field, columns[index]!]));
  }
  const byName = new Map(columns.toReversed().map((column) => [normalName(column), column]));
  const found = interactionFields.flatMap((field) => {
    const name = knownNames[field].find((known) => byName.has(known));
    return name === undefined ? [] : [[field, byName.get(name)!]];
  });
  return Object.fromEntries(found);
}

/**
 * Where each field stands among the columns, -1 where it does not. BAD_INPUT, naming the columns there are, where a
 * mapped column is missing or there is no user or item.
 */
export function placesOf(
  map: InteractionMap,
  columns: readonly string[],
  file: string,
): Record<InteractionField, number> {
  const advice = `The file's columns are: ${columns.join(', ')}.`;
  for (const field of ['user', 'item'] as const) {
    if (map[field] !== undefined) continue;
    throw new StewardError('BAD_INPUT', `No column of the file is known to hold the ${field}.`, {
      place: { file, field },
      advice: `${advice} Say which one it is, or write a header user,item,value,time.`,
    });
  }
  const places = interactionFields.map((field) => {
    const column = map[field];
    const at = column === undefined ? -1 : columns.indexOf(column);
    if (column !== undefined && at < 0) {
      throw new StewardError('BAD_INPUT', `The file has no column '${column}'.`, {
        place: { file, column, field },
        advice,
      });
    }
    return [field, at] as const;
  });
  return Object.fromEntries(places) as Record<InteractionField, number>;
}
