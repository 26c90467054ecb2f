/** A figure in four decimals, small ones with an exponent: the same text on every machine. */
export function figureText4(value: number | null): string {
  if (value === null) return 'n/a';
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return value.toFixed(4);
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

/** 'a to b', or n/a. */
export function rangeText(low: number | null, high: number | null): string {
  return low === null || high === null ? 'n/a' : `${figureText4(low)} to ${figureText4(high)}`;
}
