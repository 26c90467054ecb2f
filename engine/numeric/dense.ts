import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxGraph } from './onnx-graph.ts';

/** Whether a factor of a product is given turned round: a as k x m, b as n x k. */
export interface Turned {
  a?: boolean;
  b?: boolean;
}

/**
 * Dense products of row-major float matrices by ONNX Runtime's kernels, 70 to 200 GFLOP/s on two cores. A product
 * blocks its thread: what takes more than some milliseconds belongs into a worker.
 */
export class Dense {
  readonly #threads: number;
  readonly #sessions = new Map<string, Promise<InferenceSession>>();

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** The product of a (m x k) and b (k x n) as a new m x n matrix. */
  async product(
    a: Float32Array,
    b: Float32Array,
    m: number,
    k: number,
    n: number,
    turned: Turned = {},
  ): Promise<Float32Array> {
    if (m === 0 || n === 0 || k === 0) return new Float32Array(m * n);
    const session = await this.#session(turned);
    const { c } = await session.run({
      a: new Tensor('float32', a, turned.a ? [k, m] : [m, k]),
      b: new Tensor('float32', b, turned.b ? [n, k] : [k, n]),
    });
    return c!.data as Float32Array;
  }

  /** Frees what the runtime holds. */
  async close(): Promise<void> {
    const sessions = await Promise.all(this.#sessions.values());
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.release()));
  }

  #session({ a = false, b = false }: Turned): Promise<InferenceSession> {
    const key = `${a} ${b}`;
    const open = this.#sessions.get(key) ?? InferenceSession.create(productGraph(a, b), optionsFor(this.#threads));
    this.#sessions.set(key, open);
    return open;
  }
}

function optionsFor(threads: number): InferenceSession.SessionOptions {
  // Threads that spin while they wait take the processor from the workers beside them.
  const extra = { session: { intra_op: { allow_spinning: '0' } } };
  return { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3, extra };
}

function productGraph(turnA: boolean, turnB: boolean): Uint8Array {
  const graph = new OnnxGraph();
  const a = graph.input('a', 'float', turnA ? ['k', 'm'] : ['m', 'k']);
  const b = graph.input('b', 'float', turnB ? ['n', 'k'] : ['k', 'n']);
  graph.node('Gemm', [a, b], { transA: Number(turnA), transB: Number(turnB) }, 'c');
  graph.output('c', 'float', ['m', 'n']);
  return graph.bytes('product');
}
