import { parentPort } from 'node:worker_threads';
import { type Kernels, kernelsOver } from './instance.ts';
import type { KernelOrder, KernelReply } from './protocol.ts';

let kernels: Kernels | null = null;

parentPort!.on('message', (order: KernelOrder) => {
  if ('memory' in order) {
    kernels = order.memory && kernelsOver(order.memory);
    return;
  }
  let reply: KernelReply;
  try {
    reply = { result: kernels![order.kernel](...order.args) ?? 0 };
  } catch (error) {
    reply = { failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(reply);
});
