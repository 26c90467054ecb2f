import { kernelsModule } from './kernels.generated.ts';

/** The kernels by name; what each takes and does stands above it in the *.as.ts files. */
export const kernelNames = [
  'addImplicit',
  'bpr',
  'descendRows',
  'drawSteps',
  'drawSums',
  'elasticItems',
  'gramOf',
  'hashRows',
  'hnswFind',
  'hnswLink',
  'hnswSearch',
  'linearRows',
  'lshSearch',
  'markKnown',
  'nearestRows',
  'nonNegativeRows',
  'penalty',
  'projectRows',
  'randomRows',
  'rescore',
  'scanTop',
  'scoreRanker',
  'sgd',
  'shuffle',
  'solveRows',
  'sortBuckets',
  'squaredErrors',
  'sumOf',
  'svdpp',
  'trainRanker',
] as const;
export type KernelName = (typeof kernelNames)[number];

/** Takes addresses and numbers; what returns nothing gives undefined. */
export type Kernel = (...args: number[]) => number | undefined;
export type Kernels = Record<KernelName | 'freeFrom', Kernel>;

/** Memory that kernels compute in, shared between threads. */
export interface KernelMemory {
  /** Longer each time after the memory has grown; earlier ones stay good for what they cover. */
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** The part of WebAssembly that is used here: TypeScript describes it with the DOM only, which the engine has not. */
interface WebAssemblyParts {
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => KernelMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { env: { memory: KernelMemory } }) => { exports: unknown };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyParts }).WebAssembly;

/** The most pages that a memory may grow to: 4 GiB. The module demands the same limit. */
const mostPages = 65536;

/** A new memory; it starts at one page and reserves addresses only. */
export function kernelMemory(): KernelMemory {
  return new Memory({ initial: 1, maximum: mostPages, shared: true });
}

/** Compiled once a thread. While one thread keeps it, V8 lends its machine code to the others, optimised as it is. */
let compiled: object | null = null;

/** The kernels over `memory`. Threads each make their own over the same memory. */
export function kernelsOver(memory: KernelMemory): Kernels {
  compiled ??= new Module(Buffer.from(kernelsModule, 'base64'));
  return new Instance(compiled, { env: { memory } }).exports as Kernels;
}
