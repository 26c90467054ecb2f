import { denseLayout, type RankerShape, type RankerWeights } from './network.ts';

/** Places at which the gradient is taken on the way from nothing to the row. */
const steps = 64;

/**
 * The layers over the input of one row, scaled by 0 to 1. The first layer's sums grow with the scale and are made once,
 * and its weights are gone through once for all steps on the way back: they are nine tenths of the work.
 */
export class Layers {
  readonly #dense: Float32Array;
  readonly #layout: ReturnType<typeof denseLayout>;
  /** Of the first layer, before its biases, for the whole input. */
  readonly #sums: Float64Array;

  constructor(
    shape: RankerShape,
    { factors: table, dense }: RankerWeights,
    index: ArrayLike<number>,
    value: ArrayLike<number>,
  ) {
    const { slots, factors, fieldOf } = shape;
    this.#dense = dense;
    this.#layout = denseLayout(shape);
    const first = this.#layout.parts[0];
    this.#sums = new Float64Array(first?.width ?? 0);
    if (!first) return;
    const input = new Float64Array(first.before);
    for (let s = 0; s < slots; s++) {
      for (let f = 0; f < factors; f++)
        input[fieldOf[s]! * factors + f]! += value[s]! * table[index[s]! * factors + f]!;
    }
    multiply(input, dense, first, this.#sums);
  }

  /** What the layers add to the logit where the input is scaled, and its gradient by the first layer's sums. */
  at(scale: number): { output: number; gradient: Float64Array } {
    const { parts, output: last } = this.#layout;
    if (parts.length === 0) return { output: 0, gradient: this.#sums };
    const active: Float64Array[] = [];
    for (const [l, part] of parts.entries()) {
      const x = new Float64Array(part.width);
      if (l === 0) for (let n = 0; n < x.length; n++) x[n] = scale * this.#sums[n]!;
      else multiply(active[l - 1]!, this.#dense, part, x);
      for (let n = 0; n < x.length; n++) x[n] = Math.max(0, x[n]! + this.#dense[part.biases + n]!);
      active.push(x);
    }
    const top = active.at(-1)!;
    let output = 0;
    let gradient = new Float64Array(top.length);
    for (let n = 0; n < top.length; n++) {
      output += top[n]! * this.#dense[last + n]!;
      gradient[n] = top[n]! > 0 ? this.#dense[last + n]! : 0;
    }
    for (let l = parts.length - 1; l > 0; l--) {
      const below = active[l - 1]!;
      gradient = multiplyBack(gradient, this.#dense, parts[l]!).map((slope, n) => (below[n]! > 0 ? slope : 0));
    }
    return { output, gradient };
  }

  /** The mean gradient by the input, fields x factors, on the way from nothing to the row. */
  meanGradient(): Float64Array {
    const mean = new Float64Array(this.#sums.length);
    for (let step = 0; step < steps; step++) {
      const { gradient } = this.at((step + 0.5) / steps);
      for (let n = 0; n < mean.length; n++) mean[n]! += gradient[n]! / steps;
    }
    return multiplyBack(mean, this.#dense, this.#layout.parts[0]!);
  }
}

type Layer = ReturnType<typeof denseLayout>['parts'][number];

/** Adds the product of a row with a layer's weights to `to`. */
function multiply(x: Float64Array, dense: Float32Array, { before, width, weights }: Layer, to: Float64Array): void {
  for (let m = 0; m < before; m++) {
    const own = x[m]!;
    if (own === 0) continue;
    for (let n = 0; n < width; n++) to[n]! += own * dense[weights + m * width + n]!;
  }
}

/** How a layer's input changes what its output, with this gradient, changes. */
function multiplyBack(gradient: Float64Array, dense: Float32Array, { before, width, weights }: Layer): Float64Array {
  return new Float64Array(before).map((_, m) => {
    let sum = 0;
    for (let n = 0; n < width; n++) sum += gradient[n]! * dense[weights + m * width + n]!;
    return sum;
  });
}
