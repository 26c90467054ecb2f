import type { CatalogData } from '../../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../../contract/errors.ts';
import { type Ranker, rankerCard, rankerKinds } from '../../../contract/index.ts';
import type { StoredVersion, VersionStore } from '../../../store/versions.ts';

/** What people ask of rankers that are stored. */
export class RankerService {
  readonly #rankers: VersionStore;
  readonly #data: () => Promise<CatalogData>;

  constructor(rankers: VersionStore, data: () => Promise<CatalogData>) {
    this.#rankers = rankers;
    this.#data = data;
  }

  /** All rankers, newest first, with what their files and the present data say of them. */
  async list(): Promise<Ranker[]> {
    const stored = this.#rankers.list();
    if (stored.length === 0) return [];
    const { hash } = await this.#data();
    return Promise.all(stored.map((version) => this.#seen(version, hash)));
  }

  /** Makes a ranker the active one of its slot. BAD_FILE where its file cannot be used. */
  async activate(id: number, actor: string): Promise<Ranker> {
    const version = this.#rankers.read(id);
    const problem = version ? await this.#rankers.files.problem(version) : null;
    if (problem !== null) {
      throw new StewardError('BAD_FILE', problem, {
        advice: 'Train the ranker again, and remove this one.',
        place: { field: 'id' },
      });
    }
    return this.#seen(this.#rankers.activate(id, actor), (await this.#data()).hash);
  }

  /** Leaves a slot without a ranker. */
  async retire(id: number, actor: string): Promise<Ranker> {
    return this.#seen(this.#rankers.retire(id, actor), (await this.#data()).hash);
  }

  async #seen(version: StoredVersion, hash: string): Promise<Ranker> {
    const { id, job, slot, state, algorithm, dataHash, bytes, sha256, fitSeconds } = version;
    const { createdAt, activatedAt, retiredAt } = version;
    return {
      id,
      job,
      slot,
      state,
      kind: rankerKinds.find((kind) => kind === algorithm)!,
      card: rankerCard.parse(version.card),
      dataHash,
      bytes,
      sha256,
      fitSeconds,
      createdAt,
      activatedAt,
      retiredAt,
      problem: await this.#rankers.files.problem(version),
      isBehind: dataHash !== hash,
    };
  }
}
