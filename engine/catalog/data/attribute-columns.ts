import type { AttributeSummary } from '../../contract/index.ts';
import type { AttributeInfo, AttributeValue, Subject } from '../../store/catalog.ts';

/** Numbers of more different values than this go into bins. */
const ownColumns = 10;
const bins = 8;
/** So many of the most frequent values are told. */
const valuesTold = 20;

/** One attribute of all users or items, as it is collected row by row. */
export interface AttributeColumn {
  add(row: number, value: AttributeValue): void;
  /** Which rows have which column of ones: names ('age:25-34') and pairs of row and place among the names. */
  ones(): { names: string[]; row: number[]; column: number[] };
  summary(rows: number): AttributeSummary;
}

export function attributeColumn({ subject, name, type }: AttributeInfo): AttributeColumn {
  if (type === 'number' || type === 'date') return new Numbers(subject, name, type);
  return new Categories(subject, name, type);
}

/** Categories and sets; of text only what the summary tells. */
class Categories implements AttributeColumn {
  readonly #about: { subject: Subject; name: string; type: 'category' | 'set' | 'text' };
  readonly #places = new Map<string, number>();
  readonly #counts: number[] = [];
  readonly #row: number[] = [];
  readonly #column: number[] = [];
  #known = 0;

  constructor(subject: Subject, name: string, type: 'category' | 'set' | 'text') {
    this.#about = { subject, name, type };
  }

  add(row: number, value: AttributeValue): void {
    const values = typeof value === 'object' ? value : [String(value)];
    if (values.length === 0) return;
    this.#known += 1;
    for (const one of new Set(values)) {
      let place = this.#places.get(one);
      if (place === undefined) {
        place = this.#places.size;
        this.#places.set(one, place);
        this.#counts.push(0);
      }
      this.#counts[place]! += 1;
      if (this.#about.type === 'text') continue;
      this.#row.push(row);
      this.#column.push(place);
    }
  }

  ones() {
    const names =
      this.#about.type === 'text' ? [] : [...this.#places.keys()].map((one) => `${this.#about.name}:${one}`);
    return { names, row: this.#row, column: this.#column };
  }

  summary(rows: number): AttributeSummary {
    const all = [...this.#places].map(([value, place]) => ({ value, n: this.#counts[place]! }));
    // Of texts there is no most frequent one that says anything.
    const values = this.#about.type === 'text' ? [] : all.sort((a, b) => b.n - a.n).slice(0, valuesTold);
    return { ...this.#about, known: this.#known, missing: rows - this.#known, distinct: this.#places.size, values };
  }
}

/** Numbers and dates: few different ones as they are, many in bins of about the same number of rows. */
class Numbers implements AttributeColumn {
  readonly #about: { subject: Subject; name: string; type: 'number' | 'date' };
  readonly #row: number[] = [];
  readonly #value: number[] = [];

  constructor(subject: Subject, name: string, type: 'number' | 'date') {
    this.#about = { subject, name, type };
  }

  add(row: number, value: AttributeValue): void {
    const number = typeof value === 'number' ? value : Number(value);
    if (value === '' || !Number.isFinite(number)) return;
    this.#row.push(row);
    this.#value.push(number);
  }

  ones() {
    const sorted = Float64Array.from(this.#value).sort();
    const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
    const starts = distinct.length <= ownColumns ? distinct : quantileStarts(sorted);
    const column = this.#value.map((value) => binOf(starts, value));
    const names = [...starts].map((low, bin) => {
      // The bin ends at its largest value that is there: '25-34' says more than '25-35'.
      const next = starts[bin + 1];
      const high = distinct[(next === undefined ? distinct.length : distinct.indexOf(next)) - 1]!;
      return `${this.#about.name}:${this.#label(low, high)}`;
    });
    return { names, row: this.#row, column };
  }

  summary(rows: number): AttributeSummary {
    const sorted = Float64Array.from(this.#value).sort();
    const shown = sorted.length === 0 ? [] : [sorted[0]!, sorted[(sorted.length - 1) >> 1]!, sorted.at(-1)!];
    const values = shown.map((value) => ({
      value: this.#text(value),
      n: sorted.filter((other) => other === value).length,
    }));
    const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]).length;
    return { ...this.#about, known: sorted.length, missing: rows - sorted.length, distinct, values };
  }

  #label(low: number, high: number): string {
    if (low === high) return this.#text(low);
    const between = this.#about.type === 'date' || low < 0 ? '..' : '-';
    return `${this.#text(low)}${between}${this.#text(high)}`;
  }

  #text(value: number): string {
    if (this.#about.type === 'number') return String(Number(value.toPrecision(12)));
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? String(value) : date.toISOString().slice(0, 10);
  }
}

/** Where bins begin that hold an equal part of the values; a value that more have is a bin of its own. */
function quantileStarts(sorted: Float64Array): Float64Array {
  const starts: number[] = [];
  let begun = 0;
  for (const [at, value] of sorted.entries()) {
    const isFull = (at - begun) * bins >= sorted.length;
    if (at > 0 && (!isFull || value === sorted[at - 1])) continue;
    starts.push(value);
    begun = at;
  }
  return Float64Array.from(starts);
}

/** The last bin that begins at or before a value. */
function binOf(starts: Float64Array, value: number): number {
  let bin = 0;
  while (bin + 1 < starts.length && starts[bin + 1]! <= value) bin += 1;
  return bin;
}
