import { type KernelArgument, type KernelCrew, scratch } from '../../../numeric/kernels/crew.ts';
import type { RankerShape, RankerWeights } from './network.ts';

/** Rows whose logits are computed together; a multiple of 4. */
export const batchRows = 128;

/** Encoded rows in the kernels' memory. */
export interface CrewRows {
  rows: number;
  index: Int32Array;
  value: Float32Array;
}

/** Bytes of scratch memory that the rankers' kernels need. */
export function scratchBytes({ fields, factors, layers }: RankerShape): number {
  const widths = [fields * factors, ...layers];
  const deep = layers.length > 0 ? widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(...widths) : 0;
  return 4 * batchRows * (1 + factors + deep) + 64;
}

/** A copy of weights in the kernels' memory. */
export function weightsIn(crew: KernelCrew, { linear, factors, dense }: RankerWeights): RankerWeights {
  return { linear: crew.copy(linear), factors: crew.copy(factors), dense: crew.copy(dense) };
}

/** What all kernels of rankers take, from the scratch memory to the layers, for places [from, to). */
export class RankerArguments {
  readonly #shape: RankerShape;
  readonly #fieldOf: Int32Array;
  readonly #layers: Int32Array;

  constructor(crew: KernelCrew, shape: RankerShape) {
    this.#shape = shape;
    this.#fieldOf = crew.copy(shape.fieldOf);
    this.#layers = crew.copy(Int32Array.of(shape.layers.length, shape.fields * shape.factors, ...shape.layers));
  }

  /** The first arguments of `scoreRanker` and `trainRanker`. */
  of(rows: CrewRows, weights: RankerWeights, from: number, to: number): KernelArgument[] {
    const { slots, factors } = this.#shape;
    const { linear, dense } = weights;
    const model = [slots, this.#fieldOf, 4 * factors, linear, weights.factors, dense, this.#layers];
    return [scratch, from, to, batchRows, rows.index, rows.value, ...model];
  }
}
