import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type { Recommendation, SignalRule } from '../contract/index.ts';
import type { RuleStore } from '../store/rules.ts';
import type { StoredVersion, VersionStore } from '../store/versions.ts';
import { forgetIndexes } from './candidates/vectors/kept-index.ts';
import { askerOf, newestOf, placeOf } from './histories.ts';
import { inWords } from './reasons.ts';
import { indexNames } from './threads/factor-indexes.ts';
import type { LoadedVersion, Served, ServingRequests } from './threads/requests.ts';
import { Thread } from './threads/rpc.ts';

/** Versions that stay loaded: the active one, and one to compare it with. */
const mostLoaded = 2;
/** Reasons a recommendation. */
const mostReasons = 5;
/** Users asked for at once. */
const usersAtOnce = 64;

interface Serving {
  thread: Thread<ServingRequests>;
  about: Promise<LoadedVersion>;
  /** Questions that are not answered yet: the thread stays until they are. */
  asked: number;
}

/** Items for one user; `user` is the id that the outside uses. */
export interface ListOf {
  user: string;
  items: Recommendation[];
}

/** What feeds ask of models. */
export type FeedRecommender = Pick<Recommender, 'versionOf' | 'ruleOf' | 'ask' | 'about'>;

/** Recommends by stored versions. Each is loaded once, on a thread of its own, and the last ones stay. */
export class Recommender {
  readonly #versions: VersionStore;
  readonly #rules: RuleStore;
  readonly #data: () => Promise<CatalogData>;
  readonly #cache: string;
  /** By version, the one that was asked last at the end. */
  readonly #loaded = new Map<number, Serving>();

  /** `cache` is the folder for indexes over the items of versions. */
  constructor(versions: VersionStore, rules: RuleStore, data: () => Promise<CatalogData>, cache: string) {
    this.#versions = versions;
    this.#rules = rules;
    this.#data = data;
    this.#cache = cache;
  }

  /** The version of an id, or the active one of a slot. NOT_FOUND where there is none. */
  versionOf({ version, slot }: { version?: number; slot: string }): StoredVersion {
    const found = version === undefined ? this.#versions.active(slot) : this.#versions.read(version);
    if (found) return found;
    if (version !== undefined) {
      throw new StewardError('NOT_FOUND', `There is no version ${version}.`, {
        advice: 'Look at the list of versions; it may have been removed.',
        place: { field: 'version' },
      });
    }
    throw new StewardError('NOT_FOUND', `No version is active in '${slot}'.`, {
      advice: 'Fit a model and make it active, or name a version.',
      place: { field: 'slot' },
    });
  }

  /**
   * What a version recommends to a user, with reasons. A user who was not there when it was trained is folded in from
   * their history, where the model can do that. NOT_FOUND where the workspace does not know the user, or the model has
   * nothing to say.
   */
  async forUser(version: StoredVersion, user: string, k: number): Promise<Recommendation[]> {
    const data = await this.#data();
    const row = data.interactions.users.row(user);
    if (row === undefined) {
      throw new StewardError('NOT_FOUND', 'The workspace has no such user.', {
        advice: 'Check the id, or import interactions of this user.',
        place: { field: 'user' },
      });
    }
    const [list] = await this.#lists(version, data, [row], k, mostReasons);
    if (list && list.items.length > 0) return list.items;
    throw new StewardError('NOT_FOUND', `Version ${version.id} (${version.algorithm}) knows nothing of this user.`, {
      advice: 'Fit the model again on the present data, or recommend by toppopular, which needs no history.',
      place: { field: 'user' },
    });
  }

