import type { Contribution } from '../models/explain.ts';

/** Plain words for fields whose names are short; others are called by their names. */
const plain: Readonly<Record<string, string>> = {
  user: 'who the person is',
  item: 'which item it is',
  'item effect': 'what moderation does with it',
  hour: 'hour of the day (UTC)',
  weekday: 'day of the week (UTC)',
  'user events': 'things the person did so far',
  'user events a week': 'things the person did within about a week',
  'time since last': 'time since the person was last here',
  'time since first': 'time since the person first came',
  'user mean rating': 'mean rating by the person',
  'user open rate': 'how much the person opens of what is shown',
  'item age': 'age of the item',
  'item events': 'how often it was met so far',
  'item events a week': 'how often it was met within about a week',
  'item events a day': 'how often it was met within about a day',
  'item mean rating': 'mean rating of the item',
  'item open rate': 'how much it is opened where it is shown',
  'session events': 'things done in this session',
  'session length': 'length of this session',
  'similarity to history': 'likeness to the last items',
  'text similarity to history': 'likeness of its text to the last items',
};

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Fields in milliseconds. */
const lengths = new Set(['time since last', 'time since first', 'item age', 'session length']);

/** A feature in plain words: 'its topic: books', 'age of the item: 2 to 5 days'. */
export function wordsOf({ field, value }: Pick<Contribution, 'field' | 'value'>): string {
  // A bucket of hashed ids says nothing to anybody.
  if (field === 'user' || field === 'item') return plain[field]!;
  const name = plain[field] ?? attributeWords(field);
  if (field === 'weekday') return `${name}: ${days[Number(value)] ?? value}`;
  return `${name}: ${lengths.has(field) ? value.replaceAll(/-?\d[\d.e+]*/g, (edge) => lengthInWords(Number(edge))) : value}`;
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** A length of time in the largest unit of which there are at least two, with one decimal below ten. */
function lengthInWords(milliseconds: number): string {
  const [size, unit] = units.find(([size]) => Math.abs(milliseconds) >= 2 * size) ?? units.at(-1)!;
  const count = milliseconds / size;
  const told = Number(count.toFixed(Math.abs(count) < 10 ? 1 : 0));
  return `${told} ${unit}${told === 1 ? '' : 's'}`;
}

function attributeWords(field: string): string {
  const colon = field.indexOf(':');
  const [side, attribute] = [field.slice(0, colon), field.slice(colon + 1)];
  if (side === 'user') return `the person's ${attribute}`;
  if (side === 'item') return `its ${attribute}`;
  if (side === 'last') return `${attribute} of what was opened just before`;
  return field;
}
