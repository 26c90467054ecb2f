import type { LoadAlgorithms } from './model-options.ts';

/** All algorithms by id. Loaded when a command needs them: they bring worker threads and kernels along. */
export const loadAlgorithms: LoadAlgorithms = async () => {
  const { algorithms } = await import('../../engine/recommend/models/registry.ts');
  return algorithms;
};
