// All kernels of the numeric core, compiled into one module by `node scripts/kernels.ts`.

export { descendRows } from './descents.as.ts';
export { elasticItems } from './elastic.as.ts';
export { hnswFind, hnswLink, hnswSearch } from './hnsw.as.ts';
export { linearRows } from './linear.as.ts';
export { penalty, squaredErrors } from './losses.as.ts';
export { hashRows, lshSearch, sortBuckets } from './lsh.as.ts';
export { nearestRows } from './nearest.as.ts';
export { nonNegativeRows } from './parts.as.ts';
export { randomRows, shuffle } from './random.as.ts';
export { scoreRanker, trainRanker } from './rankers.as.ts';
export { bpr, drawSteps, markKnown } from './ranking.as.ts';
export { addImplicit, sgd, svdpp } from './ratings.as.ts';
export { drawSums } from './resample.as.ts';
export { projectRows, rescore, scanTop } from './scan.as.ts';
export { gramOf, solveRows, sumOf } from './squares.as.ts';

/** The first address that no kernel uses for itself. */
export function freeFrom(): usize {
  return __heap_base;
}
