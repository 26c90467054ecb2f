import { expect, test } from 'vitest';
import { openSafetensors } from './safetensors.ts';

function file(header: object, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

test('widens half and keeps single precision', () => {
  const data = new Uint8Array(12);
  data.set(new Uint8Array(Float16Array.of(1.5, -2).buffer));
  data.set(new Uint8Array(Float32Array.of(0.1, 3).buffer), 4);
  const tensor = openSafetensors(
    file(
      {
        a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
        b: { dtype: 'F32', shape: [2, 1], data_offsets: [4, 12] },
      },
      data,
    ),
    'weights',
  );
  expect(tensor('a')).toEqual({ shape: [2], data: Float32Array.of(1.5, -2) });
  expect(tensor('b')).toEqual({ shape: [2, 1], data: Float32Array.of(0.1, 3) });
  expect(() => tensor('c')).toThrow("has no tensor 'c'");
});

test('refuses other types and files cut short', () => {
  const odd = openSafetensors(
    file({ a: { dtype: 'I8', shape: [1], data_offsets: [0, 1] } }, new Uint8Array(1)),
    'weights',
  );
  expect(() => odd('a')).toThrow('not F16 or F32');
  const short = openSafetensors(
    file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, new Uint8Array(2)),
    'weights',
  );
  expect(() => short('a')).toThrow("ends inside 'a'");
  expect(() => openSafetensors(new Uint8Array(3), 'weights')).toThrow('too short');
  expect(() => openSafetensors(new Uint8Array(9).fill(9), 'weights')).toThrow('inside its header');
});
