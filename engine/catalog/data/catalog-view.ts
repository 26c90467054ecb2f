import { setImmediate } from 'node:timers/promises';
import { type SectionArray, viewSections } from '../../numeric/sections.ts';
import type { Subject } from '../../store/catalog.ts';
import type { Attributes } from '../interactions/attributes.ts';
import type { CatalogData } from '../interactions/catalog-data.ts';
import { type PackedTexts, textAt } from '../interactions/packed.ts';
import { Vocabulary } from '../interactions/vocabulary.ts';
import type { SnapshotHeader } from './snapshot.ts';

/** Names read between two turns of the event loop. */
const namesASlice = 20_000;

type Sections = Readonly<Record<string, SectionArray>>;

/** A snapshot as models see it: views of its arrays, ids and titles made of their bytes when they are asked for. */
export async function dataOf(snapshot: SharedArrayBuffer): Promise<CatalogData> {
  const viewed = viewSections(snapshot);
  const header = viewed.header as SnapshotHeader;
  const { sections } = viewed;
  const users = vocabulary('user', header, sections);
  const items = vocabulary('item', header, sections);
  const titles = textsIn(sections, 'titles', 'titles.offsets');
  return {
    revision: header.revision,
    hash: header.hash,
    interactions: {
      users,
      items,
      user: sections.user as Int32Array,
      item: sections.item as Int32Array,
      value: sections.value as Float32Array,
      time: header.hasTimes ? (sections.time as Float64Array) : null,
      kind: sections.kind as Int32Array,
      kinds: new Vocabulary(header.kinds.map(({ name }) => name)),
    },
    signals: header.kinds.map(({ signal }) => signal),
    userRows: sections['user.rows'] as Int32Array,
    itemRows: sections['item.rows'] as Int32Array,
    userAttributes: await attributes('user', users.size, sections),
    itemAttributes: await attributes('item', items.size, sections),
    prices: (sections.prices as Float32Array | undefined) ?? null,
    itemTexts: (sections['item.texts'] as Uint8Array | undefined) ?? null,
    title: (item) => (titles && textAt(titles, item)) || null,
  };
}

function vocabulary(subject: Subject, { vocabularyHash }: SnapshotHeader, sections: Sections): Vocabulary {
  const texts = textsIn(sections, `${subject}.ids`, `${subject}.offsets`)!;
  const slots = sections[`${subject}.slots`] as Int32Array;
  return new Vocabulary([], { ...texts, slots, hash: vocabularyHash[subject] });
}

async function attributes(subject: Subject, rows: number, sections: Sections): Promise<Attributes | null> {
  const texts = textsIn(sections, `${subject}.names`, `${subject}.names.offsets`);
  if (!texts) return null;
  const columns = texts.offsets.length - 1;
  const names: string[] = [];
  for (let column = 0; column < columns; column++) {
    if (column % namesASlice === namesASlice - 1) await setImmediate();
    names.push(textAt(texts, column));
  }
  const part = (name: string) => sections[`${subject}.ones.${name}`];
  return {
    names,
    rows: {
      rows,
      columns,
      indptr: part('indptr') as Int32Array,
      indices: part('indices') as Int32Array,
      values: part('values') as Float32Array,
    },
  };
}

function textsIn(sections: Sections, bytes: string, offsets: string): PackedTexts | null {
  if (!sections[bytes]) return null;
  return { bytes: sections[bytes] as Uint8Array, offsets: sections[offsets] as Int32Array };
}
