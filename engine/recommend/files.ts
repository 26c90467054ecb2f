import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { StewardError } from '../contract/errors.ts';
import { type FairTraining, fairTraining } from '../contract/index.ts';
import { type ModelId, type ModelSections, modelIds } from './models/model.ts';

/**
 * One file per saved model: 8 bytes of magic, the version and the length of the header (both 32 bits), SHA-256 of all
 * that follows, then the header as JSON, then the sections, each at a multiple of 64 bytes. All little-endian.
 */
const magic = Buffer.from('STEWARDM', 'latin1');
const version = 1;
const preamble = 48;
const alignment = 64;
/** A header may be this long; the length is read before the digest is checked. */
const longestHeader = 16 << 20;

/** What a model file says of its model besides the numbers. */
export interface ModelCard {
  algorithm: ModelId;
  params: Record<string, number | string | boolean>;
  seed: number;
  users: number;
  items: number;
  /** Of the training data: `dataHash` of catalog/interactions. */
  dataHash: string;
  /** Of the users' and the items' vocabulary, in this order. */
  vocabularyHash: { users: string; items: string };
  /** Whether the model learnt from values, or from the fact that there is a pair. */
  feedback: 'values' | 'ones';
  /** Figures that were measured, by name. */
  metrics: Record<string, number>;
  /** The names of the items' attributes, where the model explains by them. */
  itemAttributes?: string[];
  /** How it was trained to serve groups or items more alike, where it was. */
  mitigation?: FairTraining;
}

export interface SavedModel {
  card: ModelCard;
  /** Views into the file's bytes over shared memory: worker threads read them without a copy. */
  sections: ModelSections;
}

const headerSchema = z.object({
  card: z.object({
    algorithm: z.enum(modelIds),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    seed: z.number(),
    users: z.int().nonnegative(),
    items: z.int().nonnegative(),
    dataHash: z.string(),
    vocabularyHash: z.object({ users: z.string(), items: z.string() }),
    feedback: z.enum(['values', 'ones']),
    metrics: z.record(z.string(), z.number()),
    itemAttributes: z.array(z.string()).optional(),
    mitigation: fairTraining.optional(),
  }),
  /** Bytes of the whole file. */
  bytes: z.int(),
  sections: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['f32', 'i32']),
      offset: z.int().nonnegative(),
      length: z.int().nonnegative(),
    }),
  ),
});
type Header = z.infer<typeof headerSchema>;

/** Writes a model file: beside its place first, so that a file that is there under its name is whole. */
export async function writeModelFile(path: string, { card, sections }: SavedModel): Promise<void> {
  const names = Object.keys(sections);
  const layOut = (from: number): Header => {
    let offset = from;
    const laid = names.map((name) => {
      const { length } = sections[name]!;
      const type = sections[name] instanceof Int32Array ? ('i32' as const) : ('f32' as const);
      const section = { name, type, offset, length };
      offset = aligned(offset + length * 4);
      return section;
    });
    return { card, bytes: offset, sections: laid };
  };
  // The header's length depends on the offsets in it and they on its length: room for the longest offsets first.
  const room = Buffer.byteLength(JSON.stringify(layOut(Number.MAX_SAFE_INTEGER / 2)));
  const header = layOut(aligned(preamble + room));
  const file = Buffer.alloc(header.bytes);
  const json = Buffer.from(JSON.stringify(header));
  magic.copy(file);
  file.writeUInt32LE(version, 8);
  file.writeUInt32LE(json.length, 12);
  json.copy(file, preamble);
  for (const { name, offset } of header.sections) {
    const { buffer, byteOffset, byteLength } = sections[name]!;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
  }
  digest(file).copy(file, 16);
  const part = `${path}.${randomUUID()}.part`;
  try {
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(file);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw new StewardError('BAD_FILE', 'The model file cannot be written.', {
      place: { file: path },
      advice: 'Check that the folder exists and has room.',
      cause,
    });
  }
}

/** Reads a model file. BAD_FILE, saying which, where it is missing, foreign, from a newer version, cut off or damaged. */
export async function readModelFile(path: string): Promise<SavedModel> {
  const file = await bytesOf(path);
  if (file.length < magic.length || !file.subarray(0, magic.length).equals(magic)) {
    throw bad(path, 'This is no model file of Steward.', "Give a file that 'steward fit' has written.");
  }
  if (file.length < preamble) throw cutOff(path);
  if (file.readUInt32LE(8) !== version) {
    throw bad(path, `The model file is of version ${file.readUInt32LE(8)}; this Steward reads ${version}.`, 'Update.');
  }
  const length = file.readUInt32LE(12);
  if (length > longestHeader) throw damaged(path);
  if (preamble + length > file.length) throw cutOff(path);
  const header = readHeader(file.subarray(preamble, preamble + length));
  if (header && file.length < header.bytes) throw cutOff(path);
  if (!header || file.length !== header.bytes || !digest(file).equals(file.subarray(16, preamble))) throw damaged(path);
  const sections = header.sections.map(({ name, type, offset, length }) => {
    if (offset % 4 !== 0 || offset + length * 4 > file.length) throw damaged(path);
    const { buffer } = file;
    const view = type === 'i32' ? new Int32Array(buffer, offset, length) : new Float32Array(buffer, offset, length);
    return [name, view] as const;
  });
  return { card: header.card, sections: Object.fromEntries(sections) };
}

/** All bytes of a file over shared memory, from its first. */
async function bytesOf(path: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const file = Buffer.from(new SharedArrayBuffer(size));
      let at = 0;
      while (at < size) {
        const { bytesRead } = await handle.read(file, at, size - at, at);
        if (bytesRead === 0) throw cutOff(path);
        at += bytesRead;
      }
      return file;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof StewardError) throw cause;
    throw bad(path, 'The model file cannot be read.', 'Check the path.', cause);
  }
}

function readHeader(bytes: Buffer): Header | null {
  try {
    return headerSchema.parse(JSON.parse(bytes.toString()));
  } catch {
    return null;
  }
}

function digest(file: Buffer): Buffer {
  // The length of the header stands before the digest and is covered all the same.
  return createHash('sha256').update(file.subarray(8, 16)).update(file.subarray(preamble)).digest();
}

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function cutOff(path: string): StewardError {
  return bad(path, 'The model file is cut off.', 'Copy it again, or fit the model again.');
}

function damaged(path: string): StewardError {
  return bad(path, 'The model file is damaged.', 'Copy it again, or fit the model again.');
}

function bad(path: string, message: string, advice: string, cause?: unknown): StewardError {
  return new StewardError('BAD_FILE', message, { place: { file: path }, advice, cause });
}
