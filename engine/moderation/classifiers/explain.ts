/** Where a word, or a group of neighbouring words, stands in a text: UTF-16 offsets, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Parts of a text that an explanation leaves out one by one, and about how many UTF-16 units it scores for that. */
const parts = { fewest: 10, most: 32 };
const unitsPerExplanation = 6000;

/** How many parts to cut a text into, so that an explanation takes about as long for any: 0.1 to 0.2 s on a free core. */
export function partsFor(text: string): number {
  return Math.max(parts.fewest, Math.min(parts.most, Math.floor(unitsPerExplanation / Math.max(1, text.length))));
}

/**
 * The words of a text, as runs without white space. More than `most` of them are put together with their neighbours
 * into `most` groups of nearly equal count.
 */
export function wordSpans(text: string, most: number): Span[] {
  const words = Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({ start: index, end: index + word.length }));
  if (words.length <= most) return words;
  return Array.from({ length: most }, (_, group) => ({
    start: words[Math.floor((group * words.length) / most)]!.start,
    end: words[Math.floor(((group + 1) * words.length) / most) - 1]!.end,
  }));
}

/** The text with one span left out. */
export function without(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(end);
}

/** The log-odds of a probability, kept finite. */
export function logOdds(probability: number): number {
  const p = Math.min(Math.max(probability, 1e-7), 1 - 1e-7);
  return Math.log(p / (1 - p));
}
