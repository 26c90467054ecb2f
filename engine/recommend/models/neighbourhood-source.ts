import { type Csr, transposing } from '../../numeric/csr.ts';
import { inSlices } from '../../numeric/pace.ts';
import { RowSimilarity } from '../../numeric/similarity.ts';
import { centring, type SimilaritySpec } from '../../numeric/similarity-spec.ts';
import { columnMeans, type Weighted, weighing } from '../../numeric/similarity-weights.ts';
import { TopK } from '../../numeric/topk.ts';
import { type NeighbourhoodParams, specOf } from './neighbourhood-params.ts';

/** What comparing new rows takes. */
interface Prepared {
  weighted: Weighted;
  likeness: RowSimilarity;
  /** For adjusted cosine. */
  columnMeans: Float64Array | null;
}

/** The weighted matrix that similarities are taken from, and the likeness of a new row to the rows in it; each made when first asked for. */
export class SimilaritySource {
  readonly #matrix: () => Csr;
  readonly #params: NeighbourhoodParams;
  readonly #spec: SimilaritySpec;
  #weighted: Promise<Weighted> | null = null;
  #prepared: Promise<Prepared> | null = null;

  constructor(matrix: () => Csr, params: NeighbourhoodParams) {
    this.#matrix = matrix;
    this.#params = params;
    this.#spec = specOf(params);
  }

  /** The matrix with the weights that the parameters ask for. */
  weighted(): Promise<Weighted> {
    const { weights, bm25_k1, bm25_b } = this.#params;
    this.#weighted ??= inSlices(weighing(this.#matrix(), weights, bm25_k1, bm25_b));
    return this.#weighted;
  }

  /** The k rows most like a new one, best first. */
  async nearest(
    columns: Int32Array,
    values: Float32Array,
    k: number,
  ): Promise<{ indices: Int32Array; values: Float32Array }> {
    this.#prepared ??= this.#prepare();
    const prepared = await this.#prepared;
    const top = new TopK(k);
    const own = this.#centre(columns, prepared.weighted.row(columns, values), prepared.columnMeans);
    prepared.likeness.offer(columns, own, -1, top);
    const found = { indices: new Int32Array(k), values: new Float32Array(k) };
    const size = top.drain(found.indices, found.values);
    return { indices: found.indices.subarray(0, size), values: found.values.subarray(0, size) };
  }

  async #prepare(): Promise<Prepared> {
    const weighted = await this.weighted();
    const matrix = await inSlices(centring(weighted.matrix, this.#spec));
    const likeness = new RowSimilarity(matrix, await inSlices(transposing(matrix)), this.#spec);
    const means = this.#spec.kind === 'adjusted' ? await inSlices(columnMeans(weighted.matrix)) : null;
    return { weighted, likeness, columnMeans: means };
  }

  #centre(columns: Int32Array, values: Float32Array, means: Float64Array | null): Float32Array {
    if (means) return values.map((value, n) => value - (means[columns[n]!]! || 0));
    if (this.#spec.kind !== 'pearson' || this.#spec.common) return values;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  }
}
