import { stableFraction } from '../../numeric/random.ts';
import { cleanText } from '../../text/normalise.ts';

/** The labels that the shipped heads score, in the order of their cards. */
export const headLabels = ['hate', 'harassment', 'threat', 'sexism', 'spam', 'clickbait'] as const;
export type HeadLabel = (typeof headLabels)[number];

/** Parts of the data: heads are fitted on the first, calibrated on the second, and measured on the third. */
export type Part = 'train' | 'calibration' | 'test';

/** One labelled text. A label that is absent was not judged, or not clearly: such a row teaches and measures nothing of it. */
export interface Example {
  set: string;
  text: string;
  key: string;
  labels: Partial<Record<HeadLabel, 0 | 1>>;
  /** The set's own classes, for the published protocols. */
  original: string;
}

/** Makes an example: cleans the text and gives it the key by which repetitions are recognised. */
export function exampleOf(set: string, text: string, labels: Example['labels'], original = ''): Example {
  const cleaned = cleanText(text);
  return { set, text: cleaned, key: repetitionKey(cleaned), labels, original };
}

/** What is left of a text when case, signs, mentions, addresses and the marks of a retweet are taken away. */
export function repetitionKey(cleaned: string): string {
  const key = cleaned
    .toLowerCase()
    .replace(/\b(?:rt|url|user)\b/g, '')
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, '');
  return key || cleaned;
}

/** The part a text belongs to: 70 in 100 train, 15 calibrate, 15 test. */
export function partOf(key: string, seed: number): Part {
  const at = stableFraction(key, seed);
  if (at < 0.7) return 'train';
  return at < 0.85 ? 'calibration' : 'test';
}
