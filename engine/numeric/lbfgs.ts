/** A smooth function: returns its value at `x` and fills `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Corrections kept. */
  memory?: number;
  maxIterations?: number;
  /** Stops where the largest entry of the gradient is below this share of the first one. */
  tolerance?: number;
}

export interface LbfgsResult {
  x: Float64Array;
  value: number;
  iterations: number;
}

/**
 * Minimises a smooth function from `start` by limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with a
 * backtracking line search on the Armijo condition; a step whose curvature is not positive is left out of the memory.
 * Deterministic: the same function and start give the same bits.
 */
export function minimise(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): LbfgsResult {
  const { memory = 8, maxIterations = 200, tolerance = 1e-4 } = options;
  const size = start.length;
  const x = start.slice();
  const gradient = new Float64Array(size);
  const candidate = new Float64Array(size);
  const nextGradient = new Float64Array(size);
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let value = objective(x, gradient);
  const enough = tolerance * Math.max(largest(gradient), 1e-12);
  let iterations = 0;

  while (iterations < maxIterations && largest(gradient) > enough) {
    const direction = descentDirection(gradient, steps);
    const slope = dot(direction, gradient);
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    let next = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 40; tries++, length /= 2) {
      for (let i = 0; i < size; i++) candidate[i] = x[i]! + length * direction[i]!;
      next = objective(candidate, nextGradient);
      if (next <= value + 1e-4 * length * slope) break;
    }
    if (!(next < value)) break;
    const s = new Float64Array(size);
    const y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      s[i] = candidate[i]! - x[i]!;
      y[i] = nextGradient[i]! - gradient[i]!;
    }
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > memory) steps.shift();
    }
    x.set(candidate);
    gradient.set(nextGradient);
    value = next;
    iterations++;
  }
  return { x, value, iterations };
}

/** The two-loop recursion: minus the gradient, scaled by the curvature the last steps met. */
function descentDirection(
  gradient: Float64Array,
  steps: { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const weights: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k]!;
    weights[k] = rho * dot(s, direction);
    add(direction, y, -weights[k]!);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  steps.forEach(({ s, y, rho }, k) => {
    add(direction, s, weights[k]! - rho * dot(y, direction));
  });
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
