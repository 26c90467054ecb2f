import type { Masker } from '../engine/text/masking.ts';
import { tokens } from '../engine/text/masking-forms.ts';
import type { MarkedText } from './masking-lexicon.ts';

/** How much of what people marked is masked, and how much is masked that they did not mark. */
export interface Coverage {
  texts: number;
  /** Share of marked characters that are masked, and of texts with a mark of which at least a part is masked. */
  characters: number;
  touched: number;
  /** Share of masked characters that were marked. */
  precision: number;
}

/** Holds masks against marks. */
export function coverage(marked: readonly MarkedText[], mask: Masker): Coverage {
  let characters = 0;
  let covered = 0;
  let masked = 0;
  let touched = 0;
  const withMarks = marked.filter(({ ranges }) => ranges.length > 0);
  for (const { text, ranges } of marked) {
    const isMarked = new Uint8Array(text.length);
    for (const { start, end } of ranges) isMarked.fill(1, start, end);
    const spans = mask(text);
    const inside = spans.reduce(
      (sum, { start, end }) => sum + isMarked.subarray(start, end).reduce((a, b) => a + b, 0),
      0,
    );
    characters += isMarked.reduce((a, b) => a + b, 0);
    masked += spans.reduce((sum, { start, end }) => sum + end - start, 0);
    covered += inside;
    if (inside > 0) touched += 1;
  }
  return {
    texts: withMarks.length,
    characters: covered / Math.max(1, characters),
    touched: touched / Math.max(1, withMarks.length),
    precision: covered / Math.max(1, masked),
  };
}

/** Masked words a thousand and the share of texts with a mask, in texts that should have none. */
export function falseMasks(
  texts: readonly string[],
  mask: Masker,
): { texts: number; perThousandWords: number; textShare: number } {
  let words = 0;
  let masks = 0;
  let touched = 0;
  for (const text of texts) {
    const spans = mask(text);
    words += [...tokens(text)].length;
    masks += spans.length;
    if (spans.length > 0) touched += 1;
  }
  return {
    texts: texts.length,
    perThousandWords: (1000 * masks) / Math.max(1, words),
    textShare: touched / Math.max(1, texts.length),
  };
}

/** Microseconds a text. */
export function pace(texts: readonly string[], mask: Masker): number {
  const began = performance.now();
  for (const text of texts) mask(text);
  return (1000 * (performance.now() - began)) / Math.max(1, texts.length);
}