  /** Lists for all users of the workspace, some at a time, without reasons; users whom the model knows nothing of are left out. */
  async *forAll(version: StoredVersion, k: number, signal?: AbortSignal): AsyncGenerator<ListOf[]> {
    const data = await this.#data();
    const { size } = data.interactions.users;
    for (let from = 0; from < size && !signal?.aborted; from += usersAtOnce) {
      const rows = Array.from({ length: Math.min(usersAtOnce, size - from) }, (_, n) => from + n);
      yield (await this.#lists(version, data, rows, k, 0)).filter(({ items }) => items.length > 0);
    }
  }

  /** Asks a version's thread, which is started where it is not there yet. BAD_FILE where the version is damaged. */
  async ask<N extends keyof ServingRequests & string>(
    version: StoredVersion,
    name: N,
    input: ServingRequests[N]['input'],
  ): Promise<ServingRequests[N]['result']> {
    const loaded = await this.#load(version);
    loaded.asked += 1;
    try {
      await loaded.about;
      return await loaded.thread.ask(name, input);
    } finally {
      loaded.asked -= 1;
      this.#trim();
    }
  }

  /** What a version calls the attributes of items, for its reasons; and its factors, where it has any. */
  async about(version: StoredVersion): Promise<LoadedVersion> {
    return (await this.#load(version)).about;
  }

  /** The rule that a version was trained by. */
  ruleOf(version: StoredVersion): SignalRule {
    return this.#rules.get(version.rule, version.ruleVersion);
  }

  /** Lets go of a version that was removed, and of its indexes. */
  async remove(version: number): Promise<void> {
    await this.forget(version);
    for (const name of indexNames(cacheName(version))) forgetIndexes(this.#cache, name);
  }

  /** Lets go of a version's thread. */
  async forget(version: number): Promise<void> {
    const loaded = this.#loaded.get(version);
    this.#loaded.delete(version);
    await loaded?.thread.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#loaded.keys()].map((version) => this.forget(version)));
  }

  async #lists(
    version: StoredVersion,
    data: CatalogData,
    rows: readonly number[],
    k: number,
    reasons: number,
  ): Promise<ListOf[]> {
    const rule = this.#rules.get(version.rule, version.ruleVersion);
    const now = rule.halfLifeDays === null ? 0 : newestOf(data);
    const askers = rows.map((row) => askerOf(data, row, rule, now));
    const loaded = await this.#load(version);
    loaded.asked += 1;
    try {
      const { attributes: names } = await loaded.about;
      const served = await loaded.thread.ask('recommend', { askers, k, reasons });
      return served.map((one, n) => ({
        user: data.interactions.users.id(rows[n]!),
        items: recommendations(one, data, names),
      }));
    } finally {
      loaded.asked -= 1;
      this.#trim();
    }
  }

  /** The version's thread, started where it is not there yet; it may still be loading. */
  async #load(version: StoredVersion): Promise<Serving> {
    const { files } = this.#versions;
    const problem = this.#loaded.has(version.id) ? null : await files.problem(version);
    if (problem) {
      throw new StewardError('BAD_FILE', problem, {
        advice: 'Fit the model again, or use another version.',
        place: { file: files.path(version.file) },
      });
    }
    const loaded = this.#loaded.get(version.id) ?? this.#start(version);
    this.#loaded.delete(version.id);
    this.#loaded.set(version.id, loaded);
    return loaded;
  }

  #start(version: StoredVersion): Serving {
    const thread = new Thread<ServingRequests>(new URL('./threads/serving-worker.ts', import.meta.url), null);
    const file = this.#versions.files.path(version.file);
    const place = { dir: this.#cache, name: cacheName(version.id), hash: version.sha256 };
    const about = thread.ask('load', { file, place });
    // Whoever asks is told; until then nobody waits for it. What failed is tried again at the next question.
    about.catch(() => this.forget(version.id));
    return { thread, about, asked: 0 };
  }

  /** Lets go of versions beyond the last ones, those first that were asked longest ago. */
  #trim(): void {
    for (const [id, { asked }] of this.#loaded) {
      if (this.#loaded.size <= mostLoaded) return;
      if (asked === 0) void this.forget(id);
    }
  }
}

/** What a version is called in the folder of indexes. */
function cacheName(version: number): string {
  return `version-${version}`;
}

function recommendations(served: Served, data: CatalogData, attributes: readonly string[]): Recommendation[] {
  const { interactions, itemRows } = data;
  const list: Recommendation[] = [];
  for (let n = 0; n < served.items.length; n++) {
    const item = placeOf(itemRows, served.items[n]!);
    // An item that is no longer there cannot be shown.
    if (item < 0) continue;
    list.push({
      rank: list.length + 1,
      item: interactions.items.id(item),
      title: data.title(item),
      score: served.scores[n]!,
      reasons: served.reasons[n]!.map((reason) => inWords(reason, data, attributes)),
    });
  }
  return list;
}
