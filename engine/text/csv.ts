/** A cell of CSV, quoted where it has to be (RFC 4180). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells as a line of CSV, without its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((one) => (typeof one === 'number' ? String(one) : csvCell(one))).join(',');
}
