import { createHash } from 'node:crypto';
import type { Attributes } from '../catalog/interactions/attributes.ts';
import { StewardError } from '../contract/errors.ts';
import { type Csr, transpose } from '../numeric/csr.ts';
import type { ModelCard, SavedModel } from './files.ts';
import { algorithmSpecs } from './info/info.ts';
import type { ItemEmbeddings, Model, ModelSections, TrainingData } from './models/model.ts';

/** The workspace's own numbers of the users and items that a model knows, in the order of the model's. */
export interface Rows {
  users: Int32Array;
  items: Int32Array;
}

/** A version as its file holds it: it needs nothing of what the workspace is by then. */
export interface UnpackedVersion {
  card: ModelCard;
  /** Of the model alone. */
  sections: ModelSections;
  training: TrainingData;
  rows: Rows;
}

/**
 * A fitted model with all that brings it back: the matrix it was trained on, the attributes or text embeddings where it
 * looks at any, and the workspace's numbers of its users and items. So a version answers the same whatever is imported later.
 */
export function packVersion(
  model: Model,
  training: TrainingData,
  rows: Rows,
  about: Pick<ModelCard, 'params' | 'seed' | 'dataHash' | 'feedback' | 'mitigation'> & {
    itemAttributes: Attributes | null;
  },
): SavedModel {
  const { itemAttributes, ...rest } = about;
  const { needs } = algorithmSpecs[model.id];
  // Who works on texts looks at no attributes.
  const readsAttributes = needs.includes('item attributes') && !training.itemEmbeddings;
  return {
    card: {
      ...rest,
      algorithm: model.id,
      users: training.users,
      items: training.items,
      vocabularyHash: { users: digestOf(rows.users), items: digestOf(rows.items) },
      metrics: {},
      ...(readsAttributes && { itemAttributes: [...(itemAttributes?.names ?? [])] }),
    },
    sections: {
      ...model.sections(),
      'rows.users': rows.users,
      'rows.items': rows.items,
      ...packCsr('byUser', training.byUser),
      ...(readsAttributes && training.itemAttributes ? packCsr('itemAttributes', training.itemAttributes) : {}),
      ...(training.itemEmbeddings && packEmbeddings(training.itemEmbeddings)),
      ...(needs.includes('user attributes') && training.userAttributes
        ? packCsr('userAttributes', training.userAttributes)
        : {}),
    },
  };
}

/** The parts of a version's file. BAD_FILE where it is the file of a model without them, or damaged. */
export function unpackVersion({ card, sections }: SavedModel): UnpackedVersion {
  const byUser = unpackCsr('byUser', sections, card.users);
  const itemAttributes = sections['data.itemAttributes.indptr'] && unpackCsr('itemAttributes', sections, card.items);
  const userAttributes = sections['data.userAttributes.indptr'] && unpackCsr('userAttributes', sections, card.users);
  const itemEmbeddings = sections[embeddings.values] && unpackEmbeddings(sections, card.items);
  const own = Object.entries(sections).filter(([name]) => !name.startsWith('data.') && !name.startsWith('rows.'));
  return {
    card,
    sections: Object.fromEntries(own),
    training: {
      users: card.users,
      items: card.items,
      byUser,
      byItem: transpose(byUser),
      ...(itemAttributes && { itemAttributes }),
      ...(userAttributes && { userAttributes }),
      ...(itemEmbeddings && { itemEmbeddings }),
    },
    rows: { users: ints(sections, 'rows.users', card.users), items: ints(sections, 'rows.items', card.items) },
  };
}

function packCsr(name: string, { columns, indptr, indices, values }: Csr): ModelSections {
  return {
    [`data.${name}.columns`]: Int32Array.of(columns),
    [`data.${name}.indptr`]: indptr,
    [`data.${name}.indices`]: indices,
    [`data.${name}.values`]: values,
  };
}

function unpackCsr(name: string, sections: ModelSections, rows: number): Csr {
  const indptr = ints(sections, `data.${name}.indptr`, rows + 1);
  const indices = ints(sections, `data.${name}.indices`, indptr[rows]!);
  const values = sections[`data.${name}.values`];
  if (!(values instanceof Float32Array) || values.length !== indices.length) throw damaged(`data.${name}.values`);
  return { rows, columns: ints(sections, `data.${name}.columns`, 1)[0]!, indptr, indices, values };
}

const embeddings = { dimensions: 'data.itemEmbeddings.dimensions', values: 'data.itemEmbeddings.values' };

function packEmbeddings({ dimensions, values }: ItemEmbeddings): ModelSections {
  return { [embeddings.dimensions]: Int32Array.of(dimensions), [embeddings.values]: values };
}

function unpackEmbeddings(sections: ModelSections, items: number): ItemEmbeddings {
  const dimensions = ints(sections, embeddings.dimensions, 1)[0]!;
  const values = sections[embeddings.values];
  if (values instanceof Float32Array && values.length === items * dimensions) return { dimensions, values };
  throw damaged(embeddings.values);
}

function ints(sections: ModelSections, name: string, length: number): Int32Array {
  const section = sections[name];
  if (section instanceof Int32Array && section.length === length) return section;
  throw damaged(name);
}

function damaged(name: string): StewardError {
  return new StewardError('BAD_FILE', `The file is none of a version: its section '${name}' is missing or damaged.`, {
    advice: 'Fit the model again.',
  });
}

function digestOf(rows: Int32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength))
    .digest('hex');
}
