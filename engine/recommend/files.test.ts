import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type ModelCard, readModelFile, writeModelFile } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-model-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const card: ModelCard = {
  algorithm: 'ials',
  params: { factors: 64, solver: 'cholesky', bias: true },
  seed: 7,
  users: 3,
  items: 4,
  dataHash: 'd',
  vocabularyHash: { users: 'u', items: 'i' },
  feedback: 'ones',
  metrics: { 'ndcg@10': 0.25 },
};
const sections = { user: Float32Array.of(1.5, -2, 3), counts: Int32Array.of(7), none: new Float32Array(0) };
const path = join(folder, 'model');
await writeModelFile(path, { card, sections });
const whole = readFileSync(path);

test('gives back what was written, as views at multiples of 64 over shared memory', async () => {
  const read = await readModelFile(path);
  expect(read.card).toEqual(card);
  expect(read.sections).toEqual(sections);
  for (const section of Object.values(read.sections)) {
    expect(section.byteOffset % 64).toBe(0);
    expect(section.buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  expect(readdirSync(folder)).toEqual(['model']);
});

test('the same model gives the same bytes', async () => {
  await writeModelFile(path, { card, sections });
  expect(readFileSync(path)).toEqual(whole);
});

const opened = (bytes: Uint8Array) => {
  const broken = join(folder, 'broken');
  writeFileSync(broken, bytes);
  return readModelFile(broken);
};

test('every cut is refused as cut off or foreign', async () => {
  for (let length = 0; length < whole.length; length += 7) {
    const error = await opened(whole.subarray(0, length)).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'BAD_FILE', place: { file: join(folder, 'broken') } });
    expect(error.message).toMatch(length < 8 ? 'no model file' : 'cut off');
  }
});

test('every changed byte is refused', async () => {
  for (let at = 0; at < whole.length; at += 3) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x10;
    await expect(opened(changed), `byte ${at}`).rejects.toMatchObject({ code: 'BAD_FILE' });
  }
  await expect(opened(Buffer.concat([whole, Buffer.from('x')]))).rejects.toThrow('damaged');
});

test('foreign files and later versions are refused by name', async () => {
  await expect(opened(Buffer.from('PK\u0003\u0004 something else entirely'))).rejects.toThrow('no model file');
  const later = Buffer.from(whole);
  later.writeUInt32LE(9, 8);
  await expect(opened(later)).rejects.toThrow('version 9');
  await expect(readModelFile(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'BAD_FILE' });
  await expect(writeModelFile(join(folder, 'no', 'where'), { card, sections })).rejects.toMatchObject({
    code: 'BAD_FILE',
  });
});
