import { OnnxGraph } from '../numeric/onnx-graph.ts';
import { type NamedTensor, openSafetensors } from './safetensors.ts';

/** Numbers in one sentence embedding. */
export const embeddingSize = 384;

/** File names of the embedding model inside a models folder. */
export const modelFiles = { model: 'minilm-int8.onnx', tokenizer: 'tokenizer.json' } as const;

/** GELU never falls below minus this: its smallest value is -0.16997. */
const geluFloor = 0.17;
const heads = 12;
const headSize = embeddingSize / heads;
const layers = 6;

/**
 * How the weights are stored. `int8` keeps every matrix as bytes with one scale for each output column, and multiplies
 * with activations rounded to bytes token by token; `float32` is the reference it is checked against.
 */
export type Precision = 'int8' | 'float32';

/** Activations as bytes: `(bytes - zeroPoint) * scale`, one scale a token. */
interface Rounded {
  bytes: string;
  scale: string;
  zeroPoint: string;
}

/**
 * Writes all-MiniLM-L6-v2 (Wang et al. 2020, MiniLM; Reimers and Gurevych 2019, Sentence-BERT) as one ONNX model from
 * its safetensors weights. Inputs `input_ids` and `attention_mask`, both int64 [batch, tokens]; output `embedding`,
 * float [batch, 384]: the mean of the last layer over the mask, scaled to length 1.
 *
 * Activations are scaled token by token, not over the whole batch as DynamicQuantizeLinear does: a text then has the
 * same embedding whatever it shares its batch with, and comes closer to the reference. Matrices use 7 of the 8 bits:
 * on processors without VNNI the 8-bit products are summed in pairs of 16 bits, which full bytes overflow.
 */
