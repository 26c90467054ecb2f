import PDFDocument from 'pdfkit';
import type { Block, Figure, ReportDocument, Table } from './document.ts';
import { figureText } from './document.ts';
import { type Font, PdfText } from './pdf-text.ts';
import { lightTones } from './tones.ts';

const margin = 48;
const leading = 1.35;
const cellSize = 7.5;
const cellPad = 4;

/** Letters and figures in points. */
const headings = { 2: 15, 3: 11.5, 4: 10 } as const;

/**
 * A report as a tagged PDF with bookmarks. The same document gives the same bytes: its date is the beginning of 1970, since a
 * PDF must have one. Takes a second for hundreds of comparisons: belongs on a thread.
 */
export async function pdfOf(report: ReportDocument): Promise<Uint8Array> {
  const writer = new PdfWriter(report);
  writer.write(report);
  return await writer.bytes();
}

type Structure = ReturnType<PDFDocument['struct']>;

class PdfWriter {
  readonly #pdf: PDFDocument;
  readonly #text: PdfText;
  readonly #parts: Uint8Array[] = [];
  readonly #done: Promise<void>;
  /** Where the next thing begins. */
  #y = margin;

  constructor({ title, maker, foot }: ReportDocument) {
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      bufferPages: true,
      // No words of users: the library writes these into XML as they are.
      info: { Title: title, Subject: foot, Creator: maker, CreationDate: new Date(0) },
    });
    this.#text = new PdfText(this.#pdf);
    this.#pdf.on('data', (part: Uint8Array) => this.#parts.push(part));
    this.#done = new Promise((resolve, reject) => {
      this.#pdf.on('end', resolve);
      this.#pdf.on('error', reject);
    });
  }

  async bytes(): Promise<Uint8Array> {
    this.#pdf.end();
    await this.#done;
    return Buffer.concat(this.#parts);
  }

  write({ title, subtitle, foot, blocks }: ReportDocument): void {
    this.#paragraph('H1', title, { font: 'Helvetica-Bold', size: 20 });
    this.#paragraph('P', subtitle, { size: 12, tone: lightTones.quiet });
    let chapter = this.#pdf.outline.addItem(title);
    for (const block of blocks) {
      if (block.kind === 'heading') {
        const { level, text } = block;
        this.#y += level === 2 ? 14 : 8;
        // A heading stands with the beginning of what it is about.
        this.#need(level === 2 ? 120 : 80);
        if (level === 2) chapter = this.#pdf.outline.addItem(this.#text.known(text));
        else chapter.addItem(this.#text.known(text));
        this.#paragraph(`H${level}`, text, { font: 'Helvetica-Bold', size: headings[level] });
      } else this.#block(block);
    }
    if (this.#text.hasReplaced) {
      this.#paragraph('P', 'Letters that the fonts of a PDF lack are shown as "?"; the report as HTML has them.');
    }
    this.#footers(foot);
  }

  #block(block: Exclude<Block, { kind: 'heading' }>): void {
    switch (block.kind) {
      case 'text':
        this.#paragraph('P', block.text);
        break;
      case 'list': {
        const list = this.#pdf.struct('L');
        this.#pdf.addStructure(list);
        for (const item of block.items) this.#paragraph('LI', `• ${item}`, {}, list);
        list.end();
        break;
      }
      case 'facts':
        this.#table({
          kind: 'table',
          caption: '',
          columns: [{ name: 'what' }, { name: 'value' }],
          rows: block.rows,
        });
        break;
      case 'table':
        this.#table(block);
        break;
      case 'figure':
        this.#figure(block);
        break;
    }
  }

  #need(height: number): void {
    if (this.#y + height <= this.#pdf.page.height - margin) return;
    this.#pdf.addPage();
    this.#y = margin;
  }

  #line(text: string, x: number, y: number, font: Font, size: number, tone: string): void {
    this.#pdf.font(font).fontSize(size).fillColor(tone, 1).text(text, x, y, { lineBreak: false });
  }

  #paragraph(
    tag: 'H1' | 'H2' | 'H3' | 'H4' | 'P' | 'LI',
    text: string,
    { font = 'Helvetica', size = 9, tone = lightTones.ink }: { font?: Font; size?: number; tone?: string } = {},
    parent?: Structure,
  ): void {
    const element = this.#pdf.struct(tag);
    if (parent) parent.add(element);
    else this.#pdf.addStructure(element);
    const lines = this.#text.lines(text, font, size, this.#pdf.page.width - 2 * margin);
    this.#need(size * leading);
    element.add(() => {
      for (const line of lines) {
        this.#need(size * leading);
        this.#line(line, margin, this.#y, font, size, tone);
        this.#y += size * leading;
      }
    });
    element.end();
    this.#y += tag === 'LI' ? 1 : 4;
  }

  #table({ caption, columns, rows }: Table): void {
    if (caption !== '') {
      this.#need(60);
      this.#paragraph('P', caption, { size: 8, tone: lightTones.quiet });
    }
    const names = columns.map(({ name }) => name);
    const widths = this.#columnWidths(names, rows);
    const layout = columns.map(({ isNumber = false }, c) => ({ width: widths[c]!, isNumber }));
    const table = this.#pdf.struct('Table');
    this.#pdf.addStructure(table);
    // Facts name their rows, and need no head.
    const hasHead = caption !== '';
    const wrapped = (cells: readonly string[], font: Font) =>
      cells.map((cell, c) => this.#text.lines(cell, font, cellSize, widths[c]! - cellPad));
    const head = wrapped(names, 'Helvetica-Bold');
    if (hasHead) {
      this.#need(3 * heightOf(head));
      this.#row(head, layout, 'Helvetica-Bold', () => ['TH', 'Column'], table);
    }
    for (const row of rows) {
      const lines = wrapped(row, 'Helvetica');
      if (this.#y + heightOf(lines) > this.#pdf.page.height - margin) {
        this.#need(Number.POSITIVE_INFINITY);
        if (hasHead) this.#row(head, layout, 'Helvetica-Bold', null, table);
      }
      this.#row(lines, layout, 'Helvetica', (c) => (c === 0 ? ['TH', 'Row'] : ['TD']), table);
    }
    table.end();
    this.#y += 8;
  }

  /** A row of a table; without a kind it is a head that is repeated, which is no part of the structure. */
  #row(
    cells: readonly (readonly string[])[],
    columns: readonly { width: number; isNumber: boolean }[],
    font: Font,
    kindOf: ((c: number) => readonly ['TH' | 'TD', scope?: 'Row' | 'Column']) | null,
    table: Structure,
  ): void {
    const pdf = this.#pdf;
    const row = kindOf && pdf.struct('TR');
    if (row) table.add(row);
    const top = this.#y;
    let x = margin;
    for (const [c, lines] of cells.entries()) {
      const { width, isNumber } = columns[c]!;
      const left = x;
      const draw = () => {
        for (const [n, line] of lines.entries()) {
          const free = width - cellPad - this.#text.width(line, font, cellSize);
          const at = left + (isNumber ? Math.max(0, free) : 0);
          this.#line(line, at, top + 2 + n * cellSize * leading, font, cellSize, lightTones.ink);
        }
      };
      if (row) {
        const [tag, scope] = kindOf(c);
        const cell = pdf.struct(tag, scope ? { scope } : {});
        row.add(cell);
        cell.add(draw);
        cell.end();
      } else this.#artifact('Layout', draw);
      x += width;
    }
    row?.end();
    this.#y = top + heightOf(cells);
    this.#artifact('Layout', () => {
      pdf.lineWidth(0.4).strokeColor(lightTones.hairline);
      pdf.moveTo(margin, this.#y).lineTo(x, this.#y).stroke();
    });
  }

  #artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.#pdf.markContent('Artifact', { type });
    draw();
    this.#pdf.endMarkedContent();
  }

  /** Columns as wide as what they hold where that fits; else the narrow ones are, and wide ones share what is left. */
  #columnWidths(names: readonly string[], rows: readonly (readonly string[])[]): number[] {
    const room = this.#pdf.page.width - 2 * margin;
    const wanted = names.map((name, c) => {
      let most = this.#text.width(this.#text.known(name), 'Helvetica-Bold', cellSize);
      for (const row of rows) most = Math.max(most, this.#text.width(this.#text.known(row[c]!), 'Helvetica', cellSize));
      return most + 2 * cellPad;
    });
    const widths = wanted.map(() => 0);
    let [left, open] = [room, wanted.map((_, c) => c)];
    for (;;) {
      const share = left / open.length;
      const narrow = open.filter((c) => wanted[c]! <= share);
      if (narrow.length === 0) {
        for (const c of open) widths[c] = share;
        return widths;
      }
      for (const c of narrow) {
        widths[c] = wanted[c]!;
        left -= wanted[c]!;
      }
      open = open.filter((c) => wanted[c]! > share);
      if (open.length === 0) return widths;
    }
  }

  #figure({ title, description, width, height, marks }: Figure): void {
    const pdf = this.#pdf;
    const page = pdf.page.height - 2 * margin - 40;
    const scale = Math.min((pdf.page.width - 2 * margin) / width, page / height);
    this.#need(height * scale + 40);
    this.#paragraph('P', title, { font: 'Helvetica-Bold' });
    const top = this.#y;
    const at = ([x, y]: readonly [number, number]) => [margin + x * scale, top + y * scale] as const;
    const figure = pdf.struct('Figure', { alt: this.#text.known(`${title}. ${description}`) });
    pdf.addStructure(figure);
    figure.add(() => {
      for (const mark of marks) {
        const colour = lightTones[mark.tone];
        if (mark.mark === 'text') {
          const size = figureText * scale;
          const text = this.#text.known(mark.text);
          const taken = this.#text.width(text, 'Helvetica', size);
          const [x, y] = at(mark.at);
          const before = mark.anchor === 'start' ? 0 : mark.anchor === 'end' ? taken : taken / 2;
          this.#line(text, x - before, y - size * 0.78, 'Helvetica', size, colour);
        } else if (mark.mark === 'box') {
          pdf.fillColor(colour, Number(mark.shade.toFixed(2)));
          pdf.rect(...at(mark.at), mark.width * scale, mark.height * scale).fill();
        } else if (mark.mark === 'dot') {
          pdf.fillColor(colour, 1);
          pdf.circle(...at(mark.at), mark.r * scale).fill();
        } else {
          pdf.lineWidth(1).strokeColor(colour);
          if (mark.mark === 'line' && mark.isDashed) pdf.dash(3, { space: 3 });
          const [first, ...rest] = mark.mark === 'line' ? [mark.from, mark.to] : mark.points;
          if (!first) continue;
          pdf.moveTo(...at(first));
          for (const point of rest) pdf.lineTo(...at(point));
          pdf.stroke();
          pdf.undash();
        }
      }
    });
    figure.end();
    this.#y = top + height * scale + 4;
    this.#paragraph('P', description, { size: 7.5, tone: lightTones.quiet });
  }

  #footers(foot: string): void {
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#pdf.switchToPage(start + page);
      this.#artifact('Pagination', () => {
        const y = this.#pdf.page.height - margin + 14;
        const place = `${page + 1} of ${count}`;
        this.#line(foot, margin, y, 'Helvetica', 7.5, lightTones.quiet);
        const x = this.#pdf.page.width - margin - this.#text.width(place, 'Helvetica', 7.5);
        this.#line(place, x, y, 'Helvetica', 7.5, lightTones.quiet);
      });
    }
  }
}

/** In points, of the cells of a row as lines. */
function heightOf(cells: readonly (readonly string[])[]): number {
  return Math.max(...cells.map((lines) => lines.length)) * cellSize * leading + 4;
}
