import type { RankerKind } from '../../../contract/index.ts';
import type { Random } from '../../../numeric/random.ts';
import type { Encoder } from '../features/encoder.ts';

/** What a ranker's weights are for. */
export interface RankerShape {
  features: number;
  slots: number;
  fields: number;
  /** The field of each slot. */
  fieldOf: Int32Array;
  /** Numbers in a feature's vector, a multiple of 8; 0 without factors. */
  factors: number;
  /** Widths of the hidden layers, multiples of 16; none without layers. */
  layers: readonly number[];
}

/** All weights of a ranker, as the kernels have them. */
export interface RankerWeights {
  /** One a feature. */
  linear: Float32Array;
  /** features x factors. */
  factors: Float32Array;
  /** See `denseLayout`. */
  dense: Float32Array;
}

/** The bias stands first and takes a cache line. */
const biasRoom = 16;

/** Where things lie in `dense`: the bias at 0; for each layer weights (in x out) and biases; the output's weights. */
export function denseLayout({ fields, factors, layers }: RankerShape) {
  let offset = biasRoom;
  let before = fields * factors;
  const parts = layers.map((width) => {
    const part = { before, width, weights: offset, biases: offset + before * width };
    offset = part.biases + width;
    before = width;
    return part;
  });
  return { parts, output: offset, size: layers.length > 0 ? offset + before : offset };
}

/** The shape of a ranker over an encoder's features. */
export function shapeOf(
  { features, slots, fieldOf, schema }: Encoder,
  kind: RankerKind,
  { factors, layers }: { factors: number; layers: readonly number[] },
): RankerShape {
  return {
    features,
    slots,
    fieldOf,
    fields: schema.fields.length,
    factors: kind === 'lr' ? 0 : factors,
    layers: kind === 'deepfm' ? layers : [],
  };
}

/**
 * Weights to begin with: factors ~ N(0, deviation^2) for the features that `seen` marks, the layers as He et al. (2015)
 * draw them. A feature that no training row has weighs nothing, and stays so.
 */
export function initialWeights(shape: RankerShape, seen: Uint8Array, deviation: number, random: Random): RankerWeights {
  const { features, factors } = shape;
  const layout = denseLayout(shape);
  const weights: RankerWeights = {
    linear: new Float32Array(features),
    factors: new Float32Array(features * factors),
    dense: new Float32Array(layout.size),
  };
  for (let feature = 0; feature < features; feature++) {
    if (!seen[feature]) continue;
    for (let f = 0; f < factors; f++) weights.factors[feature * factors + f] = deviation * random.normal();
  }
  for (const { before, weights: at, biases } of layout.parts) {
    for (let k = at; k < biases; k++) weights.dense[k] = Math.sqrt(2 / before) * random.normal();
  }
  const last = layout.parts.at(-1);
  if (last) {
    for (let k = layout.output; k < layout.size; k++) weights.dense[k] = Math.sqrt(1 / last.width) * random.normal();
  }
  return weights;
}

/** One row in double precision: its logit, and how the logit changes with everything. */
export interface RowGradient {
  logit: number;
  /** By the value of each slot. */
  values: Float64Array;
  /** By the factors of each slot's feature through that slot: slots x factors. */
  factors: Float64Array;
  /** By all that is in `dense`. */
  dense: Float64Array;
  /** The layers' part of the logit, and how it changes with the input of each field: fields x factors. */
  deep: number;
  input: Float64Array;
}

/**
 * The logit of one row (`index` and `value` hold its slots) and its gradients, written for reading: what the kernels
 * are tested against, and what explains a score. `inputScale` multiplies the layers' input alone.
 */
export function rowGradient(
  shape: RankerShape,
  weights: RankerWeights,
  index: ArrayLike<number>,
  value: ArrayLike<number>,
  inputScale = 1,
): RowGradient {
  const { slots, factors, fields, fieldOf } = shape;
  const sums = new Float64Array(factors);
  const input = new Float64Array(fields * factors);
  let logit = weights.dense[0]!;
  let squares = 0;
  for (let s = 0; s < slots; s++) {
    const x = value[s]!;
    logit += x * weights.linear[index[s]!]!;
    for (let f = 0; f < factors; f++) {
      const part = x * weights.factors[index[s]! * factors + f]!;
      sums[f]! += part;
      squares += part * part;
      input[fieldOf[s]! * factors + f]! += inputScale * part;
    }
  }
  logit += 0.5 * (sums.reduce((sum, one) => sum + one * one, 0) - squares);
  const layers = layersGradient(shape, weights.dense, input);
  const gradient: RowGradient = {
    logit: logit + layers.deep,
    values: new Float64Array(slots),
    factors: new Float64Array(slots * factors),
    dense: layers.dense,
    deep: layers.deep,
    input: layers.input,
  };
  for (let s = 0; s < slots; s++) {
    const x = value[s]!;
    gradient.values[s] = weights.linear[index[s]!]!;
    for (let f = 0; f < factors; f++) {
      const own = weights.factors[index[s]! * factors + f]!;
      const reach = sums[f]! - x * own + layers.input[fieldOf[s]! * factors + f]! * inputScale;
      gradient.values[s]! += own * reach;
      gradient.factors[s * factors + f] = x * reach;
    }
  }
  return gradient;
}

function layersGradient(shape: RankerShape, dense: Float32Array, input: Float64Array) {
  const { parts, output, size } = denseLayout(shape);
  const gradient = new Float64Array(size);
  gradient[0] = 1;
  if (parts.length === 0) return { deep: 0, dense: gradient, input: new Float64Array(input.length) };
  const activations = [input];
  for (const { before, width, weights, biases } of parts) {
    const x = activations.at(-1)!;
    const out = new Float64Array(width);
    for (let n = 0; n < width; n++) {
      let sum = dense[biases + n]!;
      for (let m = 0; m < before; m++) sum += x[m]! * dense[weights + m * width + n]!;
      out[n] = Math.max(0, sum);
    }
    activations.push(out);
  }
  const top = activations.at(-1)!;
  let deep = 0;
  let delta = new Float64Array(top.length);
  for (let n = 0; n < top.length; n++) {
    deep += top[n]! * dense[output + n]!;
    gradient[output + n] = top[n]!;
    delta[n] = top[n]! > 0 ? dense[output + n]! : 0;
  }
  for (let l = parts.length - 1; l >= 0; l--) {
    const { before, width, weights, biases } = parts[l]!;
    const x = activations[l]!;
    const next = new Float64Array(before);
    for (let n = 0; n < width; n++) gradient[biases + n] = delta[n]!;
    for (let m = 0; m < before; m++) {
      for (let n = 0; n < width; n++) {
        gradient[weights + m * width + n] = x[m]! * delta[n]!;
        next[m]! += delta[n]! * dense[weights + m * width + n]!;
      }
      if (l > 0 && x[m]! <= 0) next[m] = 0;
    }
    delta = next;
  }
  return { deep, dense: gradient, input: delta };
}
