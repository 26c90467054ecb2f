import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, textLimit } from './normalise.ts';

test.each([
  ['RT @someone: see https://example.org/a?b=c now', 'RT user : see url now'],
  ['[USER] wrote [URL]', 'user wrote url'],
  ['tea &amp; cake &#9749; &#x2615; &lt;3', 'tea & cake ☕ ☕ <3'],
  ['mail me@example.org', 'mail me@example.org'],
  ['so\u200bft hy\u00adphen ﬁne', 'soft hyphen fine'],
  ['  many\n\n\tspaces  ', 'many spaces'],
  ['&#55357;&#1114112;x', 'x'],
  ['', ''],
])('%j becomes %j', (raw, cleaned) => {
  expect(cleanText(raw)).toBe(cleaned);
});

test('never fails, holds to its limit, and leaves single spaces only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
      const cleaned = cleanText(raw);
      expect(cleaned).toBe(cleaned.trim());
      expect(cleaned).not.toMatch(/\s\s/);
      expect(cleaned.normalize('NFKC').length).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(cleanText('a'.repeat(textLimit * 2))).toHaveLength(textLimit);
});
