import { type Masker, maskText } from '../text/masking.ts';

/** A title or description with the words of the lexicon painted over; null stays null. */
export function coverOf(mask: Masker): <T extends string | null>(text: T) => T {
  const known = covered.get(mask) ?? new Map<string, string>();
  covered.set(mask, known);
  return <T extends string | null>(text: T) => {
    if (text === null || text.length > longest) return (text === null ? text : maskText(text, mask)) as T;
    const before = known.get(text);
    if (before !== undefined) return before as T;
    const result = maskText(text, mask);
    if (known.size >= remembered) known.clear();
    known.set(text, result);
    return result as T;
  };
}

/** Short texts as they are covered: the same titles are in many feeds. */
const covered = new WeakMap<Masker, Map<string, string>>();
/** How many of them are kept, and of how many characters at most. */
const [remembered, longest] = [20_000, 200];

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
