/** What became of a cell: its value, or why it cannot be taken. The reason never holds the cell's text. */
export type Read<T> = { value: T } | { problem: string };

/** Past this, a time is a mistake of units. */
const latest = Date.UTC(2200, 0, 1);
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?(?:\d{2})?)?)?$/i;
const twitter = /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})$/;

/**
 * Milliseconds since 1970 from seconds, milliseconds or microseconds since 1970, ISO 8601 (also with a space for the T)
 * or Twitter's own style. A time without a zone is taken as UTC.
 */
export function readTime(cell: string): Read<number> {
  const text = cell.trim();
  const time = /^\d+(\.\d+)?$/.test(text) ? fromNumber(Number(text)) : (fromIso(text) ?? fromTwitter(text));
  if (time === null) return { problem: 'not a time that can be read' };
  if (!(time >= 0 && time < latest)) return { problem: 'the time lies before 1970 or after 2200' };
  return { value: time };
}

/** A list of links from a JSON array or from text parted by spaces, commas or bars; only http and https links count. */
export function readMedia(cell: string): Read<string[]> {
  const text = cell.trim();
  if (text === '') return { value: [] };
  let links: unknown[];
  if (text.startsWith('[')) {
    try {
      links = JSON.parse(text) as unknown[];
    } catch {
      return { problem: 'the list of links is not valid JSON' };
    }
  } else {
    links = text.split(/[\s,|]+/).filter((link) => link !== '');
  }
  if (links.length > 50) return { problem: 'more than 50 links' };
  if (!links.every((link) => typeof link === 'string' && isWebAddress(link))) {
    return { problem: 'not a list of http or https links' };
  }
  return { value: links as string[] };
}

/** One http or https link. */
export function readUrl(cell: string): Read<string> {
  const text = cell.trim();
  return isWebAddress(text) ? { value: text } : { problem: 'not an http or https link' };
}

function isWebAddress(text: string): boolean {
  return text.length <= 4096 && /^https?:\/\//i.test(text) && URL.canParse(text);
}

function fromNumber(value: number): number {
  // Seconds reach 1e11 in the year 5138, milliseconds 1e14: larger figures are the next finer unit.
  if (value < 1e11) return Math.round(value * 1000);
  return Math.round(value < 1e14 ? value : value / 1000);
}

function fromIso(text: string): number | null {
  const found = iso.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const ms = fraction ? Math.trunc(Number(`0.${fraction}`) * 1000) : 0;
  return fromParts(
    Number(year),
    Number(month),
    Number(day),
    [hour, minute, second].map((part) => Number(part ?? 0)),
    ms,
    zone,
  );
}

function fromTwitter(text: string): number | null {
  const found = twitter.exec(text);
  if (!found) return null;
  const [, month, day, hour, minute, second, zone, year] = found;
  const index = months.indexOf(month!.toLowerCase());
  return index < 0
    ? null
    : fromParts(Number(year), index + 1, Number(day), [Number(hour), Number(minute), Number(second)], 0, zone);
}

function fromParts(
  year: number,
  month: number,
  day: number,
  [hour = 0, minute = 0, second = 0]: number[],
  ms: number,
  zone: string | undefined,
): number | null {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const made = new Date(time);
  // Date.UTC rolls 31 February over into March: such a day is a mistake.
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return null;
  return time - offsetMinutes(zone) * 60_000;
}

function offsetMinutes(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return found[1] === '-' ? -minutes : minutes;
}
