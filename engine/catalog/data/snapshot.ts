import { createHash, hash as digest } from 'node:crypto';
import type { AttributeSummary, CatalogSummary, KindSummary, Signal } from '../../contract/index.ts';
import { csrFromTriples } from '../../numeric/csr.ts';
import { packSections, type SectionArray } from '../../numeric/sections.ts';
import type { AttributeValue, Subject } from '../../store/catalog.ts';
import type { CatalogReader } from '../../store/catalog-read.ts';
import { packIds, packTexts } from '../interactions/packed.ts';
import { type AttributeColumn, attributeColumn } from './attribute-columns.ts';
import { itemText, itemTextHash, textAttributes } from './item-text.ts';
import { popularityOf } from './popularity.ts';

/** What files of snapshots begin with; the number grows with every change of what is in them. */
export const snapshotMagic = 'STEWCAT2';

/** What is said of a snapshot besides its arrays. */
export interface SnapshotHeader {
  revision: number;
  stamp: string;
  hash: string;
  vocabularyHash: Record<Subject, string>;
  kinds: { name: string; signal: Signal }[];
  hasTimes: boolean;
  summary: CatalogSummary;
}

/**
 * Reads all users, items and interactions into one stretch of shared memory. Takes about a second for a million
 * interactions, so it belongs on a thread of its own.
 */
export function buildSnapshot(reader: CatalogReader): SharedArrayBuffer {
  const sections: Record<string, SectionArray> = {};
  const users = readSubject(reader, 'user', sections);
  const items = readSubject(reader, 'item', sections);
  const pairs = readInteractions(reader, users.rowOfId, items.rowOfId);
  const hasTimes = pairs.time.some((at) => !Number.isNaN(at));
  Object.assign(sections, pairs);
  const kinds = reader.kinds.map(({ name, signal }) => ({ name, signal }));
  const vocabularyHash = { user: users.hash, item: items.hash };
  const hash = hashOf({ kinds, vocabularyHash, ...(items.texts && { texts: items.texts }) }, sections);
  const numbered = { users: { size: users.size }, items: { size: items.size }, ...pairs };
  const summary: CatalogSummary = {
    users: users.size,
    items: items.size,
    interactions: pairs.user.length,
    kinds: kinds.map((kind, row) => ({ ...kind, ...summaryOfKind(row, pairs, users.size, items.size) })),
    attributes: [...users.attributes, ...items.attributes],
    popularity: popularityOf(numbered),
    revision: reader.revision,
    hash,
  };
  const { revision, stamp } = reader;
  const header: SnapshotHeader = { revision, stamp, hash, vocabularyHash, kinds, hasTimes, summary };
  return packSections(snapshotMagic, { header, sections });
}

interface SubjectRows {
  size: number;
  hash: string;
  rowOfId: Int32Array;
  attributes: AttributeSummary[];
  /** A digest of all texts that are nowhere else in the snapshot; '' where titles are all the text there is. */
  texts: string;
}

function readSubject(reader: CatalogReader, subject: Subject, sections: Record<string, SectionArray>): SubjectRows {
  const columns = new Map<string, AttributeColumn>();
  for (const info of reader.attributes) if (info.subject === subject) columns.set(info.name, attributeColumn(info));
  const ids: string[] = [];
  const numbers: number[] = [];
  const titles: string[] = [];
  const prices: number[] = [];
  const textNames = subject === 'item' ? textAttributes(reader.attributes) : [];
  const texts: Uint8Array[] = [];
  for (const [id, externalId, json] of reader.rows(subject)) {
    const row = ids.length;
    ids.push(externalId);
    numbers.push(id);
    const attributes = (json === '{}' ? {} : JSON.parse(json)) as Record<string, AttributeValue>;
    for (const [name, value] of Object.entries(attributes)) columns.get(name)?.add(row, value);
    titles.push(attributes.title === undefined ? '' : String(attributes.title));
    const price = Number(attributes.price ?? 0);
    prices.push(Number.isFinite(price) ? price : 0);
    if (textNames.length > 0) texts.push(itemTextHash(itemText(attributes, textNames)));
  }
  const packed = packIds(ids);
  sections[`${subject}.rows`] = Int32Array.from(numbers);
  sections[`${subject}.ids`] = packed.bytes;
  sections[`${subject}.offsets`] = packed.offsets;
  sections[`${subject}.slots`] = packed.slots;
  addOnes(subject, ids.length, [...columns.values()], sections);
  if (subject === 'item') {
    if (columns.has('price')) sections.prices = Float32Array.from(prices);
    if (columns.has('title')) {
      const texts = packTexts(titles);
      sections.titles = texts.bytes;
      sections['titles.offsets'] = texts.offsets;
    }
  }
  const hashes = Buffer.concat(texts);
  if (textNames.length > 0) sections['item.texts'] = hashes;
  const rowOfId = new Int32Array((numbers.at(-1) ?? 0) + 1);
  for (const [row, id] of numbers.entries()) rowOfId[id] = row;
  const attributes = [...columns.values()].map((column) => column.summary(ids.length));
  return {
    size: ids.length,
    hash: packed.hash,
    rowOfId,
    attributes,
    texts: textNames.includes('description') ? digest('sha256', hashes) : '',
  };
}

