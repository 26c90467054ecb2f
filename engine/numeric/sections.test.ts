import { expect, test } from 'vitest';
import { isWhole, packSections, viewSections } from './sections.ts';

const magic = 'STEWTEST';
const packed = () =>
  packSections(magic, {
    header: { name: 'é', n: 3 },
    sections: {
      ints: Int32Array.of(1, -2, 3),
      none: new Float32Array(),
      floats: Float32Array.of(0.5),
      doubles: Float64Array.of(1 / 3, Number.NaN),
      bytes: Buffer.from('soup'),
    },
  });

test('what is packed is viewed as it was, aligned for every type', () => {
  const { header, sections } = viewSections(packed());
  expect(header).toEqual({ name: 'é', n: 3 });
  expect(sections).toEqual({
    ints: Int32Array.of(1, -2, 3),
    none: new Float32Array(),
    floats: Float32Array.of(0.5),
    doubles: Float64Array.of(1 / 3, Number.NaN),
    bytes: new Uint8Array(Buffer.from('soup')),
  });
  expect(Object.values(sections).every(({ byteOffset }) => byteOffset % 64 === 0)).toBe(true);
});

test('any other byte, any other length and any other magic show', () => {
  const whole = packed();
  expect(isWhole(magic, whole)).toBe(true);
  expect(isWhole('STEWELSE', whole)).toBe(false);
  const changed = (change: (bytes: Buffer) => Buffer) => {
    const bytes = change(Buffer.from(Buffer.from(whole)));
    const shared = new SharedArrayBuffer(bytes.length);
    Buffer.from(shared).set(bytes);
    return isWhole(magic, shared);
  };
  expect(changed((bytes) => bytes)).toBe(true);
  for (let at = 0; at < whole.byteLength; at++) {
    const flip = (bytes: Buffer) => {
      bytes[at]! ^= 1;
      return bytes;
    };
    expect(changed(flip), `byte ${at}`).toBe(false);
  }
  for (const length of [0, 7, 40, 60, whole.byteLength - 1]) {
    expect(changed((bytes) => bytes.subarray(0, length))).toBe(false);
  }
  expect(changed((bytes) => Buffer.concat([bytes, Buffer.alloc(64)]))).toBe(false);
});
