import type PDFDocument from 'pdfkit';

export type Font = 'Helvetica' | 'Helvetica-Bold';

/** What the fonts of every PDF reader have beyond Latin-1. */
const beyondLatin = new Set('€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ');

/** Text and its measures in the fonts that every PDF reader has, which know the letters of Western Europe. */
export class PdfText {
  readonly #document: PDFDocument;
  readonly #widths = new Map<string, number>();
  /** Whether letters were replaced. */
  hasReplaced = false;

  constructor(document: PDFDocument) {
    this.#document = document;
  }

  /** The text with `?` for letters that the fonts lack, and spaces for what steers. */
  known(text: string): string {
    const letters = [...text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')];
    return letters
      .map((letter) => {
        const code = letter.codePointAt(0)!;
        if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || beyondLatin.has(letter)) return letter;
        this.hasReplaced = true;
        return '?';
      })
      .join('');
  }

  /** In points. */
  width(text: string, font: Font, size: number): number {
    const key = `${font === 'Helvetica' ? '' : 'b'}${size} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = this.#document.font(font).fontSize(size).widthOfString(text);
      this.#widths.set(key, width);
    }
    return width;
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
      line = word;
      while (this.width(line, font, size) > room && line.length > 1) {
        let fits = 1;
        while (fits < line.length - 1 && this.width(line.slice(0, fits + 1), font, size) <= room) fits++;
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    return [...lines, line];
  }
}
