// Short float vectors in linear memory. Lengths are in bytes; those of rows are multiples of 32: they are padded with
// zeros, so that loops over them take two SIMD vectors at a time and have no tail.

/** The sum of the four lanes, in each lane. */
export function spread(v: v128): v128 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/** The dot product. Four sums run side by side, because one would wait for each multiplication. */
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let o: usize = 0;
  for (; o + 64 <= bytes; o += 64) {
    s0 = f32x4.relaxed_madd(v128.load(a + o), v128.load(b + o), s0);
    s1 = f32x4.relaxed_madd(v128.load(a + o, 16), v128.load(b + o, 16), s1);
    s2 = f32x4.relaxed_madd(v128.load(a + o, 32), v128.load(b + o, 32), s2);
    s3 = f32x4.relaxed_madd(v128.load(a + o, 48), v128.load(b + o, 48), s3);
  }
  for (; o < bytes; o += 16) s0 = f32x4.relaxed_madd(v128.load(a + o), v128.load(b + o), s0);
  return f32x4.extract_lane(spread(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))), 0);
}

/** The dot products of `a` with four rows that lie `stride` bytes apart, one in each lane. */
export function dots4(a: usize, rows: usize, stride: usize, bytes: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  const b1 = rows + stride;
  const b2 = b1 + stride;
  const b3 = b2 + stride;
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o);
    s0 = f32x4.relaxed_madd(x, v128.load(rows + o), s0);
    s1 = f32x4.relaxed_madd(x, v128.load(b1 + o), s1);
    s2 = f32x4.relaxed_madd(x, v128.load(b2 + o), s2);
    s3 = f32x4.relaxed_madd(x, v128.load(b3 + o), s3);
  }
  return sumsOf(s0, s1, s2, s3);
}

/** As `dots4`, with four rows that lie anywhere: their cache misses overlap. */
export function dotsApart(a: usize, b0: usize, b1: usize, b2: usize, b3: usize, bytes: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const x = v128.load(a + o);
    s0 = f32x4.relaxed_madd(x, v128.load(b0 + o), s0);
    s1 = f32x4.relaxed_madd(x, v128.load(b1 + o), s1);
    s2 = f32x4.relaxed_madd(x, v128.load(b2 + o), s2);
    s3 = f32x4.relaxed_madd(x, v128.load(b3 + o), s3);
  }
  return sumsOf(s0, s1, s2, s3);
}

/** The sums of the lanes of four vectors, one in each lane: a 4 x 4 transpose spread over the sums. */
export function sumsOf(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const low01 = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
  const low23 = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
}

/** to = to * keep + from * add. */
export function blend(to: usize, from: usize, bytes: usize, keep: f32, add: f32): void {
  const k = f32x4.splat(keep);
  const s = f32x4.splat(add);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(to + o, f32x4.relaxed_madd(s, v128.load(from + o), f32x4.mul(k, v128.load(to + o))));
  }
}

/** to += from * add. */
export function axpy(to: usize, from: usize, bytes: usize, add: f32): void {
  const s = f32x4.splat(add);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(to + o, f32x4.relaxed_madd(s, v128.load(from + o), v128.load(to + o)));
  }
}

/** Entry k of an array of whole numbers. */
export function at(array: usize, k: u32): u32 {
  return load<u32>(array + ((<usize>k) << 2));
}

/** Entry k of an array of floats. */
export function floatAt(array: usize, k: u32): f32 {
  return load<f32>(array + ((<usize>k) << 2));
}
