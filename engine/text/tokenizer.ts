import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { StewardError } from '../contract/errors.ts';

/**
 * Word pieces of a text that the sentence model reads, [CLS] and [SEP] among them. 128 is the length
 * all-MiniLM-L6-v2 was trained at; attention beyond it costs more and was never fitted.
 */
export const defaultMaxTokens = 128;

/** Word pieces of at least one unit each fill 128 places long before this many units, unless the text is one huge word. */
const unitsPerToken = 16;

/** Turns text into the numbers of its word pieces. */
export interface TextTokenizer {
  /** At most `maxTokens` numbers; longer texts lose their end but keep the closing mark. */
  encode(text: string): Int32Array;
}

/**
 * Opens a Hugging Face `tokenizer.json`. The padding and truncation baked into some files are ignored: batches here are
 * padded to their own longest text. Refuses (BAD_FILE) what cannot be read as a tokenizer.
 */
export function openTokenizer(file: string, maxTokens = defaultMaxTokens): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    const definition = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    tokenizer = new Tokenizer({ ...definition, padding: null, truncation: null }, {});
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StewardError('BAD_FILE', `${file} could not be read as a tokenizer: ${why}`, { place: { file }, cause });
  }
  const longest = maxTokens * unitsPerToken;
  return {
    encode(text) {
      const { ids } = tokenizer.encode(text.length > longest ? text.slice(0, longest) : text);
      if (ids.length <= maxTokens) return Int32Array.from(ids);
      const cut = Int32Array.from(ids.slice(0, maxTokens));
      cut[maxTokens - 1] = ids[ids.length - 1]!;
      return cut;
    },
  };
}
