// Sums over rows that are drawn by chance: bootstraps and permutations of many columns at once.

import { below, next } from './random.as.ts';

/** Rows are cut into blocks of eight columns, a cache line each: element (row, block) is at block * rows + row. */
const lineBytes: usize = 64;

/** The state for one draw depends on the seed and its number alone, whoever makes it. */
function seedDraw(state: usize, seedA: u32, seedB: u32, draw: u32): void {
  store<u32>(state, seedA);
  store<u32>(state, seedB, 4);
  store<u32>(state, draw, 8);
  store<u32>(state, 1, 12);
  for (let warm = 0; warm < 12; warm++) next(state);
}

/** The sums of the eight columns of a block over the rows listed in [from, to) of `list`. */
function sumLines(block: usize, list: usize, from: u32, to: u32, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let k = from; k < to; k++) {
    const line = block + <usize>load<u32>(list + ((<usize>k) << 2)) * lineBytes;
    s0 = f64x2.add(s0, v128.load(line));
    s1 = f64x2.add(s1, v128.load(line, 16));
    s2 = f64x2.add(s2, v128.load(line, 32));
    s3 = f64x2.add(s3, v128.load(line, 48));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/**
 * Draws [from, to). In each, group g takes as many rows as it has, [starts[g], starts[g + 1]): out of its own with
 * replacement (a bootstrap within groups), or with `permutes` out of all without (a permutation of the labels). Writes the
 * sums of all columns for the first `kept` groups: out[draw - first][group][block][8]. `scratch` holds the
 * generator and then a whole number a row.
 */
export function drawSums(
  scratch: usize,
  from: u32,
  to: u32,
  first: u32,
  seedA: u32,
  seedB: u32,
  permutes: i32,
  groups: u32,
  kept: u32,
  starts: usize,
  matrix: usize,
  blocks: u32,
  out: usize,
): void {
  const list = scratch + 64;
  const rows = load<u32>(starts + ((<usize>groups) << 2));
  const needed = load<u32>(starts + ((<usize>kept) << 2));
  for (let draw = from; draw < to; draw++) {
    seedDraw(scratch, seedA, seedB, draw);
    if (permutes) {
      // From the identity each time: a draw must not depend on those before it.
      for (let k: u32 = 0; k < rows; k++) store<u32>(list + ((<usize>k) << 2), k);
      for (let k: u32 = 0; k < needed; k++) {
        const here = list + ((<usize>k) << 2);
        const there = list + ((<usize>(k + below(scratch, rows - k))) << 2);
        const value = load<u32>(here);
        store<u32>(here, load<u32>(there));
        store<u32>(there, value);
      }
    } else {
      for (let g: u32 = 0; g < kept; g++) {
        const start = load<u32>(starts + ((<usize>g) << 2));
        const end = load<u32>(starts + ((<usize>(g + 1)) << 2));
        for (let k = start; k < end; k++) store<u32>(list + ((<usize>k) << 2), start + below(scratch, end - start));
      }
    }
    const target = out + <usize>(draw - first) * <usize>kept * <usize>blocks * lineBytes;
    for (let block: u32 = 0; block < blocks; block++) {
      const lines = matrix + <usize>block * <usize>rows * lineBytes;
      for (let g: u32 = 0; g < kept; g++) {
        const start = load<u32>(starts + ((<usize>g) << 2));
        const end = load<u32>(starts + ((<usize>(g + 1)) << 2));
        sumLines(lines, list, start, end, target + (<usize>g * blocks + block) * lineBytes);
      }
    }
  }
}
