import PDFDocument from 'pdfkit';
import type { Block, ReportDocument } from './document.ts';
import { drawFigure, figureHeight } from './pdf-figure.ts';
import { margin, PdfPage } from './pdf-page.ts';
import { drawTable } from './pdf-table.ts';
import { lightTones } from './tones.ts';

/** Letters of headings, in points. */
const headings = { 2: 15, 3: 11.5, 4: 10 } as const;
/** What must fit under a heading on its page, in points. */
const under = { 2: 120, 3: 90, 4: 70 } as const;

/**
 * A report as a tagged PDF with bookmarks. The same document gives the same bytes: its date is the beginning of 1970, since a
 * PDF must have one. Takes a second for hundreds of comparisons: belongs on a thread.
 */
export async function pdfOf(report: ReportDocument): Promise<Uint8Array> {
  const { title, maker, foot } = report;
  const pdf = new PDFDocument({
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
  const parts: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (part: Uint8Array) => parts.push(part));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  write(new PdfPage(pdf), report);
  pdf.end();
  await done;
  return Buffer.concat(parts);
}

function write(page: PdfPage, { title, subtitle, foot, blocks }: ReportDocument): void {
  const { pdf, text } = page;
  page.paragraph('H1', title, { font: 'bold', size: 20 });
  page.paragraph('P', subtitle, { size: 12, tone: lightTones.quiet });
  let chapter = pdf.outline.addItem(title);
  let section = chapter;
  for (const [n, block] of blocks.entries()) {
    if (block.kind === 'heading') {
      const { level } = block;
      page.y += level === 2 ? 14 : 8;
      const next = blocks[n + 1];
      // A figure that does not fit turns the page: its heading goes with it.
      page.need(
        next?.kind === 'figure'
          ? Math.min(under[level] + figureHeight(page, next), page.bottom - margin)
          : under[level],
      );
      const name = text.known(block.text);
      if (level === 2) chapter = section = pdf.outline.addItem(name);
      else if (level === 3) section = chapter.addItem(name);
      else section.addItem(name);
      page.paragraph(`H${level}`, block.text, { font: 'bold', size: headings[level] });
    } else draw(page, block);
  }
  if (text.hasReplaced) {
    page.paragraph(
      'P',
      'Letters that the fonts of this PDF lack stand as their numbers in Unicode, such as [U+6771]; the report as HTML has them.',
    );
  }
  footers(page, foot);
}

function draw(page: PdfPage, block: Exclude<Block, { kind: 'heading' }>): void {
  switch (block.kind) {
    case 'text':
      page.paragraph('P', block.text);
      break;
    case 'list': {
      const list = page.pdf.struct('L');
      page.pdf.addStructure(list);
      for (const item of block.items) page.paragraph('LI', item, {}, list);
      list.end();
      break;
    }
    case 'facts':
      drawTable(page, {
        kind: 'table',
        caption: '',
        columns: [{ name: 'what' }, { name: 'value' }],
        rows: block.rows,
      });
      break;
    case 'table':
      drawTable(page, block);
      break;
    case 'figure':
      drawFigure(page, block);
      break;
  }
}

function footers(page: PdfPage, foot: string): void {
  const { pdf, text } = page;
  const { start, count } = pdf.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    pdf.switchToPage(start + n);
    page.artifact('Pagination', () => {
      const place = `${n + 1} of ${count}`;
      const y = page.bottom + 14;
      page.line(foot, margin, y, 'regular', 7.5, lightTones.quiet);
      page.line(place, margin + page.width - text.width(place, 'regular', 7.5), y, 'regular', 7.5, lightTones.quiet);
    });
  }
}
