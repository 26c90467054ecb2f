// Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand), with its four words of state in memory.

/** The next 32 random bits of the generator at `state`. */
export function next(state: usize): u32 {
  const a = load<u32>(state);
  const b = load<u32>(state, 4);
  const c = load<u32>(state, 8);
  const counter = load<u32>(state, 12);
  const sum = a + b + counter;
  store<u32>(state, b ^ (b >> 9));
  store<u32>(state, c + (c << 3), 4);
  store<u32>(state, rotl<u32>(c, 21) + sum, 8);
  store<u32>(state, counter + 1, 12);
  return sum;
}

/** A whole number in [0, limit), by multiplication: no division, and a bias below limit / 2^32. */
export function below(state: usize, limit: u32): u32 {
  return <u32>((<u64>next(state) * <u64>limit) >> 32);
}

/** A number of the standard normal distribution (Marsaglia's polar method; the second of each pair is not kept). */
function normal(state: usize): f64 {
  let u: f64 = 0;
  let s: f64 = 0;
  do {
    u = <f64>(<i32>next(state)) / 2147483648.0;
    const v = <f64>(<i32>next(state)) / 2147483648.0;
    s = u * u + v * v;
  } while (s >= 1 || s === 0);
  return u * sqrt<f64>((-2.0 * Math.log(s)) / s);
}

/** Rows that share one seed. Threads take whole groups, so that numbers do not depend on who draws them. */
const group: u32 = 256;

/**
 * Fills rows [from, to) of a matrix, `used` entries each, with shift + scale * draw; a draw is normal, or uniform in
 * [0, 1) where `isUniform`. `from` is a multiple of 256. The padding stays as it is. `state` is scratch.
 */
export function randomRows(
  state: usize,
  from: u32,
  to: u32,
  matrix: usize,
  bytes: usize,
  used: u32,
  isUniform: i32,
  shift: f32,
  scale: f32,
  seedA: u32,
  seedB: u32,
): void {
  for (let row = from; row < to; row++) {
    if (row % group === 0) {
      store<u32>(state, seedA);
      store<u32>(state, seedB, 4);
      store<u32>(state, row / group, 8);
      store<u32>(state, 1, 12);
      for (let warm = 0; warm < 12; warm++) next(state);
    }
    const start = matrix + <usize>row * bytes;
    for (let k: u32 = 0; k < used; k++) {
      const draw = isUniform ? <f64>next(state) / 4294967296.0 : normal(state);
      store<f32>(start + ((<usize>k) << 2), shift + scale * <f32>draw);
    }
  }
}

/** Steps [from, to) of a Fisher-Yates shuffle of `n` whole numbers. */
export function shuffle(state: usize, order: usize, n: u32, from: u32, to: u32): void {
  for (let k = from; k < to; k++) {
    const here = order + ((<usize>k) << 2);
    const there = order + ((<usize>(k + below(state, n - k))) << 2);
    const value = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, value);
  }
}
