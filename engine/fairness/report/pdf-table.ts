import type { Table } from './document.ts';
import { leading, margin, type PdfPage, type Structure } from './pdf-page.ts';
import type { Font } from './pdf-text.ts';
import { lightTones } from './tones.ts';

const cellSize = 7.5;
const cellPad = 6;

interface Column {
  width: number;
  isNumber: boolean;
}

/** Cells of a row as lines. */
type Row = readonly (readonly string[])[];

/** A table over as many pages as it takes; its head is repeated on each. Without a caption it has no head: facts name themselves. */
export function drawTable(page: PdfPage, { caption, columns, rows }: Table): void {
  const hasHead = caption !== '';
  const names = columns.map(({ name }) => name);
  const widths = columnWidths(page, hasHead ? names : names.map(() => ''), rows);
  const layout = columns.map(({ isNumber = false }, c): Column => ({ width: widths[c]!, isNumber }));
  const wrapped = (cells: readonly string[], font: Font): Row =>
    cells.map((cell, c) => page.text.lines(cell, font, cellSize, widths[c]! - cellPad));
  const head = wrapped(names, 'bold');
  const table = page.pdf.struct('Table');
  page.pdf.addStructure(table);
  if (hasHead) {
    // A caption stands with the head and the first two rows.
    const first = rows.slice(0, 2).map((row) => heightOf(wrapped(row, 'regular')));
    page.need(2 * cellSize * leading + heightOf(head) + first.reduce((sum, height) => sum + height, 12));
    page.paragraph('Caption', caption, { size: 8, tone: lightTones.quiet }, table);
    drawRow(page, head, layout, 'bold', () => ['TH', 'Column'], table);
  }
  for (const row of rows) {
    const lines = wrapped(row, 'regular');
    if (!page.fits(heightOf(lines))) {
      page.need(Number.POSITIVE_INFINITY);
      if (hasHead) drawRow(page, head, layout, 'bold', null, table);
    }
    drawRow(page, lines, layout, 'regular', (c) => (c === 0 ? ['TH', 'Row'] : ['TD']), table);
  }
  table.end();
  page.y += 8;
}

/** A row; without a kind it is a head that is repeated, which is no part of the structure. */
function drawRow(
  page: PdfPage,
  cells: Row,
  columns: readonly Column[],
  font: Font,
  kindOf: ((c: number) => readonly ['TH' | 'TD', scope?: 'Row' | 'Column']) | null,
  table: Structure,
): void {
  const { pdf, text } = page;
  const row = kindOf && pdf.struct('TR');
  if (row) table.add(row);
  const top = page.y;
  let x = margin;
  for (const [c, lines] of cells.entries()) {
    const { width, isNumber } = columns[c]!;
    const left = x;
    const draw = () => {
      for (const [n, line] of lines.entries()) {
        const free = width - cellPad - text.width(line, font, cellSize);
        const at = left + (isNumber ? Math.max(0, free) : 0);
        page.line(line, at, top + 2 + n * cellSize * leading, font, cellSize, lightTones.ink);
      }
    };
    if (row) {
      const [tag, scope] = kindOf(c);
      const cell = pdf.struct(tag, scope ? { scope } : {});
      row.add(cell);
      cell.add(draw);
      cell.end();
    } else page.artifact('Layout', draw);
    x += width;
  }
  row?.end();
  page.y = top + heightOf(cells);
  page.artifact('Layout', () => {
    pdf.lineWidth(0.4).strokeColor(lightTones.hairline);
    pdf.moveTo(margin, page.y).lineTo(x, page.y).stroke();
  });
}

/** Columns as wide as what they hold where that fits; else the narrow ones are, and wide ones share what is left. */
function columnWidths(
  { text, width: room }: PdfPage,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): number[] {
  const wanted = names.map((name, c) => {
    let most = text.width(text.known(name), 'bold', cellSize);
    for (const row of rows) most = Math.max(most, text.width(text.known(row[c]!), 'regular', cellSize));
    return most + cellPad;
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

/** In points. */
function heightOf(cells: Row): number {
  return Math.max(...cells.map((lines) => lines.length)) * cellSize * leading + 4;
}
