/** How numbers, times and sizes are written, everywhere the same. */

const grouped = new Intl.NumberFormat('en');
const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A whole number with thousands separated. */
export function count(value: number): string {
  return grouped.format(value);
}

/** A count with its noun, in the number that fits. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * A probability in two digits, except near the ends, where two digits would claim certainty: 0.996 stays 0.996 and a
 * threshold of 0.995 stays apart from 1.
 */
export function probability(value: number): string {
  if (value > 0.99 && value < 1) return value >= 0.9995 ? '>0.999' : value.toFixed(3);
  if (value > 0 && value < 0.005) return '<0.01';
  return value.toFixed(2);
}

/** A measured rate in three digits, or a dash where it could not be measured. */
export function rate(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** How many decimals an interval supports: two significant digits of half its width, and at least one decimal. */
export function decimalsOf(low: number | null, high: number | null): number {
  if (low === null || high === null || !(high > low)) return 3;
  return Math.min(6, Math.max(1, Math.ceil(-Math.log10((high - low) / 2) - 1e-9) + 1));
}

/** A number with a true minus sign and a fixed number of decimals. */
export function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return text.startsWith('-') ? (Number(text) === 0 ? text.slice(1) : `−${text.slice(1)}`) : text;
}

/** A difference, always with its sign. */
export function signed(value: number, decimals: number): string {
  const text = decimal(value, decimals);
  return Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
}

/** An interval as low–high; with 'to' between where a sign could be taken for the dash. */
export function interval(low: number, high: number, decimals: number): string {
  return low < 0
    ? `${signed(low, decimals)} to ${signed(high, decimals)}`
    : `${low.toFixed(decimals)}–${high.toFixed(decimals)}`;
}

/** A p value in three decimals; below what 1,000 draws can tell, only that. */
export function pValue(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(3);
}

/** How long something took, exact enough to compare: 0.042 s, 3.1 s, 4 min. */
export function took(seconds: number): string {
  if (seconds < 0.0005) return '<0.001 s';
  if (seconds < 0.1) return `${seconds.toFixed(3)} s`;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : duration(seconds);
}

/** How long ago, in the one unit that fits: 40s, 12m, 5h, 3d, 2y. */
export function age(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  if (seconds < 730 * 86_400) return `${Math.floor(seconds / 86_400)}d`;
  return `${Math.floor(seconds / (365 * 86_400))}y`;
}

/** How long something will take, as a person would say it. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A moment as date and time. */
export function moment(at: number): string {
  return when.format(at);
}

/** A size in the unit that fits. */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = -1;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** A share of a whole in percent, floored so that 100% means done. */
export function percent(done: number, total: number): string {
  return total > 0 ? `${Math.floor((100 * Math.min(done, total)) / total)}%` : '0%';
}

/** The last part of a path, whichever way its separators lean. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

/** A version for a narrow place: content hashes by their beginning, anything else whole. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{12,}$/.test(version) ? version.slice(0, 10) : version;
}

/** Whether an address that came with a post can be opened as a web page, and nothing worse. */
export function isWebAddress(address: string): boolean {
  return /^https?:$/.test(URL.parse(address)?.protocol ?? '');
}

/** The host of a web address, or the address itself where it is not one. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host || address;
}
