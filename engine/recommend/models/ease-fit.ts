import type { Csr } from '../../numeric/csr.ts';
import { Dense } from '../../numeric/dense.ts';
import { invertPositive } from '../../numeric/linalg.ts';
import { gramOf } from '../../numeric/linalg-gram.ts';
import { panelPlace } from '../../numeric/panels.ts';

export interface EaseInput {
  byUser: Csr;
  byItem: Csr;
  l2: number;
  threads: number;
  /** Where the weights go: items x items in panels. */
  weights: Float32Array;
}

/**
 * Fills in the weights of EASE, in closed form: with P = (X'X + l2 I)^-1, weight i,j is -P(i,j) / P(j,j), and zero on
 * the diagonal. Row i is what item i of a history adds to each score.
 */
export async function easeWeights({ byUser, byItem, l2, threads, weights }: EaseInput): Promise<void> {
  const n = byUser.columns;
  const gram = gramOf(byUser, byItem);
  for (let i = 0; i < n; i++) gram[i * n + i]! += l2;
  const dense = new Dense(threads);
  try {
    const inverse = await invertPositive(dense, gram, n);
    const scale = Float32Array.from({ length: n }, (_, j) => -1 / inverse[j * n + j]!);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) weights[panelPlace(n, i, j)] = i === j ? 0 : inverse[i * n + j]! * scale[j]!;
    }
  } finally {
    await dense.close();
  }
}
