import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StewardError } from '../contract/errors.ts';
import { lexiconForms, tokens } from './masking-forms.ts';

/** A part of a text in UTF-16 offsets, end exclusive. */
export interface MaskSpan {
  start: number;
  end: number;
}

/** Finds the words of a text that stay masked until a person asks: in order, not overlapping. */
export type Masker = (text: string) => MaskSpan[];

/** How the hashes of a lexicon were made; a change of either makes old files unreadable. */
export const maskingMethod = 'sha256-64/forms-1';

const lexiconSchema = z.object({
  version: z.literal(1),
  method: z.literal(maskingMethod),
  hashes: z.array(z.string().regex(/^[0-9a-f]{16}$/)),
});

/** Words of one vocabulary that were looked up before; most text is made of few words. */
const remembered = 50_000;

/** The first 64 bits of SHA-256 of a word's form, in hexadecimal: what a lexicon holds instead of words. */
export function wordHash(form: string): string {
  return hash('sha256', form, 'hex').slice(0, 16);
}

/**
 * A masker over a lexicon of hashes. It sees through capitals, accents, look-alike letters and figures, letters drawn
 * out and common endings; a word with asterisks among its letters is masked always, for its writer meant it so.
 */
export function createMasker(hashes: ReadonlySet<string>): Masker {
  const known = new Map<string, boolean>();
  const isMasked = (word: string): boolean => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const result = lexiconForms(word).some((form) => form === null || hashes.has(wordHash(form)));
    if (known.size >= remembered) known.clear();
    known.set(word, result);
    return result;
  };
  return (text) => {
    const spans: MaskSpan[] = [];
    for (const { word, start, end } of tokens(text)) if (isMasked(word)) spans.push({ start, end });
    return spans;
  };
}

/** The masker over a lexicon file. BAD_FILE where it is missing or not one of this version. */
export function loadMasker(path: string): Masker {
  try {
    return createMasker(new Set(lexiconSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).hashes));
  } catch (cause) {
    throw new StewardError('BAD_FILE', 'The list of masked words cannot be read.', {
      advice: 'Install Steward again: it comes with the program.',
      place: { file: path },
      cause,
    });
  }
}

/** The text with what is masked painted over, character by character, so that lengths stay. */
export function maskText(text: string, mask: Masker): string {
  let out = '';
  let at = 0;
  for (const { start, end } of mask(text)) {
    out += text.slice(at, start) + '█'.repeat(end - start);
    at = end;
  }
  return out + text.slice(at);
}
