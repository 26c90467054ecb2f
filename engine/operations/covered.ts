import { type Masker, maskText } from '../text/masking.ts';

/** A title or description with the words of the lexicon painted over; null stays null. */
export function coverOf(mask: Masker): <T extends string | null>(text: T) => T {
  return <T extends string | null>(text: T) => (text === null ? text : (maskText(text, mask) as T));
}

/** Items as lists show them, titles and reasons covered: reasons name other items by their titles. */
export function coverItems<T extends { title: string | null; reasons: { label: string }[] }>(
  items: readonly T[],
  mask: Masker,
): T[] {
  const cover = coverOf(mask);
  return items.map((item) => ({
    ...item,
    title: cover(item.title),
    reasons: item.reasons.map((reason) => ({ ...reason, label: cover(reason.label) })),
  }));
}
