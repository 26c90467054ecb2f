import type { CalibrationCurve } from '../../evaluate/calibration.ts';
import { calibrationNodes } from '../../evaluate/calibration-graph.ts';
import { OnnxGraph } from '../../numeric/onnx-graph.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { hashing } from '../../text/ngrams.ts';
import type { LinearHead } from './logistic.ts';

/**
 * Writes a head with its calibration as one ONNX model. Inputs: `embedding` float [n, 384], `ngrams` int32 [n, k] bucket
 * numbers, `values` float [n, k] (0 where a row has fewer). Output: `probabilities` float [n, 1]. Sparse weights are
 * stored in half precision, scaled by the largest of them.
 */
export function headModel(name: string, head: LinearHead, curve: CalibrationCurve): Uint8Array {
  const graph = new OnnxGraph();
  const embedding = graph.input('embedding', 'float', ['batch', embeddingSize]);
  const ngrams = graph.input('ngrams', 'int32', ['batch', 'ngrams']);
  const values = graph.input('values', 'float', ['batch', 'ngrams']);

  const largest = head.sparse.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
  const halves = Float16Array.from(head.sparse, (weight) => weight / largest);
  const table = graph.node('Cast', [graph.constant('float16', halves, [hashing.buckets])], { to: 1 });
  const weighed = graph.node('Mul', [graph.node('Gather', [table, ngrams]), values]);
  const sparse = graph.node('ReduceSum', [weighed, graph.integers([1])], { keepdims: 1 });
  const scaled = graph.node('Mul', [sparse, graph.floats(largest)]);
  const dense = graph.node('MatMul', [embedding, graph.floats(head.dense, [embeddingSize, 1])]);
  const logit = graph.node('Add', [graph.node('Add', [dense, scaled]), graph.floats(head.bias)]);

  graph.node('Sigmoid', [calibrationNodes(graph, logit, curve)], {}, 'probabilities');
  graph.output('probabilities', 'float', ['batch', 1]);
  return graph.bytes(name);
}
