// Least squares for one side of a factorisation at a time: Gram matrices, one small linear system a row.
// Matrices of factors are row-major with `size` columns, a multiple of 8; what is beyond the factors used is zero.

import { at, axpy, dot, dots4, floatAt } from './vectors.as.ts';

/** Rows that are added to a Gram matrix at a time: few enough for them to stay in the first cache. */
const panelRows: u32 = 64;

/**
 * Adds panel' * panel to the lower triangle of the first `used` rows of `gram`, in blocks of 4 x 8 that are kept in
 * registers.
 */
function addGram(panel: usize, rows: u32, size: u32, used: u32, gram: usize): void {
  const bytes = (<usize>size) << 2;
  const end = panel + <usize>rows * bytes;
  for (let r: usize = 0; r < (<usize>used) << 2; r += 16) {
    for (let c: usize = 0; c <= r; c += 32) {
      const g0 = gram + <usize>size * r + c;
      const g1 = g0 + bytes;
      const g2 = g1 + bytes;
      const g3 = g2 + bytes;
      let a0 = v128.load(g0);
      let b0 = v128.load(g0, 16);
      let a1 = v128.load(g1);
      let b1 = v128.load(g1, 16);
      let a2 = v128.load(g2);
      let b2 = v128.load(g2, 16);
      let a3 = v128.load(g3);
      let b3 = v128.load(g3, 16);
      for (let y = panel; y < end; y += bytes) {
        const left = v128.load(y + c);
        const right = v128.load(y + c, 16);
        const s0 = v128.load32_splat(y + r);
        a0 = f32x4.relaxed_madd(s0, left, a0);
        b0 = f32x4.relaxed_madd(s0, right, b0);
        const s1 = v128.load32_splat(y + r, 4);
        a1 = f32x4.relaxed_madd(s1, left, a1);
        b1 = f32x4.relaxed_madd(s1, right, b1);
        const s2 = v128.load32_splat(y + r, 8);
        a2 = f32x4.relaxed_madd(s2, left, a2);
        b2 = f32x4.relaxed_madd(s2, right, b2);
        const s3 = v128.load32_splat(y + r, 12);
        a3 = f32x4.relaxed_madd(s3, left, a3);
        b3 = f32x4.relaxed_madd(s3, right, b3);
      }
      v128.store(g0, a0);
      v128.store(g0, b0, 16);
      v128.store(g1, a1);
      v128.store(g1, b1, 16);
      v128.store(g2, a2);
      v128.store(g2, b2, 16);
      v128.store(g3, a3);
      v128.store(g3, b3, 16);
    }
  }
}

/** Writes the Gram matrix of rows [from, to) to `gram`: both triangles. */
export function gramOf(from: u32, to: u32, matrix: usize, size: u32, gram: usize): void {
  const bytes = (<usize>size) << 2;
  memory.fill(gram, 0, bytes * size);
  for (let row = from; row < to; row += panelRows) {
    addGram(matrix + <usize>row * bytes, min(panelRows, to - row), size, size, gram);
  }
  for (let r: usize = 0; r < size; r++) {
    for (let c: usize = 0; c < r; c++) {
      store<f32>(gram + c * bytes + (r << 2), load<f32>(gram + r * bytes + (c << 2)));
    }
  }
}

/** to = the sum of `count` matrices of `bytes` bytes each that lie one after the other, in their order. */
export function sumOf(to: usize, parts: usize, count: u32, bytes: usize): void {
  memory.copy(to, parts, bytes);
  for (let n: u32 = 1; n < count; n++) axpy(to, parts + <usize>n * bytes, bytes, 1);
}

/** x of L x = b for the 4 x 4 lower triangle at `block`, whose rows are `stride` bytes apart; `inverse`: one over its diagonal. */
function solveFour(b: v128, block: usize, stride: usize, inverse: usize): v128 {
  const r1 = block + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const x0 = f32x4.extract_lane(b, 0) * load<f32>(inverse);
  const x1 = (f32x4.extract_lane(b, 1) - x0 * load<f32>(r1)) * load<f32>(inverse, 4);
  const x2 = (f32x4.extract_lane(b, 2) - x0 * load<f32>(r2) - x1 * load<f32>(r2, 4)) * load<f32>(inverse, 8);
  const x3 =
    (f32x4.extract_lane(b, 3) - x0 * load<f32>(r3) - x1 * load<f32>(r3, 4) - x2 * load<f32>(r3, 8)) *
    load<f32>(inverse, 12);
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(x0), 1, x1), 2, x2), 3, x3);
}

/**
 * Cholesky's factor in place of the lower triangle of the first `used` rows of `a`, which are `bytes` apart: row by row,
 * four columns at a time. `inverse` gets one over the diagonal. Returns false where a pivot is not positive.
 */
