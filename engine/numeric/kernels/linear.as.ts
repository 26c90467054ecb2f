// Sparse rows times a dense matrix.

import { at } from './vectors.as.ts';

/** Bytes of a row of a panel: 32 floats, eight registers. */
const width: usize = 128;

/**
 * The products of rows [from, to) of a sparse matrix with a dense one of `depth` rows, whose columns lie in panels of 32: row i
 * of panel p begins at 128 (p depth + i). Row n of `out`, `panels` x 128 bytes, is that of rows[n]. A panel is small
 * enough to stay in the cache for all rows, and each sum in a register for all of a row's entries.
 */
export function linearRows(
  from: u32,
  to: u32,
  rows: usize,
  indptr: usize,
  indices: usize,
  values: usize,
  dense: usize,
  depth: u32,
  panels: u32,
  out: usize,
): void {
  for (let p: u32 = 0; p < panels; p++) {
    const panel = dense + <usize>p * <usize>depth * width;
    for (let n = from; n < to; n++) {
      const row = at(rows, n);
      const end = at(indptr, row + 1);
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0);
      let s5 = f32x4.splat(0);
      let s6 = f32x4.splat(0);
      let s7 = f32x4.splat(0);
      for (let k = at(indptr, row); k < end; k++) {
        const x = v128.load32_splat(values + ((<usize>k) << 2));
        const w = panel + <usize>at(indices, k) * width;
        s0 = f32x4.relaxed_madd(x, v128.load(w), s0);
        s1 = f32x4.relaxed_madd(x, v128.load(w, 16), s1);
        s2 = f32x4.relaxed_madd(x, v128.load(w, 32), s2);
        s3 = f32x4.relaxed_madd(x, v128.load(w, 48), s3);
        s4 = f32x4.relaxed_madd(x, v128.load(w, 64), s4);
        s5 = f32x4.relaxed_madd(x, v128.load(w, 80), s5);
        s6 = f32x4.relaxed_madd(x, v128.load(w, 96), s6);
        s7 = f32x4.relaxed_madd(x, v128.load(w, 112), s7);
      }
      const to = out + (<usize>n * <usize>panels + <usize>p) * width;
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
      v128.store(to, s4, 64);
      v128.store(to, s5, 80);
      v128.store(to, s6, 96);
      v128.store(to, s7, 112);
    }
  }
}
