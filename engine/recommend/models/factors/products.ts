import { Dense } from '../../../numeric/dense.ts';

/** Two threads do most of what can be done: the rows are short. */
const dense = new Dense(2);

/** left x right', rows being n and m vectors of `width` numbers: n x m, row-major, by ONNX Runtime's matrix kernels. */
export function timesTransposed(left: Float32Array, right: Float32Array, width: number): Promise<Float32Array> {
  return dense.product(left, right, left.length / width, width, right.length / width, { b: true });
}
