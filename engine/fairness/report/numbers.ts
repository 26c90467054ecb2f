/** A figure in as many decimals as are worth reading, small ones with an exponent: the same text on every machine. */
export function valueText(value: number | null): string {
  if (value === null) return 'n/a';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001) return value.toExponential(1);
  return value.toFixed(size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1);
}

/** A p-value; what is below a ten-thousandth is said to be. */
export function chanceText(p: number | null): string {
  if (p === null) return 'n/a';
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

/** A whole number with commas between thousands. */
export function countText(n: number): string {
  return n.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share as a percentage. */
export function shareText(share: number | null): string {
  return share === null ? 'n/a' : `${(100 * share).toFixed(1)} %`;
}

interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** 'a to b', or n/a. */
export function rangeText({ low, high }: Pick<Estimate, 'low' | 'high'>): string {
  return low === null || high === null ? 'n/a' : `${valueText(low)} to ${valueText(high)}`;
}

/** 'a (b to c)', or a alone where it has no interval. */
export function estimateText({ value, low, high }: Estimate): string {
  return low === null || high === null ? valueText(value) : `${valueText(value)} (${rangeText({ low, high })})`;
}

/** 'a', 'a and b', 'a, b and c'. */
export function listText(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** 'one group', '3 groups': a count with its noun. */
export function countOf(n: number, noun: string): string {
  return `${countText(n)} ${n === 1 ? noun : `${noun}s`}`;
}
