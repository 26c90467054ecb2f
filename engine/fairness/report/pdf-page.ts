import type PDFDocument from 'pdfkit';
import { type Font, PdfText } from './pdf-text.ts';
import { lightTones } from './tones.ts';

export type Structure = ReturnType<PDFDocument['struct']>;

/** Around a page, in points. */
export const margin = 48;
/** Of lines, in sizes of their letters. */
export const leading = 1.35;

interface Looks {
  font?: Font;
  size?: number;
  tone?: string;
}

/** The pages of a report as they are filled: where the next thing begins, and what is drawn there. */
export class PdfPage {
  readonly pdf: PDFDocument;
  readonly text: PdfText;
  /** In points from the upper edge. */
  y = margin;

  constructor(pdf: PDFDocument) {
    this.pdf = pdf;
    this.text = new PdfText(pdf);
  }

  /** Between the margins. */
  get width(): number {
    return this.pdf.page.width - 2 * margin;
  }

  get bottom(): number {
    return this.pdf.page.height - margin;
  }

  fits(height: number): boolean {
    return this.y + height <= this.bottom;
  }

  /** Turns the page where less than this is left. What is being drawn goes on there under the same tag. */
  need(height: number): void {
    if (this.fits(height)) return;
    this.pdf.continueOnNewPage();
    this.y = margin;
  }

  line(text: string, x: number, y: number, font: Font, size: number, tone: string): void {
    this.pdf.fillColor(tone, 1);
    this.text.draw(text, x, y, font, size);
  }

  /** `together`: at most so many points are kept on one page. */
  paragraph(
    tag: 'H1' | 'H2' | 'H3' | 'H4' | 'P' | 'LI' | 'Caption',
    text: string,
    { font = 'regular', size = 9, tone = lightTones.ink }: Looks = {},
    parent?: Structure,
  ): void {
    const element = this.pdf.struct(tag);
    if (parent) parent.add(element);
    else this.pdf.addStructure(element);
    const step = size * leading;
    const indent = tag === 'LI' ? 9 : 0;
    const lines = this.text.lines(text, font, size, this.width - indent);
    // No line stands alone on either side of a turn.
    const least = lines.length <= 3 ? lines.length : 2;
    this.need(least * step);
    element.add(() => {
      if (tag === 'LI') this.line('•', margin, this.y, font, size, tone);
      for (const [n, line] of lines.entries()) {
        this.need(n === lines.length - 2 ? 2 * step : step);
        this.line(line, margin + indent, this.y, font, size, tone);
        this.y += step;
      }
    });
    element.end();
    this.y += tag === 'LI' ? 1.5 : 4;
  }

  /** What is no part of what is read: lines of tables, feet, heads that are repeated. */
  artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.pdf.markContent('Artifact', { type });
    draw();
    this.pdf.endMarkedContent();
  }
}
