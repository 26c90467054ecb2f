import { StewardError } from '../../../contract/errors.ts';
import type { Csr } from '../../../numeric/csr.ts';
import { type KernelCrew, rowParts, scratch } from '../../../numeric/kernels/crew.ts';
import type { FitOptions } from '../model.ts';
import { gramMatrix, traceOfProduct } from './gram.ts';
import { type FactorMatrix, rowBytes, total } from './training.ts';

/** Multiplications of one call of the kernel: some ten milliseconds. */
const workAtOnce = 1 << 25;
/** Rows of the kernel's panel, and one for the inverse diagonal. */
const scratchRows = 65;

/** Bytes of scratch memory that `sweep` needs. */
export function sweepScratch(factors: number): number {
  const size = Math.ceil(factors / 8) * 8;
  return (size + scratchRows) * size * 4;
}

/** One side of the problem: its sparse matrix with a weight and a target for each entry, and its factors. */
export interface Side {
  /** In the kernels' memory; `values` are the weights. */
  matrix: Csr;
  targets: Float32Array;
  factors: FactorMatrix;
}

export interface SweepSettings {
  epochs: number;
  reg: number;
  /** The weight of what was not observed, in the loss: 0 where only what was observed counts. */
  w0: number;
  solver: string;
  cgSteps: number;
}

/**
 * Called when the rows of a side were solved, the other being fixed. `solve` fills the factors of another problem with
 * the same matrix and other targets.
 */
export type Adjust = (side: Side, fixed: Side, solve: (other: Side) => Promise<void>) => Promise<void>;

/**
 * Alternating least squares: for each row x of one side, the minimum of
 *   sum over entries of w (t / w - x . y)^2 + w0 sum over all rows y of (x . y)^2 + reg (entries + w0 rows) |x|^2
 * with the other side fixed, then the other way round. Progress tells the whole loss. Returns the Gram matrix of the items' factors,
 * padded, where w0 is not 0. Any number of threads gives the same result: rows of a side do not depend on each other.
 */
export async function sweep(
  crew: KernelCrew,
  users: Side,
  items: Side,
  settings: SweepSettings,
  options: FitOptions,
  adjust?: Adjust,
): Promise<Float32Array | null> {
  const { epochs, w0 } = settings;
  const { size } = users.factors;
  const gramOf = (side: Side) => (w0 > 0 ? gramMatrix(crew, side.factors.rows, size) : null);
  const userGram = gramOf(users);
  const itemGram = gramOf(items);
  await itemGram?.update(items.factors);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await solveSide(crew, users, items, itemGram?.values, settings);
    await adjust?.(users, items, (other) => solveSide(crew, other, items, itemGram?.values, settings));
    await userGram?.update(users.factors);
    await solveSide(crew, items, users, userGram?.values, settings);
    await adjust?.(items, users, (other) => solveSide(crew, other, users, userGram?.values, settings));
    await itemGram?.update(items.factors);
    if (!options.onProgress) continue;
    const missing = userGram && itemGram ? w0 * traceOfProduct(userGram.values, itemGram.values) : 0;
    const loss = (await observedLoss(crew, users, items, settings)) + missing;
    options.onProgress({ done: epoch, total: epochs, unit: 'epochs', loss });
  }
  return itemGram?.values ?? null;
}

/** The best factors of one side, the other being fixed. */
async function solveSide(
  crew: KernelCrew,
  side: Side,
  fixed: Side,
  gram: Float32Array | undefined,
  { reg, w0, solver, cgSteps }: SweepSettings,
): Promise<void> {
  const { matrix, targets, factors } = side;
  const { size } = factors;
  const isDirect = solver === 'cholesky';
  const parts = isDirect
    ? rowParts(matrix.indptr, Math.ceil((2 * workAtOnce) / (size * size)), size / 3)
    : rowParts(matrix.indptr, Math.ceil(workAtOnce / (2 * size * (cgSteps + 1))), size / 2);
  const failures = await crew.runAll(
    isDirect ? 'solveRows' : 'descendRows',
    parts.map(([from, to]) => [
      scratch,
      from,
      to,
      matrix.indptr,
      matrix.indices,
      matrix.values,
      targets,
      factors.values,
      fixed.factors.values,
      gram ?? 0,
      w0,
      reg,
      w0 * fixed.factors.rows,
      size,
      isDirect ? factors.factors : cgSteps,
    ]),
  );
  if (total(failures) > 0) {
    throw new StewardError('BAD_INPUT', 'The least squares have no single solution with this little regularisation.', {
      advice: 'Raise reg, or lower the number of factors.',
    });
  }
}

/** The loss but for what was not observed. */
async function observedLoss(crew: KernelCrew, users: Side, items: Side, { reg, w0 }: SweepSettings): Promise<number> {
  const { indptr, indices, values } = users.matrix;
  const bytes = rowBytes(users.factors);
  const userParts = rowParts(indptr, workAtOnce / users.factors.size, 1);
  const errors = await crew.runAll(
    'squaredErrors',
    userParts.map(([from, to]) => [
      from,
      to,
      indptr,
      indices,
      values,
      users.targets,
      users.factors.values,
      items.factors.values,
      bytes,
    ]),
  );
  let penalties = 0;
  for (const [side, other] of [
    [users, items],
    [items, users],
  ] as const) {
    const parts = rowParts(side.matrix.indptr, workAtOnce / side.factors.size, 1);
    const perRow = w0 * other.factors.rows;
    penalties += total(
      await crew.runAll(
        'penalty',
        parts.map(([from, to]) => [from, to, side.matrix.indptr, side.factors.values, bytes, perRow]),
      ),
    );
  }
  return total(errors) + reg * penalties;
}
