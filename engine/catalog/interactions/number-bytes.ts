/** Every whole number of so many digits is a double. */
const exactDigits = 15;

/**
 * The number that stands in [from, to): digits with a sign and a point, at most 15 of them; null where it is anything
 * else, which `Number` may still be able to read.
 */
export function decimalIn(bytes: Uint8Array, from: number, to: number): number | null {
  let at = from;
  const isNegative = bytes[at] === 45;
  if (isNegative) at += 1;
  let digits = 0;
  let whole = 0;
  let behind = -1;
  for (; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digits += 1;
      if (behind >= 0) behind += 1;
    } else if (bytes[at] === 46 && behind < 0) {
      behind = 0;
    } else {
      return null;
    }
  }
  if (digits === 0 || digits > exactDigits) return null;
  // One division of two exact doubles is rounded once, as the number itself would be.
  const value = behind > 0 ? whole / 10 ** behind : whole;
  return isNegative ? -value : value;
}
