import type { KernelName } from './instance.ts';

/** One call of a kernel, as a worker thread gets it. */
export interface KernelCall {
  kernel: KernelName;
  args: number[];
}

/** What a worker answers to a call: the kernel's number, or why it failed. */
export type KernelReply = { result: number } | { failure: string };
