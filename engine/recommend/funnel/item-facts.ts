import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { Pace } from '../../numeric/pace.ts';
import type { AttributeInfo } from '../../store/catalog.ts';
import type { Store } from '../../store/store.ts';
import type { Column } from '../filters/rules.ts';
import { placeOf } from '../histories.ts';
import type { Memberships } from '../reranking/candidates.ts';

/** What is called a publisher, a topic and a date of publication, the likeliest name first. */
const names = {
  publisher: ['publisher', 'author', 'creator', 'provider', 'studio', 'brand', 'artist', 'seller'],
  topic: ['topic', 'topics', 'category', 'categories', 'genre', 'genres', 'section'],
  published: ['published', 'published_at', 'released', 'release_date', 'created', 'created_at', 'date'],
};
/** Items read between two looks at the clock. */
const rowsASlice = 1000;

/** What is known of all items at one revision, a value for each row of the data. */
export interface FactsOfItems {
  /** Under which names the workspace has them; null where it does not. */
  readonly names: Readonly<Record<'publisher' | 'topic' | 'published', string | null>>;
  readonly publishers: readonly string[];
  /** -1 where it is not known; null where of none. */
  readonly publisher: Int32Array | null;
  readonly topics: readonly string[];
  readonly topic: Memberships;
  /** Milliseconds since 1970, NaN where it is not known; null where of none. */
  readonly published: Float64Array | null;
  /** The newest date of publication; 0 where none is known. */
  readonly newest: number;
}

/** Reads what is known of items, in slices of the event loop. */
export async function readFacts(store: Store, { itemRows }: CatalogData): Promise<FactsOfItems> {
  const pace = new Pace();
  const used = namesIn(store.catalog.attributes());
  const publishers = new Names();
  const topics = new Names();
  const publisher = new Int32Array(itemRows.length).fill(-1);
  const published = new Float64Array(itemRows.length).fill(Number.NaN);
  const indptr = new Int32Array(itemRows.length + 1);
  const members: number[] = [];
  let newest = 0;
  for (let after = 0; ; await pace.turn()) {
    const rows = store.feedReader.facts(after, rowsASlice, used);
    for (const facts of rows) {
      const row = placeOf(itemRows, facts.id);
      if (row < 0) continue;
      if (facts.publisher) publisher[row] = publishers.number(facts.publisher);
      // Items come in the order of their numbers, which is that of rows.
      if (facts.topic) for (const name of listOf(facts.topic)) members.push(topics.number(name));
      indptr[row + 1] = members.length;
      const at = Number(facts.published ?? Number.NaN);
      published[row] = at;
      if (at > newest) newest = at;
    }
    if (rows.length < rowsASlice) break;
    after = rows.at(-1)!.id;
  }
  // Rows that are no longer in the store have nothing.
  for (let row = 0; row < itemRows.length; row++) indptr[row + 1] = Math.max(indptr[row]!, indptr[row + 1]!);
  return {
    names: used,
    publishers: publishers.all,
    publisher: publishers.all.length > 0 ? publisher : null,
    topics: topics.all,
    topic: { indptr, members: Int32Array.from(members) },
    published: newest > 0 ? published : null,
    newest,
  };
}

/** The columns of items that rules may speak of: categories, sets and bins, one set of names each. */
export function ruleColumns({ itemAttributes }: CatalogData, wanted: readonly string[]): Record<string, Column> {
  const columns: Record<string, Column> = {};
  if (!itemAttributes) return columns;
  const all = new Set(itemAttributes.names.map((name) => name.slice(0, name.indexOf(':'))));
  for (const attribute of all) {
    // Of those that no rule speaks of only the name is needed, to say what there is.
    columns[attribute] = wanted.includes(attribute)
      ? columnOf(itemAttributes, `${attribute}:`)
      : { kind: 'set', names: [], indptr: new Int32Array(0), members: new Int32Array(0) };
  }
  return columns;
}

function columnOf({ names: all, rows }: NonNullable<CatalogData['itemAttributes']>, prefix: string): Column {
  const own = new Int32Array(all.length).fill(-1);
  const values: string[] = [];
  all.forEach((name, column) => {
    if (!name.startsWith(prefix)) return;
    own[column] = values.length;
    values.push(name.slice(prefix.length));
  });
  const indptr = new Int32Array(rows.rows + 1);
  const members: number[] = [];
  for (let row = 0; row < rows.rows; row++) {
    for (let at = rows.indptr[row]!; at < rows.indptr[row + 1]!; at++) {
      const value = own[rows.indices[at]!]!;
      if (value >= 0) members.push(value);
    }
    indptr[row + 1] = members.length;
  }
  return { kind: 'set', names: values, indptr, members: Int32Array.from(members) };
}

function namesIn(attributes: readonly AttributeInfo[]): FactsOfItems['names'] {
  const of = attributes.filter(({ subject }) => subject === 'item');
  const first = (wanted: readonly string[], isRight: (info: AttributeInfo) => boolean) =>
    wanted.find((name) => of.some((info) => info.name === name && isRight(info))) ?? null;
  const isDate = ({ type }: AttributeInfo) => type === 'date';
  return {
    publisher: first(names.publisher, ({ type }) => type !== 'number' && type !== 'date'),
    topic: first(names.topic, ({ type }) => type === 'category' || type === 'set'),
    published: first(names.published, isDate) ?? of.find(isDate)?.name ?? null,
  };
}

function listOf(text: string): string[] {
  return text.startsWith('[') ? (JSON.parse(text) as string[]) : [text];
}

class Names {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.all.length;
      this.all.push(name);
      this.#numbers.set(name, number);
    }
    return number;
  }
}
