import { transpose, transposing } from '../../engine/numeric/csr.ts';
import { inSlices } from '../../engine/numeric/pace.ts';
import { type Neighbours, neighbourLists } from '../../engine/numeric/similarity.ts';
import type { SimilaritySpec } from '../../engine/numeric/similarity-spec.ts';
import { ease } from '../../engine/recommend/models/ease.ts';
import { ials } from '../../engine/recommend/models/factors/ials.ts';
import type { Model } from '../../engine/recommend/models/model.ts';
import { itemKnn } from '../../engine/recommend/models/neighbourhood.ts';
import type { PeerData, PeerRow, Turn } from './row.ts';

const seed = 1;
/** How many of the best neighbours are compared. */
const best = 10;

async function timed<Result>(work: () => Promise<Result>): Promise<{ seconds: number; result: Result }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

/** The first `best` neighbours of each row, -1 where there are fewer. */
function bestOf({ indptr, indices }: Neighbours): Float32Array {
  const rows = indptr.length - 1;
  const lists = new Float32Array(rows * best).fill(-1);
  for (let row = 0; row < rows; row++) {
    lists.set(indices.subarray(indptr[row], Math.min(indptr[row]! + best, indptr[row + 1]!)), row * best);
  }
  return lists;
}

/** Judges lists of ten by how many of them ours had found, in any order; of ours, which come first, that is all of them. */
function sharedWith(): NonNullable<PeerRow['judge']> {
  let ours: Float32Array | null = null;
  return (output) => {
    // Of each turn ours is judged first, and each turn's is the same.
    ours ??= output;
    let [shared, all] = [0, 0];
    for (let from = 0; from < output.length; from += best) {
      const known = new Set(ours.subarray(from, from + best));
      for (const item of output.subarray(from, from + best)) {
        if (item < 0) continue;
        all += 1;
        if (known.has(item)) shared += 1;
      }
    }
    return { metric: 'shared with ours', value: shared / all };
  };
}

const dot: SimilaritySpec = { kind: 'dot', common: false, shrink: 0, alpha: 0.5, minSupport: 1 };

/** implicit counts an item among its own K nearest, so that K - 1 others are left. */
const implicitNeighbours = (k: number): PeerRow => ({
  name: `implicit ItemKNN BM25, K=${k}`,
  peer: 'implicit',
  data: 'ncf',
  limit: 0.7,
  async ours({ training }, threads) {
    const { seconds, result } = await timed(() => {
      const data = { ...training, byItem: transpose(training.byUser) };
      const params = { similarity: 'dot', weights: 'bm25', bm25_k1: 1.2, bm25_b: 0.75, k: k - 1 } as const;
      return itemKnn.fit(data, params, { seed, threads });
    });
    return { seconds, output: bestOf(result.sections() as unknown as Neighbours) };
  },
  theirs: { program: 'implicit_neighbours.py', task: 'neighbours', params: { K: k, K1: 1.2, B: 0.75 } },
  judge: sharedWith(),
});

/** Lists for all users; the model is fitted once and outside of what is timed. */
function recommending(train: (data: PeerData, threads: number) => Promise<Model>): PeerRow['ours'] {
  let model: Promise<Model> | null = null;
  return async (data, threads): Promise<Turn> => {
    model ??= train(data, threads);
    const fitted = await model;
    const everybody = Int32Array.from({ length: data.training.users }, (_, user) => user);
    const { seconds, result } = await timed(() =>
      fitted.recommend(everybody, { k: best, exclude: data.training.byUser }),
    );
    return { seconds, output: Float32Array.from(result.items) };
  };
}

/** Of lists of another model than ours there is nothing to say but that they are full. */
const filled: NonNullable<PeerRow['judge']> = (output) => {
  return { metric: 'places filled', value: output.reduce((sum, item) => sum + (item >= 0 ? 1 : 0), 0) / output.length };
};

const l2 = 1320;

/** Models of neighbours and of items, and lists of the best, against those that people compare with. */
export const neighbourRows: readonly PeerRow[] = [
  implicitNeighbours(20),
  implicitNeighbours(111),
  {
    name: 'LensKit ItemKNN of ratings, all neighbours',
    peer: 'lenskit',
    data: 'ml1m-first',
    limit: 0.7,
    async ours({ training }, threads) {
      const spec: SimilaritySpec = { ...dot, kind: 'pearson' };
      const { seconds, result } = await timed(async () => {
        const byItem = await inSlices(transposing(training.byUser));
        return neighbourLists(byItem, spec, training.items, { threads, byColumn: training.byUser });
      });
      return { seconds, output: bestOf(result) };
    },
    theirs: { program: 'lenskit_neighbours.py', task: 'neighbours', params: {} },
    judge: sharedWith(),
  },
  {
    name: `EASE l2=${l2}, fit`,
    peer: 'numpy',
    data: 'ncf',
    limit: 1,
    async ours({ training, asked }, threads) {
      const { seconds, result } = await timed(() => {
        const data = { ...training, byItem: transpose(training.byUser) };
        return ease.fit(data, { l2 }, { seed, threads });
      });
      return { seconds, output: await result.score(asked.users, asked.items) };
    },
    theirs: { program: 'numpy_ease.py', task: 'fit', params: { l2 } },
  },
  {
    name: `EASE l2=${l2}, ${best} items for each user`,
    peer: 'numpy',
    data: 'ncf',
    limit: 1,
    ours: recommending(({ training }, threads) => ease.fit(training, { l2 }, { seed, threads })),
    theirs: { program: 'numpy_ease.py', task: 'recommend', params: { l2, k: best } },
    judge: sharedWith(),
  },
  {
    name: `implicit ALS f=64, ${best} items for each user`,
    peer: 'implicit',
    data: 'ncf',
    limit: 0.7,
    ours: recommending(({ training }, threads) => ials.fit(training, { factors: 64, epochs: 1 }, { seed, threads })),
    theirs: { program: 'implicit_neighbours.py', task: 'recommend', params: { factors: 64, k: best } },
    judge: filled,
  },
];
