import type { KernelMemory, KernelName } from './instance.ts';

/** One call of a kernel, as a worker thread gets it. */
export interface KernelCall {
  kernel: KernelName;
  args: number[];
}

/** What a worker is told: which memory its calls are about, or null to let go of it; or a call. */
export type KernelOrder = { memory: KernelMemory | null } | KernelCall;

/** What a worker answers to a call: the kernel's number, or why it failed. */
export type KernelReply = { result: number } | { failure: string };
