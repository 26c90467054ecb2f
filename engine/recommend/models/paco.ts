import { inWorker } from '../../numeric/parallel.ts';
import { intSection, ScoringModel, sortedReasons, throwIfCancelled, withDefaults } from './base.ts';
import { checkNumber } from './factors/checks.ts';
import type { Algorithm, ModelSections, Reason, TrainingData } from './model.ts';
import type { History } from './neighbourhood-similar.ts';
import { type CoClusters, countOnes } from './paco-clusters.ts';
import { coClusters, type PacoInput, type PacoParams as Params } from './paco-fit.ts';

/** Pairs up to which clustering takes some milliseconds, less than a worker takes to start. */
const pairsForWorker = 20_000;

/**
 * Scores from co-clusters: the share of the user's cluster that has the item, drawn towards the density of the co-cluster
 * the item is in. Items outside of dense co-clusters come after all others: 1 is taken off their scores.
 */
class Paco extends ScoringModel {
  readonly id = 'paco';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  readonly #clusters: CoClusters;
  /** Row clusters x items: how many users of the cluster have the item. */
  readonly #counts: Float32Array;

  constructor(params: Params, clusters: CoClusters, { items, byUser }: TrainingData) {
    super();
    this.params = params;
    this.items = items;
    this.#clusters = clusters;
    this.#counts = new Float32Array(clusters.rowSizes.length * items);
    for (let user = 0; user < byUser.rows; user++) {
      const start = clusters.rows[user]! * items;
      for (let at = byUser.indptr[user]!; at < byUser.indptr[user + 1]!; at++) {
        this.#counts[start + byUser.indices[at]!]! += 1;
      }
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const known = new Map<number, Float32Array>();
    users.forEach((user, row) => {
      const cluster = this.#clusters.rows[user]!;
      const own = known.get(cluster) ?? this.#ofCluster(cluster);
      known.set(cluster, own);
      scores.set(own, row * this.items);
    });
    return scores;
  }

  /** A newcomer joins the cluster that has most of their history, by the mean share of users who have each item. */
  async foldIn({ items }: History): Promise<Float32Array> {
    let best = 0;
    let most = -1;
    this.#clusters.rowSizes.forEach((size, cluster) => {
      let share = 0;
      for (const item of items) share += this.#counts[cluster * this.items + item]! / size;
      if (share <= most) return;
      most = share;
      best = cluster;
    });
    return this.#ofCluster(best);
  }

  #ofCluster(cluster: number): Float32Array {
    return Float32Array.from({ length: this.items }, (_, item) => {
      const { group, own, outside } = this.#shares(cluster, item);
      return group + own + outside;
    });
  }

  #shares(cluster: number, item: number): { group: number; own: number; outside: number } {
    const { columns, rowSizes, columnSizes, ones } = this.#clusters;
    const { shrink, min_density } = this.params;
    const column = columns[item]!;
    const size = rowSizes[cluster]!;
    const density = ones[cluster * columnSizes.length + column]! / (size * columnSizes[column]!);
    return {
      group: (shrink * density) / (size + shrink),
      own: this.#counts[cluster * this.items + item]! / (size + shrink),
      outside: density >= min_density ? 0 : -1,
    };
  }

  explain(user: number, item: number): Reason[] {
    const cluster = this.#clusters.rows[user]!;
    const { group, own, outside } = this.#shares(cluster, item);
    return sortedReasons([
      { kind: 'group', id: cluster, value: group },
      { kind: 'popularity', id: item, value: own },
      { kind: 'bias', id: 0, value: outside },
    ]);
  }

  sections(): ModelSections {
    return { rows: this.#clusters.rows, columns: this.#clusters.columns };
  }
}

export const paco: Algorithm<Params> = {
  id: 'paco',
  about: 'Users and items co-clustered, and merged by entropy; from dense co-clusters (Vlachos et al., CIKM 2014).',
  defaults: { k: 20, l: 20, iterations: 20, min_density: 0.1, shrink: 5 },
  async fit(data, given, options) {
    const params = withDefaults(this.defaults, given);
    for (const name of ['k', 'l', 'iterations']) checkNumber(params, name, { least: 1, whole: true });
    for (const name of ['min_density', 'shrink']) checkNumber(params, name, { least: 0 });
    throwIfCancelled(options);
    const total = 2 * params.iterations + params.k + params.l;
    const onProgress = (done: number) => options.onProgress?.({ done, total, unit: 'rounds' });
    const { byUser, byItem } = data;
    const input: PacoInput = { byUser, byItem, params, seed: options.seed };
    const clusters =
      byUser.values.length < pairsForWorker
        ? await coClusters(input, onProgress)
        : await inWorker<PacoInput, CoClusters>(new URL('./paco-worker.ts', import.meta.url), input, {
            signal: options.signal,
            onProgress,
          });
    onProgress(total);
    return new Paco(params, clusters, data);
  },
  restore(params, sections, data) {
    const rows = intSection(sections, 'rows', data.users);
    return new Paco(params, countOnes(data.byUser, rows, intSection(sections, 'columns', data.items)), data);
  },
};
