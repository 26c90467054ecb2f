import { createHash } from 'node:crypto';

/** Many texts in two arrays that threads can share: the bytes of all of them, and where each begins. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  /** One more than there are texts. */
  readonly offsets: Int32Array;
}

/** Ids that can be looked up both ways without a map of them: a table of slots says which row hashes where. */
export interface PackedIds extends PackedTexts {
  /** A row and 1, or 0 where nothing hashes; a power of two of them. */
  readonly slots: Int32Array;
  /** As `Vocabulary.hash()`. */
  readonly hash: string;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const offsets = new Int32Array(texts.length + 1);
  let size = 0;
  for (let row = 0; row < texts.length; row++) {
    size += Buffer.byteLength(texts[row]!);
    offsets[row + 1] = size;
  }
  const bytes = Buffer.alloc(size);
  for (let row = 0; row < texts.length; row++) bytes.write(texts[row]!, offsets[row]!);
  return { bytes, offsets };
}

/** Packs ids; of one that comes twice the first row is found. */
export function packIds(ids: readonly string[]): PackedIds {
  const packed = packTexts(ids);
  const slots = new Int32Array(1 << Math.ceil(Math.log2(ids.length * 2 + 2)));
  for (let row = 0; row < ids.length; row++) {
    let slot = hashOf(packed.bytes, packed.offsets[row]!, packed.offsets[row + 1]!) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = row + 1;
  }
  return { ...packed, slots, hash: hashOfIds(ids) };
}

/** The text of a row. */
export function textAt({ bytes, offsets }: PackedTexts, row: number): string {
  return bufferOf(bytes).toString('utf8', offsets[row], offsets[row + 1]);
}

const buffers = new WeakMap<Uint8Array, Buffer>();

/** The same bytes as a buffer, made once: texts are asked for one by one, by the thousand. */
function bufferOf(bytes: Uint8Array): Buffer {
  const known = buffers.get(bytes);
  if (known) return known;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  buffers.set(bytes, buffer);
  return buffer;
}

/** The row of an id, or undefined where it is not among them. */
export function rowOf({ bytes, offsets, slots }: PackedIds, id: string): number | undefined {
  const wanted = Buffer.from(id);
  let slot = hashOf(wanted, 0, wanted.length) & (slots.length - 1);
  for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
    const row = slots[slot]! - 1;
    if (wanted.equals(bytes.subarray(offsets[row]!, offsets[row + 1]!))) return row;
  }
  return undefined;
}

/** SHA-256 over ids in order, in hex. Lengths keep ['ab', 'c'] and ['a', 'bc'] apart. */
export function hashOfIds(ids: readonly string[]): string {
  const hash = createHash('sha256');
  for (let from = 0; from < ids.length; from += 1000) {
    hash.update(
      ids
        .slice(from, from + 1000)
        .map((id) => `${id.length}:${id}`)
        .join(''),
    );
  }
  return hash.digest('hex');
}

/** FNV-1a over the bytes, stirred once more: its low bits alone are poor. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
