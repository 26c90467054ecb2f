import type { CalibrationCurve } from '../../../evaluate/calibration.ts';
import { calibrationNodes } from '../../../evaluate/calibration-graph.ts';
import { OnnxGraph } from '../../../numeric/onnx-graph.ts';
import { denseLayout, type RankerShape, type RankerWeights } from './network.ts';

/**
 * A ranker with its calibration as one ONNX model. Inputs: `index` int32 and `value` float, both [n, slots] as the
 * encoder makes them. Outputs: `logits` and `probabilities`, both [n, 1].
 */
export function rankerGraph(shape: RankerShape, weights: RankerWeights, curve: CalibrationCurve): Uint8Array {
  const { features, slots, factors } = shape;
  const graph = new OnnxGraph();
  const index = graph.input('index', 'int32', ['rows', slots]);
  const value = graph.input('value', 'float', ['rows', slots]);
  const weighed = graph.node('Mul', [graph.node('Gather', [graph.floats(weights.linear), index]), value]);
  const linear = graph.node('ReduceSum', [weighed, graph.integers([1])], { keepdims: 1 });
  const parts = [linear, graph.floats(weights.dense.subarray(0, 1))];
  if (factors > 0) {
    const table = graph.floats(weights.factors, [features, factors]);
    const column = graph.node('Unsqueeze', [value, graph.integers([2])]);
    const vectors = graph.node('Mul', [graph.node('Gather', [table, index]), column]);
    parts.push(interaction(graph, vectors));
    if (shape.layers.length > 0) parts.push(deep(graph, shape, weights.dense, vectors));
  }
  const logits = graph.node('Sum', parts, {}, 'logits');
  graph.output('logits', 'float', ['rows', 1]);
  graph.node('Sigmoid', [calibrationNodes(graph, logits, curve)], {}, 'probabilities');
  graph.output('probabilities', 'float', ['rows', 1]);
  return graph.bytes('ranker');
}

/** Half of the square of the sum less the sum of squares. */
function interaction(graph: OnnxGraph, vectors: string): string {
  const sum = graph.node('ReduceSum', [vectors, graph.integers([1])], { keepdims: 0 });
  const squares = graph.node('ReduceSumSquare', [vectors], { axes: [1], keepdims: 0 });
  const pairs = graph.node('Sub', [graph.node('Mul', [sum, sum]), squares]);
  const all = graph.node('ReduceSum', [pairs, graph.integers([1])], { keepdims: 1 });
  return graph.node('Mul', [all, graph.floats(0.5)]);
}

/** The layers over the sums of each field's vectors. */
function deep(graph: OnnxGraph, shape: RankerShape, dense: Float32Array, vectors: string): string {
  const { slots, fields, factors, fieldOf } = shape;
  const { parts, output } = denseLayout(shape);
  const pool = new Float32Array(fields * slots);
  fieldOf.forEach((field, slot) => {
    pool[field * slots + slot] = 1;
  });
  const pooled = graph.node('MatMul', [graph.floats(pool, [fields, slots]), vectors]);
  let x = graph.node('Reshape', [pooled, graph.integers([-1, fields * factors])]);
  for (const { before, width, weights, biases } of parts) {
    const matrix = graph.floats(dense.subarray(weights, biases), [before, width]);
    x = graph.node('Relu', [graph.node('Gemm', [x, matrix, graph.floats(dense.subarray(biases, biases + width))])]);
  }
  const last = parts.at(-1)!.width;
  return graph.node('MatMul', [x, graph.floats(dense.subarray(output, output + last), [last, 1])]);
}
