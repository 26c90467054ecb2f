import { Tensor } from 'onnxruntime-node';
import type { CalibrationCurve } from '../../../evaluate/calibration.ts';
import { calibrationNodes } from '../../../evaluate/calibration-graph.ts';
import { OnnxGraph } from '../../../numeric/onnx-graph.ts';
import type { FeatureRows } from '../features/encoder.ts';
import { type Columns, columnBatch } from './columns.ts';
import { denseLayout, type RankerShape, type RankerWeights } from './network.ts';

/** The names of constants that both parts of a batch look things up in. */
interface Tables {
  linear: string;
  /** features x factors. */
  factors: string | null;
  /** fields x (factors x width): the first layer's weights by the field whose vector they take. */
  first: string | null;
}

/**
 * A ranker with its calibration as one ONNX model. Inputs, as `graphFeeds` makes them: `index` int32 and `value` float,
 * both [rows, columns], and with layers the `field` of each column; `shared_index` [1, columns] and so on hold what all rows
 * have alike. Outputs: `logits` and `probabilities`, both [rows, 1].
 */
export function rankerGraph(shape: RankerShape, weights: RankerWeights, curve: CalibrationCurve): Uint8Array {
  const { features, fields, factors } = shape;
  const { linear, dense } = weights;
  const graph = new OnnxGraph();
  const [layer] = denseLayout(shape).parts;
  const tables: Tables = {
    linear: graph.floats(linear),
    factors: factors > 0 ? graph.floats(weights.factors, [features, factors]) : null,
    first: layer ? graph.floats(dense.subarray(layer.weights, layer.biases), [fields, factors * layer.width]) : null,
  };
  const own = sumsOf(graph, shape, tables, 'rows', '');
  const shared = sumsOf(graph, shape, tables, 1, 'shared_');
  const [lines, ...further] = own.map((name, n) => graph.node('Add', [name, shared[n]!]));
  const parts = [lines!, graph.floats(dense.subarray(0, 1))];
  const [sums, squares, first] = further;
  if (sums && squares) parts.push(interaction(graph, sums, squares));
  if (first) parts.push(deep(graph, shape, dense, first));
  const logits = graph.node('Sum', parts, {}, 'logits');
  graph.output('logits', 'float', ['rows', 1]);
  graph.node('Sigmoid', [calibrationNodes(graph, logits, curve)], {}, 'probabilities');
  graph.output('probabilities', 'float', ['rows', 1]);
  return graph.bytes('ranker');
}

/** The inputs of the graph for rows of the encoder. */
export function graphFeeds({ fieldOf, layers }: RankerShape, all: FeatureRows): Record<string, Tensor> {
  const { rows, own, shared } = columnBatch(all, fieldOf);
  const feeds = (prefix: string, count: number, { columns, index, value, field }: Columns) => ({
    [`${prefix}index`]: new Tensor('int32', index, [count, columns]),
    [`${prefix}value`]: new Tensor('float32', value, [count, columns]),
    ...(layers.length > 0 && { [`${prefix}field`]: new Tensor('int32', field, [columns]) }),
  });
  return { ...feeds('', rows, own), ...feeds('shared_', 1, shared) };
}

/**
 * What columns add to, each [rows, ...]: their linear terms; with factors the sums of their vectors and of the squares;
 * with layers the first layer before its bias.
 */
function sumsOf(
  graph: OnnxGraph,
  { layers }: RankerShape,
  { linear, factors: table, first }: Tables,
  rows: number | string,
  prefix: string,
): string[] {
  const [across, columns] = [graph.integers([1]), `${prefix}columns`];
  const index = graph.input(`${prefix}index`, 'int32', [rows, columns]);
  const value = graph.input(`${prefix}value`, 'float', [rows, columns]);
  const weighed = graph.node('Mul', [graph.node('Gather', [linear, index]), value]);
  const sums = [graph.node('ReduceSum', [weighed, across], { keepdims: 1 })];
  if (table === null) return sums;
  const column = graph.node('Unsqueeze', [value, graph.integers([2])]);
  const vectors = graph.node('Mul', [graph.node('Gather', [table, index]), column]);
  sums.push(graph.node('ReduceSum', [vectors, across], { keepdims: 0 }));
  sums.push(graph.node('ReduceSumSquare', [vectors], { axes: [1], keepdims: 0 }));
  if (first === null) return sums;
  const field = graph.input(`${prefix}field`, 'int32', [columns]);
  // A slot's vector times the weights of its field: the same as times the sums of each field, of which most are empty.
  const width = layers[0]!;
  const byColumn = graph.node('Reshape', [graph.node('Gather', [first, field]), graph.integers([-1, width])]);
  sums.push(graph.node('MatMul', [graph.node('Reshape', [vectors, graph.integers([0, -1])]), byColumn]));
  return sums;
}

/** Half of the square of the sum less the sum of squares. */
function interaction(graph: OnnxGraph, sums: string, squares: string): string {
  const pairs = graph.node('Sub', [graph.node('Mul', [sums, sums]), squares]);
  const all = graph.node('ReduceSum', [pairs, graph.integers([1])], { keepdims: 1 });
  return graph.node('Mul', [all, graph.floats(0.5)]);
}

/** The layers, from the sums of the first one on. */
function deep(graph: OnnxGraph, shape: RankerShape, dense: Float32Array, first: string): string {
  const { parts, output } = denseLayout(shape);
  const biased = (x: string, { biases, width }: (typeof parts)[number]) =>
    graph.node('Relu', [graph.node('Add', [x, graph.floats(dense.subarray(biases, biases + width))])]);
  const [bottom, ...upper] = parts;
  let x = biased(first, bottom!);
  for (const part of upper) {
    const matrix = graph.floats(dense.subarray(part.weights, part.biases), [part.before, part.width]);
    x = biased(graph.node('MatMul', [x, matrix]), part);
  }
  const last = parts.at(-1)!.width;
  return graph.node('MatMul', [x, graph.floats(dense.subarray(output, output + last), [last, 1])]);
}
