import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxGraph } from '../../../numeric/onnx-graph.ts';

let opened: Promise<InferenceSession> | null = null;

/** left x right', rows being n and m vectors of `width` numbers: n x m, row-major, by ONNX Runtime's matrix kernels. */
export async function timesTransposed(left: Float32Array, right: Float32Array, width: number): Promise<Float32Array> {
  const n = left.length / width;
  const m = right.length / width;
  if (n === 0 || m === 0) return new Float32Array(0);
  opened ??= InferenceSession.create(productGraph());
  const session = await opened;
  const { product } = await session.run({
    left: new Tensor('float32', left, [n, width]),
    right: new Tensor('float32', right, [m, width]),
  });
  return product!.data as Float32Array;
}

function productGraph(): Uint8Array {
  const graph = new OnnxGraph();
  const left = graph.input('left', 'float', ['n', 'width']);
  const right = graph.input('right', 'float', ['m', 'width']);
  graph.node('Gemm', [left, right], { transB: 1 }, 'product');
  graph.output('product', 'float', ['n', 'm']);
  return graph.bytes('left times right transposed');
}