export function miniLmModel(weights: Uint8Array, precision: Precision, source = 'model.safetensors'): Uint8Array {
  const tensor = openSafetensors(weights, source);
  const graph = new OnnxGraph();
  const ids = graph.input('input_ids', 'int64', ['batch', 'tokens']);
  const mask = graph.node('Cast', [graph.input('attention_mask', 'int64', ['batch', 'tokens'])], { to: 1 });

  const byte = (value: number) => (precision === 'int8' ? graph.constant('uint8', Uint8Array.of(value), []) : '');
  const [zero, floor] = [byte(128), byte(0)];
  /** Each token's activations as bytes around 128, and the token's scale. */
  const roundAround = (x: string): Rounded => {
    const largest = graph.node('ReduceMax', [graph.node('Abs', [x])], { axes: [-1], keepdims: 1 });
    return roundBy(x, largest, 127, zero);
  };
  /** The same for activations above -lift: `x + lift` takes all 8 bits from 0 up; the caller makes up for the lift. */
  const roundAbove = (x: string, lift: number): Rounded => {
    const lifted = graph.node('Add', [x, graph.floats(lift)]);
    return roundBy(lifted, graph.node('ReduceMax', [lifted], { axes: [-1], keepdims: 1 }), 255, floor);
  };
  const roundBy = (x: string, largest: string, steps: number, zeroPoint: string): Rounded => {
    const scale = graph.node('Mul', [largest, graph.floats(1 / steps)]);
    const bytes = graph.node('QuantizeLinear', [graph.node('Div', [x, scale]), graph.floats(1), zeroPoint]);
    return { bytes, scale, zeroPoint };
  };
  const linear = (x: string, names: string[], lift = 0): string => {
    const weight = stack(names.map((name) => tensor(`${name}.weight`)));
    const bias = stack(names.map((name) => tensor(`${name}.bias`))).data;
    const [outputs, inputs] = weight.shape as [number, number];
    if (precision === 'float32') {
      const turned = graph.floats(transpose(weight.data, outputs, inputs), [inputs, outputs]);
      return graph.node('Add', [graph.node('MatMul', [x, turned]), graph.floats(bias)]);
    }
    const { values, scales } = quantiseRows(weight.data, inputs, 63);
    for (let o = 0; o < outputs; o++) {
      const sum = values.subarray(o * inputs, (o + 1) * inputs).reduce((total, value) => total + value, 0);
      bias[o]! -= lift * sum * scales[o]!;
    }
    const turned = graph.constant('int8', transpose(values, outputs, inputs), [inputs, outputs]);
    const { bytes, scale, zeroPoint } = lift > 0 ? roundAbove(x, lift) : roundAround(x);
    const operands = [bytes, turned, graph.floats(1), graph.floats(scales), zeroPoint];
    const product = graph.node('Mul', [graph.node('com.microsoft:MatMulIntegerToFloat', operands), scale]);
    return graph.node('Add', [product, graph.floats(bias)]);
  };
  const normalise = (x: string, name: string) =>
    graph.node(
      'LayerNormalization',
      [x, graph.floats(tensor(`${name}.weight`).data), graph.floats(tensor(`${name}.bias`).data)],
      {
        axis: -1,
        epsilon: { float: 1e-12 },
      },
    );

  let x = normalise(graph.node('Add', [wordVectors(), positionVectors()]), 'embeddings.LayerNorm');
  const hidden = graph.node('Mul', [
    graph.node('Sub', [graph.floats(1), unsqueeze(mask, [1, 2])]),
    graph.floats(-10000),
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`;
    x = normalise(graph.node('Add', [attention(x, at), x]), `${at}.attention.output.LayerNorm`);
    const inner = gelu(linear(x, [`${at}.intermediate.dense`]));
    x = normalise(graph.node('Add', [linear(inner, [`${at}.output.dense`], geluFloor), x]), `${at}.output.LayerNorm`);
  }
  const sum = graph.node('ReduceSum', [graph.node('Mul', [x, unsqueeze(mask, [2])]), graph.integers([1])], {
    keepdims: 0,
  });
  graph.node('LpNormalization', [sum], { axis: -1, p: 2 }, 'embedding');
  graph.output('embedding', 'float', ['batch', embeddingSize]);
  return graph.bytes('all-MiniLM-L6-v2');

  function unsqueeze(value: string, axes: number[]): string {
    return graph.node('Unsqueeze', [value, graph.integers(axes)]);
  }

  function wordVectors(): string {
    const { data, shape } = tensor('embeddings.word_embeddings.weight');
    if (precision === 'float32') return graph.node('Gather', [graph.floats(data, shape), ids]);
    const { values, scales } = quantiseRows(data, embeddingSize, 127);
    const picked = graph.node('Cast', [graph.node('Gather', [graph.constant('int8', values, shape), ids])], { to: 1 });
    return graph.node('Mul', [picked, graph.node('Gather', [graph.floats(scales, [shape[0]!, 1]), ids])]);
  }

  /** Position vectors with the vector of token type 0 added: single sentences have no other type. */
  function positionVectors(): string {
    const { data, shape } = tensor('embeddings.position_embeddings.weight');
    const type = tensor('embeddings.token_type_embeddings.weight').data;
    const table = graph.floats(
      data.map((value, i) => value + type[i % embeddingSize]!),
      shape,
    );
    const length = graph.node('Slice', [graph.node('Shape', [ids]), graph.integers([1]), graph.integers([2])]);
    return graph.node('Slice', [table, graph.integers([0]), length, graph.integers([0])]);
  }

  function attention(input: string, at: string): string {
    const names = ['query', 'key', 'value'].map((name) => `${at}.attention.self.${name}`);
    const joined = graph.node('Reshape', [linear(input, names), graph.integers([0, 0, 3 * heads, headSize])]);
    const turned = graph.node('Transpose', [joined], { perm: [0, 2, 1, 3] });
    const [query, key, value] = graph.nodes('Split', [turned], 3, { axis: 1 }) as [string, string, string];
    const products = graph.node('MatMul', [query, graph.node('Transpose', [key], { perm: [0, 1, 3, 2] })]);
    const scaled = graph.node('Add', [graph.node('Mul', [products, graph.floats(1 / Math.sqrt(headSize))]), hidden]);
    const mixed = graph.node('MatMul', [graph.node('Softmax', [scaled], { axis: -1 }), value]);
    const back = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return linear(graph.node('Reshape', [back, graph.integers([0, 0, embeddingSize])]), [
      `${at}.attention.output.dense`,
    ]);
  }

  function gelu(value: string): string {
    const erf = graph.node('Erf', [graph.node('Div', [value, graph.floats(Math.SQRT2)])]);
    return graph.node('Mul', [
      graph.node('Mul', [value, graph.node('Add', [erf, graph.floats(1)])]),
      graph.floats(0.5),
    ]);
  }
}

/** Stacks matrices of equal width by rows (or vectors end to end). */
function stack(parts: NamedTensor[]): NamedTensor {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: [parts.reduce((sum, part) => sum + part.shape[0]!, 0), ...parts[0]!.shape.slice(1)] };
}

/** The transpose of a row-major matrix, as the same kind of array. */
function transpose<T extends Float32Array | Int8Array>(data: T, rows: number, columns: number): T {
  const turned = data.slice() as T;
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = data[r * columns + c]!;
  return turned;
}

/**
 * Rounds each row of `size` numbers to whole numbers between -limit and limit: a value is about
 * `values[i] * scales[row]`, off by at most half a scale.
 */
export function quantiseRows(
  data: Float32Array,
  size: number,
  limit: number,
): { values: Int8Array; scales: Float32Array } {
  const values = new Int8Array(data.length);
  const scales = new Float32Array(data.length / size);
  for (let row = 0; row < scales.length; row++) {
    let largest = 0;
    for (let i = row * size; i < (row + 1) * size; i++) largest = Math.max(largest, Math.abs(data[i]!));
    const scale = Math.fround(largest / limit) || 1;
    scales[row] = scale;
    for (let i = row * size; i < (row + 1) * size; i++) values[i] = Math.round(data[i]! / scale);
  }
  return { values, scales };
}
