import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { elementTypes, OnnxGraph, readModelShape } from './onnx-graph.ts';

function affine(): Uint8Array {
  const graph = new OnnxGraph();
  const x = graph.input('x', 'float', ['n', 2]);
  const product = graph.node('MatMul', [x, graph.floats([1, 2, 3, 4, 5, 6], [2, 3])]);
  graph.node('Add', [product, graph.floats(0.5)], {}, 'y');
  graph.output('y', 'float', ['n', 3]);
  return graph.bytes('affine');
}

test('builds a model that ONNX Runtime runs', async () => {
  const session = await InferenceSession.create(affine());
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 0, 0, 1, 1, 1), [3, 2]) });
  expect(Array.from(y!.data as Float32Array)).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 5.5, 7.5, 9.5]);
});

test('gives the same bytes every time', () => {
  expect(affine()).toEqual(affine());
});

test('reads back what a model takes and gives', () => {
  const shape = readModelShape(affine());
  expect(shape.operatorSets).toEqual([{ domain: '', version: 17 }]);
  expect(shape.inputs).toEqual([{ name: 'x', type: elementTypes.float, shape: [null, 2] }]);
  expect(shape.outputs).toEqual([{ name: 'y', type: elementTypes.float, shape: [null, 3] }]);
});

test('refuses bytes that are no model', () => {
  expect(() => readModelShape(new TextEncoder().encode('this is not a model'))).toThrow();
  expect(() => readModelShape(new Uint8Array())).toThrow('no graph');
});
