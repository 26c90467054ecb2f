import { createHash } from 'node:crypto';

export type SectionArray = Int32Array | Float32Array | Float64Array | Uint8Array;

/** Arrays by name with a few words about them, in one stretch of shared memory that is written to disk as it is. */
export interface Sectioned {
  /** Anything that survives JSON. */
  header: unknown;
  sections: Record<string, SectionArray>;
}

/**
 * 8 bytes of magic, the length of the header and the bytes of the whole (32 and 64 bits), SHA-256 of all that follows,
 * then the header as JSON, then the sections, each at a multiple of 64 bytes. Little-endian.
 */
const preamble = 56;
const alignment = 64;
const types = { i32: Int32Array, f32: Float32Array, f64: Float64Array, u8: Uint8Array } as const;
type TypeName = keyof typeof types;

interface Place {
  name: string;
  type: TypeName;
  offset: number;
  length: number;
}

/** Copies arrays into one stretch of shared memory. `magic` says what it is, in 8 ASCII characters. */
export function packSections(magic: string, { header, sections }: Sectioned): SharedArrayBuffer {
  let offset = 0;
  const places = Object.entries(sections).map(([name, array]): Place => {
    const place = { name, type: typeOf(array), offset, length: array.length };
    offset = aligned(offset + array.byteLength);
    return place;
  });
  const json = Buffer.from(JSON.stringify({ header, places }));
  const start = aligned(preamble + json.length);
  const packed = Buffer.from(new SharedArrayBuffer(start + offset));
  packed.write(magic, 'latin1');
  packed.writeUInt32LE(json.length, 8);
  packed.writeDoubleLE(packed.length, 16);
  json.copy(packed, preamble);
  for (const { name, offset } of places) {
    const { buffer, byteOffset, byteLength } = sections[name]!;
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), start + offset);
  }
  digest(packed).copy(packed, 24);
  return packed.buffer as unknown as SharedArrayBuffer;
}

/** Views of what `packSections` made, without a copy; the digest is not checked. */
export function viewSections(buffer: SharedArrayBuffer): Sectioned {
  const bytes = Buffer.from(buffer);
  const length = bytes.readUInt32LE(8);
  const { header, places } = JSON.parse(bytes.toString('utf8', preamble, preamble + length)) as {
    header: unknown;
    places: Place[];
  };
  const start = aligned(preamble + length);
  const sections = places.map(({ name, type, offset, length }) => {
    // The constructors differ in types only.
    const View = types[type] as new (buffer: SharedArrayBuffer, offset: number, length: number) => SectionArray;
    return [name, new View(buffer, start + offset, length)] as const;
  });
  return { header, sections: Object.fromEntries(sections) };
}

/** Whether bytes are what `packSections` made under this magic, every one of them. */
export function isWhole(magic: string, buffer: SharedArrayBuffer): boolean {
  const bytes = Buffer.from(buffer);
  return (
    bytes.length >= preamble &&
    bytes.toString('latin1', 0, 8) === magic &&
    bytes.readDoubleLE(16) === bytes.length &&
    preamble + bytes.readUInt32LE(8) <= bytes.length &&
    digest(bytes).equals(bytes.subarray(24, preamble))
  );
}

function typeOf(array: SectionArray): TypeName {
  for (const [name, type] of Object.entries(types)) if (array instanceof type) return name as TypeName;
  throw new TypeError('a section is an array of a known type');
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes.subarray(0, 24)).update(bytes.subarray(preamble)).digest();
}

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
