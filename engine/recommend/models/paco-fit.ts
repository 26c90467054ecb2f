import type { Csr } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import { mapEntries } from '../../numeric/similarity-weights.ts';
import { type CoClusters, countOnes, mergeByEntropy, sphericalKMeans } from './paco-clusters.ts';

export type PacoParams = {
  /** Fine clusters of users and of items that the merging starts from. */
  k: number;
  l: number;
  iterations: number;
  /** Co-clusters at least this full are recommended from before all others. */
  min_density: number;
  /** How many users of a co-cluster's density count beside those who are really there. */
  shrink: number;
};

export interface PacoInput {
  byUser: Csr;
  byItem: Csr;
  params: PacoParams;
  seed: number;
}

/**
 * Clusters users and items each for themselves, and merges what the entropy says is one; a job for one worker. `report`
 * hears of rounds done.
 */
export async function coClusters(
  { byUser, byItem, params, seed }: PacoInput,
  report: (done: number) => void,
): Promise<CoClusters> {
  const { k, l, iterations } = params;
  let done = 0;
  const pause = async () => report(++done);
  const random = seededRandom(seed);
  const ones = mapEntries(byUser, () => 1);
  const users = await sphericalKMeans(ones, k, iterations, random.fork(0), pause);
  const items = await sphericalKMeans(
    mapEntries(byItem, () => 1),
    l,
    iterations,
    random.fork(1),
    pause,
  );
  return mergeByEntropy(ones, countOnes(ones, users, items), pause);
}