/** The matrix of ones of all attributes, and the names of its columns. */
function addOnes(
  subject: Subject,
  rows: number,
  columns: readonly AttributeColumn[],
  sections: Record<string, SectionArray>,
): void {
  const names: string[] = [];
  const row: number[] = [];
  const column: number[] = [];
  for (const one of columns) {
    const made = one.ones();
    const first = names.length;
    for (const name of made.names) names.push(name);
    for (const at of made.row) row.push(at);
    for (const at of made.column) column.push(first + at);
  }
  if (names.length === 0) return;
  const texts = packTexts(names);
  const csr = csrFromTriples(rows, names.length, row, column, new Float32Array(row.length).fill(1));
  sections[`${subject}.names`] = texts.bytes;
  sections[`${subject}.names.offsets`] = texts.offsets;
  sections[`${subject}.ones.indptr`] = csr.indptr;
  sections[`${subject}.ones.indices`] = csr.indices;
  sections[`${subject}.ones.values`] = csr.values;
}

type Pairs = ReturnType<typeof readInteractions>;

function readInteractions(reader: CatalogReader, userRow: Int32Array, itemRow: Int32Array) {
  const n = reader.count('interaction');
  const kindRow = new Map(reader.kinds.map(({ id }, row) => [id, row]));
  const pairs = {
    user: new Int32Array(n),
    item: new Int32Array(n),
    kind: new Int32Array(n),
    value: new Float32Array(n),
    time: new Float64Array(n),
  };
  let place = 0;
  for (const [user, item, kind, at, value] of reader.interactions()) {
    pairs.user[place] = userRow[user]!;
    pairs.item[place] = itemRow[item]!;
    pairs.kind[place] = kindRow.get(kind)!;
    pairs.value[place] = value;
    pairs.time[place] = at < 0 ? Number.NaN : at;
    place += 1;
  }
  return pairs;
}

function summaryOfKind(
  row: number,
  { user, item, kind, value, time }: Pairs,
  users: number,
  items: number,
): Omit<KindSummary, 'name' | 'signal'> {
  const hasUser = new Uint8Array(users);
  const hasItem = new Uint8Array(items);
  let [interactions, sum, lowest, highest, first, last] = [0, 0, Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < kind.length; at++) {
    if (kind[at] !== row) continue;
    interactions += 1;
    hasUser[user[at]!] = 1;
    hasItem[item[at]!] = 1;
    sum += value[at]!;
    lowest = Math.min(lowest, value[at]!);
    highest = Math.max(highest, value[at]!);
    // NaN, where there is no time, is neither.
    if (time[at]! < first) first = time[at]!;
    if (time[at]! > last) last = time[at]!;
  }
  const known = (has: Uint8Array) => has.reduce((total, one) => total + one, 0);
  return {
    interactions,
    users: known(hasUser),
    items: known(hasItem),
    first: first === Infinity ? null : first,
    last: last === -Infinity ? null : last,
    lowest: interactions > 0 ? lowest : 0,
    highest: interactions > 0 ? highest : 0,
    mean: interactions > 0 ? sum / interactions : 0,
  };
}

/** Numbers that the workspace gave are left out: they change nothing of what is learnt. Texts are told in `about`. */
function hashOf(about: object, sections: Record<string, SectionArray>): string {
  const hash = createHash('sha256').update(JSON.stringify(about));
  for (const [name, array] of Object.entries(sections)) {
    if (name.endsWith('.rows') || name.endsWith('.slots') || name === 'item.texts') continue;
    hash.update(`|${name} ${array.length}|`);
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}
