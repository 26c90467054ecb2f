import { describe, expect, test } from 'vitest';
import { KernelCrew, scratch } from './crew.ts';

/** Fills rows on all threads and returns them: each part depends on its seed and its place alone. */
async function filled(crew: KernelCrew, seed: number): Promise<Float32Array> {
  const rows = crew.floats(1024 * 8);
  const parts = [0, 256, 512, 768];
  const args = (from: number) => [scratch, from, from + 256, rows, 32, 8, 1, 0, 1, seed, 2] as const;
  await crew.runAll('randomRows', parts.map(args));
  return rows;
}

const crewOf = (threads: number) => {
  const crew = new KernelCrew({ threads });
  crew.reserveScratch(64);
  return crew;
};

describe('a crew', () => {
  test('computes the same with threads of its own, with those that another one left, and beside another one', async () => {
    const expected = await Promise.all([1, 2].map((seed) => filled(crewOf(1), seed)));
    for (let turn = 0; turn < 3; turn++) {
      const crews = [crewOf(2), crewOf(3)];
      const found = await Promise.all(crews.map((crew, n) => filled(crew, n + 1)));
      expect(found).toEqual(expected);
      await Promise.all(crews.map((crew) => crew.close()));
    }
  });

  test('keeps what it computed after its threads have gone to another one', async () => {
    const first = crewOf(2);
    const rows = await filled(first, 1);
    const copy = rows.slice();
    await first.close();
    const second = crewOf(2);
    await filled(second, 2);
    await second.close();
    expect(rows).toEqual(copy);
  });

  test('makes different calls at once, and gives their numbers in the order of the calls', async () => {
    const crew = crewOf(2);
    const rows = crew.floats(4 * 8).fill(1);
    const gram = crew.floats(64);
    const indptr = crew.copy(Int32Array.of(0, 1, 2, 3, 4));
    const [nothing, weight] = await crew.runEach([
      ['gramOf', [0, 4, rows, 8, gram]],
      ['penalty', [0, 4, indptr, rows, 32, 1]],
    ]);
    expect(nothing).toBe(0);
    // Four rows with one entry each: (1 + 1) * 8.
    expect(weight).toBe(64);
    expect(gram.every((value) => value === 4)).toBe(true);
    await crew.close();
  });

  test('stops between two calls where it is called off', async () => {
    const controller = new AbortController();
    const crew = new KernelCrew({ threads: 2, signal: controller.signal });
    crew.reserveScratch(64);
    controller.abort();
    await expect(filled(crew, 1)).rejects.toMatchObject({ code: 'CANCELLED' });
    await crew.close();
  });
});
