import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';

export type Font = 'regular' | 'bold';

const require = createRequire(import.meta.url);
/** DejaVu Sans Condensed: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Lao, signs. Free to embed. */
const files: Readonly<Record<Font, string>> = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
};

/** The size at which words are measured. */
const unit = 1000;

/** Letters that are written from right to left, with their marks. Digits are not. */
const fromRight = '[\\u0590-\\u065f\\u066a-\\u06ef\\u06fa-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc]';
const hasFromRight = new RegExp(fromRight);
/** Words from right to left with what stands between them, but for letters and digits of the other direction. */
const runFromRight = new RegExp(`${fromRight}+(?:[^\\p{L}\\p{N}]+${fromRight}+)*`, 'gu');

/** Text in the fonts of a report, of which the letters that are used are embedded: measured, broken into lines, drawn. */
export class PdfText {
  readonly #document: PDFDocument;
  readonly #widths = { regular: new Map<string, number>(), bold: new Map<string, number>() };
  readonly #known = new Map<number, boolean>();
  /** Whether letters were replaced by their numbers. */
  hasReplaced = false;

  constructor(document: PDFDocument) {
    this.#document = document;
    for (const [font, file] of Object.entries(files)) document.registerFont(font, require.resolve(file));
  }

  /** The text with numbers such as [U+6771] for letters that the fonts lack, and without what steers. */
  known(text: string): string {
    const plain = text.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ');
    let [all, missing] = ['', [] as string[]];
    const close = () => {
      if (missing.length > 0) all += `[${missing.join(' ')}]`;
      missing = [];
    };
    for (const letter of plain) {
      // What steers is invisible; the joiners of Arabic and Indic scripts change shapes.
      if (/[\p{Cf}\p{Cs}]/u.test(letter) && letter !== '\u200c' && letter !== '\u200d') continue;
      const code = letter.codePointAt(0)!;
      if (this.#hasGlyph(code)) {
        close();
        all += letter;
      } else {
        this.hasReplaced = true;
        missing.push(`U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
      }
    }
    close();
    return all;
  }

  #hasGlyph(code: number): boolean {
    let known = this.#known.get(code);
    if (known === undefined) {
      known = (Object.keys(files) as Font[]).every((font) =>
        this.#document.font(font)._font.font.hasGlyphForCodePoint(code),
      );
      this.#known.set(code, known);
    }
    return known;
  }

  /** In points, of known text. Words are measured one by one, as they are drawn. */
  width(text: string, font: Font, size: number): number {
    const widths = this.#widths[font];
    let total = 0;
    for (const piece of piecesOf(text)) {
      for (let from = 0, to = 0; from < piece.length; from = to) {
        const space = piece.indexOf(' ', from);
        to = space < 0 ? piece.length : space + 1;
        const word = piece.slice(from, to);
        let width = widths.get(word);
        if (width === undefined) {
          width = this.#document.font(font).fontSize(unit).widthOfString(word);
          widths.set(word, width);
        }
        total += width;
      }
    }
    return (total * size) / unit;
  }

  /** Draws a line of known text; `y` is where its letters may begin. */
  draw(text: string, x: number, y: number, font: Font, size: number): void {
    let at = x;
    for (const piece of piecesOf(text)) {
      const textWidth = this.width(piece, font, size);
      this.#document.font(font).fontSize(size).text(piece, at, y, { lineBreak: false, textWidth });
      at += textWidth;
    }
  }

  /** Known text, cut with an ellipsis where it is wider than the room. */
  cut(text: string, font: Font, size: number, room: number): string {
    const letters = [...this.known(text)];
    if (this.width(letters.join(''), font, size) <= room) return letters.join('');
    while (letters.length > 1 && this.width(`${letters.join('')}…`, font, size) > room) letters.pop();
    return `${letters.join('')}…`;
  }

  /** Lines of known text that are at most `room` wide, broken between words, and inside those that are wider. */
  lines(text: string, font: Font, size: number, room: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of this.known(text).trim().split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.width(longer, font, size) <= room) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      let rest = [...word];
      while (rest.length > 1 && this.width(rest.join(''), font, size) > room) {
        let fits = 1;
        while (fits < rest.length - 1 && this.width(rest.slice(0, fits + 1).join(''), font, size) <= room) fits++;
        lines.push(rest.slice(0, fits).join(''));
        rest = rest.slice(fits);
      }
      line = rest.join('');
    }
    return [...lines, line];
  }
}

/**
 * A line in pieces of one direction, in the order in which they stand on the page: words from right to left are turned
 * round as words, their letters by the font. The line as a whole runs from left to right.
 */
function piecesOf(line: string): string[] {
  if (!hasFromRight.test(line)) return [line];
  const pieces: string[] = [];
  let end = 0;
  for (const { 0: run, index } of line.matchAll(runFromRight)) {
    pieces.push(line.slice(end, index), ...run.split(/( )/).reverse());
    end = index + run.length;
  }
  return [...pieces, line.slice(end)].filter((piece) => piece !== '');
}
