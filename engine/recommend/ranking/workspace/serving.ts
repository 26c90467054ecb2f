import type { CatalogData } from '../../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../../contract/errors.ts';
import type { FeedReason } from '../../../contract/index.ts';
import type { Store } from '../../../store/store.ts';
import type { StoredVersion } from '../../../store/versions.ts';
import { RankingThread } from '../../threads/ranking-thread.ts';
import { readImpressions } from './logged.ts';
import type { ScoreRequest } from './requests.ts';
import { worldOf } from './world.ts';

/** Rankers that stay loaded: of the slot that is looked at, and of one to compare it with. */
const mostLoaded = 2;

/** The state of the data that a ranker is served over. */
export interface ServedState {
  readonly data: CatalogData;
  readonly publishedAt: Float64Array | null;
}

/** What feeds ask of rankers. */
export type FeedRanking = Pick<RankerServing, 'active' | 'score' | 'explain'>;

interface Loaded {
  thread: RankingThread;
  revision: number;
  ready: Promise<void>;
}

/** A ranker that is served: over the state that is loaded, while a newer one may be on its way. */
interface Served {
  now: Loaded | null;
  next: Loaded | null;
}

/**
 * Serves rankers, each on a thread of its own that stands at the present of the workspace. When the data changes, a new
 * thread takes it in while the old one still answers.
 */
export class RankerServing {
  readonly #store: Pick<Store, 'rankers' | 'feeds'>;
  /** By version, the one that was asked last at the end. */
  readonly #served = new Map<number, Served>();
  #isClosed = false;

  constructor(store: Pick<Store, 'rankers' | 'feeds'>) {
    this.#store = store;
  }

  /** The active ranker of a slot. */
  active(slot: string): StoredVersion | undefined {
    return this.#store.rankers.active(slot);
  }

  /** Probabilities of items for one feed. BAD_FILE where the ranker is damaged. */
  async score(version: StoredVersion, state: ServedState, request: ScoreRequest): Promise<Float32Array> {
    const loaded = await this.#load(version, state);
    await loaded.ready;
    return loaded.thread.ask('score', request);
  }

  /** Why items have their scores; nothing for those that are no longer remembered. */
  async explain(version: StoredVersion, key: string, items: Int32Array): Promise<FeedReason[][]> {
    const served = this.#served.get(version.id);
    const threads = [served?.now, served?.next].flatMap((loaded) => (loaded ? [loaded.thread] : []));
    for (const thread of threads) {
      const reasons = await thread.ask('explain', { key, items });
      if (reasons.some(({ length }) => length > 0)) return reasons;
    }
    return Array.from(items, () => []);
  }

  /** Lets go of a ranker that was removed. */
  async forget(version: number): Promise<void> {
    const served = this.#served.get(version);
    this.#served.delete(version);
    await Promise.all([served?.now?.thread.close(), served?.next?.thread.close()]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#served.keys()].map((version) => this.forget(version)));
  }

  /** What answers for a version now; the first time that is what is still being loaded. */
  async #load(version: StoredVersion, state: ServedState): Promise<Loaded> {
    if (!this.#served.has(version.id)) await this.#check(version);
    if (this.#isClosed) throw new StewardError('CANCELLED', 'The workspace is being closed.');
    const served = this.#served.get(version.id) ?? { now: null, next: null };
    this.#served.delete(version.id);
    this.#served.set(version.id, served);
    if (!served.next && served.now?.revision !== state.data.revision) this.#begin(version, state, served);
    this.#trim();
    return (served.now ?? served.next)!;
  }

  async #check(version: StoredVersion): Promise<void> {
    const { files } = this.#store.rankers;
    const problem = await files.problem(version);
    if (problem === null) return;
    throw new StewardError('BAD_FILE', problem, {
      advice: 'Train the ranker again, or make another one active.',
      place: { file: files.path(version.file) },
    });
  }

  #begin(version: StoredVersion, { data, publishedAt }: ServedState, served: Served): void {
    const thread = new RankingThread();
    const load = async () => {
      const impressions = await readImpressions(this.#store.feeds, { withSources: false });
      const file = this.#store.rankers.files.path(version.file);
      await thread.ask('load', { file, world: worldOf(data, publishedAt, impressions) });
    };
    const next: Loaded = { thread, revision: data.revision, ready: load() };
    served.next = next;
    next.ready.then(
      () => {
        const before = served.now;
        served.now = next;
        served.next = null;
        void before?.thread.close();
      },
      () => {
        served.next = null;
        // What never was there is tried again at the next question; what was there goes on.
        if (!served.now) this.#served.delete(version.id);
        void thread.close();
      },
    );
  }

  /** Lets go of rankers beyond the last ones. */
  #trim(): void {
    for (const id of this.#served.keys()) {
      if (this.#served.size <= mostLoaded) return;
      void this.forget(id);
    }
  }
}