function factorise(a: usize, bytes: usize, used: u32, inverse: usize): bool {
  for (let i: usize = 0; i < used; i++) {
    const row = a + i * bytes;
    for (let j: usize = 0; j <= i; j += 4) {
      const place = row + (j << 2);
      const rest = f32x4.sub(v128.load(place), dots4(row, a + j * bytes, bytes, j << 2));
      if (j + 4 <= i) {
        v128.store(place, solveFour(rest, a + j * (bytes + 4), bytes, inverse + (j << 2)));
        continue;
      }
      v128.store(place, rest);
      for (let k: usize = 0; k < 4; k++) {
        const column = j + k;
        const other = a + column * bytes + (j << 2);
        let value = load<f32>(place + (k << 2));
        for (let m: usize = 0; m < k; m++) value -= load<f32>(place + (m << 2)) * load<f32>(other + (m << 2));
        if (column === i) {
          if (!(value > 0)) return false;
          const root = sqrt<f32>(value);
          store<f32>(place + (k << 2), root);
          store<f32>(inverse + (i << 2), <f32>1 / root);
          break;
        }
        store<f32>(place + (k << 2), value * load<f32>(inverse + (column << 2)));
      }
    }
  }
  return true;
}

/** Solves L L' x = b in place of b, for the first `used` rows. */
function substitute(a: usize, bytes: usize, used: u32, inverse: usize, b: usize): void {
  for (let i: usize = 0; i < used; i++) {
    const row = a + i * bytes;
    const whole = i & ~3;
    let value = load<f32>(b + (i << 2)) - dot(row, b, whole << 2);
    for (let k = whole; k < i; k++) value -= load<f32>(row + (k << 2)) * load<f32>(b + (k << 2));
    store<f32>(b + (i << 2), value * load<f32>(inverse + (i << 2)));
  }
  for (let i: usize = used; i-- > 0; ) {
    const row = a + i * bytes;
    const value = load<f32>(b + (i << 2)) * load<f32>(inverse + (i << 2));
    const whole = i & ~3;
    for (let k = whole; k < i; k++) {
      store<f32>(b + (k << 2), load<f32>(b + (k << 2)) - value * load<f32>(row + (k << 2)));
    }
    axpy(b, row, whole << 2, -value);
    store<f32>(b + (i << 2), value);
  }
}

/**
 * Solves for the rows [from, to) of `solution`: (w0 * gram + sum of w y y' + lambda I) x = sum of t y, over the row's
 * entries with weights w and targets t, y being rows of `fixed`; lambda = reg * (entries + perRow). A row without entries becomes zero.
 * `gram` may be 0. `scratch` holds (size + panelRows + 1) rows of `size` floats. Returns how many systems were not
 * positive definite; their rows become zero. Only the first `used` of the `size` columns are solved for.
 */
export function solveRows(
  scratch: usize,
  from: u32,
  to: u32,
  indptr: usize,
  indices: usize,
  weights: usize,
  targets: usize,
  solution: usize,
  fixed: usize,
  gram: usize,
  w0: f32,
  reg: f32,
  perRow: f32,
  size: u32,
  used: u32,
): f64 {
  let failures: f64 = 0;
  const bytes = (<usize>size) << 2;
  const a = scratch;
  const inverse = a + bytes * size;
  const panel = inverse + bytes;
  for (let row = from; row < to; row++) {
    const start = at(indptr, row);
    const end = at(indptr, row + 1);
    const x = solution + <usize>row * bytes;
    memory.fill(x, 0, bytes);
    if (start === end) continue;
    memory.fill(a, 0, bytes * size);
    if (gram) axpy(a, gram, bytes * size, w0);
    for (let k = start; k < end; k += panelRows) {
      const rows = min(panelRows, end - k);
      for (let n: u32 = 0; n < rows; n++) {
        const y = fixed + <usize>at(indices, k + n) * bytes;
        const copy = panel + <usize>n * bytes;
        const root = f32x4.splat(sqrt<f32>(floatAt(weights, k + n)));
        const target = f32x4.splat(floatAt(targets, k + n));
        for (let o: usize = 0; o < bytes; o += 16) {
          const value = v128.load(y + o);
          v128.store(copy + o, f32x4.mul(value, root));
          v128.store(x + o, f32x4.relaxed_madd(value, target, v128.load(x + o)));
        }
      }
      addGram(panel, rows, size, used, a);
    }
    const lambda = reg * (<f32>(end - start) + perRow);
    for (let k: usize = 0; k < used; k++) {
      const place = a + k * (bytes + 4);
      store<f32>(place, load<f32>(place) + lambda);
    }
    if (factorise(a, bytes, used, inverse)) {
      substitute(a, bytes, used, inverse, x);
    } else {
      failures += 1;
      memory.fill(x, 0, bytes);
    }
  }
  return failures;
}
