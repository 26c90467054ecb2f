/** A table as CSV (RFC 4180): quoted where it must be. */
export function csv({
  columns,
  rows,
}: {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}): string {
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n');
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
