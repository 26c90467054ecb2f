// Short float vectors in linear memory. Lengths are in bytes and multiples of 16: rows are padded with zeros to whole
// SIMD lanes, so that no loop has a tail.

/** The sum of the four lanes. */
export function lanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The dot product. Two sums run side by side, because one would wait for each multiplication. */
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let o: usize = 0;
  for (; o + 32 <= bytes; o += 32) {
    even = f32x4.relaxed_madd(v128.load(a + o), v128.load(b + o), even);
    odd = f32x4.relaxed_madd(v128.load(a + o, 16), v128.load(b + o, 16), odd);
  }
  if (o < bytes) even = f32x4.relaxed_madd(v128.load(a + o), v128.load(b + o), even);
  return lanes(f32x4.add(even, odd));
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
  // A 4 x 4 transpose spread over the sums: lane n of the result is the sum of the lanes of sn.
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
