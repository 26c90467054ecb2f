/** Raised whenever `cleanText` may give another result: embeddings and heads made under another version do not fit. */
export const textVersion = 1;

/** Longest part of a text that is looked at, in UTF-16 units; what comes after has no say in any score. */
export const textLimit = 4000;

const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * The text as models see it: cut to `textLimit`, HTML character references resolved (exports of social networks are
 * full of them), NFKC, without invisible characters, every address replaced by `url` and every mention by `user`, white
 * space as single spaces. Letter case is kept. Idempotent on its own results for text without nested references.
 */
export function cleanText(text: string): string {
  return text
    .slice(0, textLimit)
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (whole, decimal, hex, name) => {
      if (name) return namedEntities[name.toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? ' ' : String.fromCodePoint(code);
    })
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}\p{Variation_Selector}]+/gu, (run) => (/\s/.test(run) ? ' ' : ''))
    .replace(/\bhttps?:\/\/\S*|\bwww\.\S+|\[url\]/gi, ' url ')
    .replace(/(?<![\w@])@\w+|\[user\]/gi, ' user ')
    .replace(/\s+/g, ' ')
    .trim();
}
