import { guessableNames, normalName } from './names.ts';

/**
 * Whether the first row of a table names its columns. It does where it has a well-known name; it does not where a cell
 * is a number, an address or a sentence, or comes again below as a value ('ham', 'spam').
 */
export function looksLikeHeader(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  if (first.some((cell) => guessableNames.has(normalName(cell)))) return true;
  const named = first.filter((cell) => cell.trim() !== '');
  if (named.length === 0 || new Set(named).size < named.length) return false;
  if (named.some(isNoName)) return false;
  return !first.some((cell, index) => cell !== '' && below.some((row) => row[index] === cell));
}

function isNoName(cell: string): boolean {
  return (
    cell.length > 64 ||
    /^[-+]?[\d.,]+$/.test(cell) ||
    /^https?:/i.test(cell) ||
    /[.!?]\s*$/.test(cell) ||
    words(cell) > 4
  );
}

function words(text: string): number {
  return text.trim().split(/\s+/).length;
}
