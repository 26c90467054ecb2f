import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type {
  ComparedUser,
  Comparison,
  MetricComparison,
  ModelVersion,
  Run,
  RunDetail,
  RunUser,
} from '../contract/index.ts';
import { inWorker } from '../numeric/parallel.ts';
import type { StoredVersion } from '../store/versions.ts';
import { compareUsers, type Pair, problemOf } from './comparing.ts';
import { placeOf } from './histories.ts';
import type { ModelJobs } from './jobs/context.ts';

const metricPart = 'metric:';

/** What people ask of runs and versions that are stored. */
export class ModelService {
  readonly #store: ModelJobs['store'];
  readonly #data: ModelJobs['data'];

  constructor({ store, data }: Pick<ModelJobs, 'store' | 'data'>) {
    this.#store = store;
    this.#data = data;
  }

  /** A run with its curve. NOT_FOUND where there is none. */
  run(id: number): RunDetail {
    const run = this.#store.runs.read(id);
    if (run) return run;
    throw new StewardError('NOT_FOUND', `There is no run ${id}.`, {
      advice: 'Look at the list of runs; it may have been removed.',
      place: { field: 'id' },
    });
  }

  /** Two runs, user by user, over every metric that both have. The tests run on a thread. */
  async compare(idA: number, idB: number, signal?: AbortSignal): Promise<Comparison> {
    const [a, b] = [this.run(idA), this.run(idB)];
    const problem = this.#problem(a, b);
    if (problem !== null) return { a, b, problem, metrics: [] };
    const names = this.#metricsOf(a).filter((name) => this.#metricsOf(b).includes(name));
    const pair: Pair = {
      seed: a.seed,
      metrics: Object.fromEntries(
        names.map((name) => [name, { a: this.#values(a.id, name), b: this.#values(b.id, name) }]),
      ),
    };
    const worker = new URL('./comparing-worker.ts', import.meta.url);
    return { a, b, problem, metrics: await inWorker<Pair, MetricComparison[]>(worker, pair, { signal }) };
  }

  /** Users of two runs by how much they differ in a metric. BAD_INPUT where the runs cannot be compared, or have no such metric. */
  async compareUsers(
    idA: number,
    idB: number,
    metric: string,
    page: { offset: number; limit: number },
  ): Promise<{ rows: ComparedUser[]; total: number }> {
    const [a, b] = [this.run(idA), this.run(idB)];
    const problem = this.#problem(a, b);
    if (problem !== null) {
      throw new StewardError('BAD_INPUT', problem, { advice: 'Measure both models in one evaluation.' });
    }
    const common = this.#metricsOf(a).filter((name) => this.#metricsOf(b).includes(name));
    if (!common.includes(metric)) {
      throw new StewardError('BAD_INPUT', `The runs have no values of users for '${metric}'.`, {
        advice: `They have: ${common.join(', ')}.`,
        place: { field: 'metric' },
      });
    }
    const compared = compareUsers(this.#values(idA, metric), this.#values(idB, metric));
    const users = this.#store.runs.ints(idA, 'users')!;
    const histories = this.#store.runs.ints(idA, 'histories');
    const nameOf = namesOf(await this.#data());
    const rows = compared.slice(page.offset, page.offset + page.limit).map(({ at, ...values }) => ({
      user: nameOf.user(users[at]!),
      a: decimal(values.a),
      b: decimal(values.b),
      history: histories?.[at] ?? null,
    }));
    return { rows, total: compared.length };
  }

  /** Users of a run with their values and lists. */
  async runUsers(id: number, page: { offset: number; limit: number }): Promise<{ rows: RunUser[]; total: number }> {
    const { protocol } = this.run(id);
    const { runs } = this.#store;
    const users = runs.ints(id, 'users');
    if (!users) return { rows: [], total: 0 };
    const [lists, scores, histories] = [
      runs.ints(id, 'lists')!,
      runs.floats(id, 'scores')!,
      runs.ints(id, 'histories'),
    ];
    const values = this.#metricsOf({ id }).map((name) => [name, this.#values(id, name)] as const);
    const nameOf = namesOf(await this.#data());
    const { k } = protocol;
    const rows = Array.from(users.subarray(page.offset, page.offset + page.limit), (user, n): RunUser => {
      const at = page.offset + n;
      const items = lists.subarray(at * k, (at + 1) * k);
      return {
        user: nameOf.user(user),
        history: histories?.[at] ?? null,
        values: Object.fromEntries(
          values.flatMap(([name, of]) => (Number.isNaN(of[at]!) ? [] : [[name, decimal(of[at]!)] as const])),
        ),
        items: Array.from(items, (item, place) => ({ item, score: scores[at * k + place]! }))
          .filter(({ item }) => item >= 0)
          .map(({ item, score }) => ({ item: nameOf.item(item), score })),
      };
    });
    return { rows, total: users.length };
  }

  /** All versions, newest first, with what their files and the present data say of them. */
  async versions(): Promise<ModelVersion[]> {
    const stored = this.#store.versions.list();
    if (stored.length === 0) return [];
    const { hash } = await this.#data();
    return Promise.all(stored.map((version) => this.#seen(version, hash)));
  }

  /** Makes a version the active one of its slot. BAD_FILE where its file cannot be used. */
  async activate(id: number, actor: string): Promise<ModelVersion> {
    const { versions } = this.#store;
    const version = versions.read(id);
    const problem = version ? await versions.files.problem(version) : null;
    if (problem !== null) {
      throw new StewardError('BAD_FILE', problem, {
        advice: 'Fit the model again, and remove this version.',
        place: { field: 'id' },
      });
    }
    return this.#seen(versions.activate(id, actor), (await this.#data()).hash);
  }

  async #seen({ file, ...version }: StoredVersion, hash: string): Promise<ModelVersion> {
    const problem = await this.#store.versions.files.problem({ file, ...version });
    return { ...version, problem, isBehind: version.dataHash !== hash };
  }

  #problem(a: Run, b: Run): string | null {
    const digests = { a: this.#store.runs.bytes(a.id, 'split'), b: this.#store.runs.bytes(b.id, 'split') };
    return problemOf(a, b, digests);
  }

  #metricsOf({ id }: Pick<Run, 'id'>): string[] {
    const names = this.#store.runs.partNames(id).filter((name) => name.startsWith(metricPart));
    return names.map((name) => name.slice(metricPart.length));
  }

  #values(id: number, metric: string): Float32Array {
    return this.#store.runs.floats(id, `${metricPart}${metric}`)!;
  }
}

/** A value that was stored with 24 bits, as people write it: 0.2 and not 0.20000000298. */
function decimal(value: number): number {
  return Number(value.toPrecision(7));
}

/** What the outside calls users and items, by the workspace's numbers; those that are gone keep their number. */
function namesOf({ interactions, userRows, itemRows }: CatalogData) {
  const name = (rows: Int32Array, ids: { id(row: number): string }) => (number: number) => {
    const at = placeOf(rows, number);
    return at < 0 ? `#${number}` : ids.id(at);
  };
  return { user: name(userRows, interactions.users), item: name(itemRows, interactions.items) };
}
