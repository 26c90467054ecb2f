import { parentPort, workerData } from 'node:worker_threads';
import { type KernelMemory, kernelsOver } from './instance.ts';
import type { KernelCall, KernelReply } from './protocol.ts';

const kernels = kernelsOver((workerData as { memory: KernelMemory }).memory);

parentPort!.on('message', ({ kernel, args }: KernelCall) => {
  let reply: KernelReply;
  try {
    reply = { result: kernels[kernel](...args) ?? 0 };
  } catch (error) {
    reply = { failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(reply);
});
