import { emptyLists, selectTop } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { readModelFile } from '../files.ts';
import type { Model, Reason } from '../models/model.ts';
import { algorithms } from '../models/registry.ts';
import { algorithmOf } from '../params.ts';
import { type UnpackedVersion, unpackVersion } from '../version-file.ts';
import type { Asker, ScoredItems, Served, Standing } from './requests.ts';

/** Users whose scores are kept: a feed asks for one user's several times. */
const mostKept = 8;
/** Items whose similar ones are kept: some megabytes. */
const mostSimilar = 4000;

/** A version that was loaded, and answers; the work of a serving thread. Outside numbers are the workspace's own. */
export class Server {
  readonly attributes: readonly string[];
  readonly #version: UnpackedVersion;
  readonly #model: Model;
  /** The model's number by the workspace's. */
  readonly #users: Map<number, number>;
  readonly #items: Map<number, number>;
  /** Scores of all items by asker, the one that was asked last at the end. */
  readonly #kept = new Map<string, Float32Array | null>();
  /** Similar items by item and length of the list, the one that was found last at the end. */
  readonly #similar = new Map<string, ScoredItems>();

  /** Loads a version from its file. BAD_FILE where it is damaged. */
  static async load(file: string): Promise<Server> {
    return new Server(unpackVersion(await readModelFile(file)));
  }

  constructor(version: UnpackedVersion) {
    const { card, sections, training, rows } = version;
    this.#version = version;
    this.#model = algorithmOf(algorithms, card.algorithm).restore(card.params, sections, training);
    this.#users = new Map(Array.from(rows.users, (row, number) => [row, number]));
    this.#items = new Map(Array.from(rows.items, (row, number) => [row, number]));
    this.attributes = card.itemAttributes ?? [];
  }

  /** The best k items for each user, of those that the user did not have, with up to `reasons` reasons each. */
  async recommend(askers: readonly Asker[], k: number, reasons: number): Promise<Served[]> {
    const served: Served[] = [];
    const known = askers.map((asker) => this.#numberOf(asker));
    const numbers = Int32Array.from(known.filter((number) => number !== null));
    const scores = numbers.length > 0 ? await this.#model.scoreAll(numbers) : new Float32Array(0);
    const { items } = this.#version.training;
    let row = 0;
    for (const [n, asker] of askers.entries()) {
      const number = known[n]!;
      const own = number === null ? await this.#folded(asker) : scores.subarray(row * items, ++row * items);
      if (!own || !saysAnything(own)) served.push(nothing());
      else served.push(this.#list(own, asker, number, k, reasons));
    }
    return served;
  }

  /** The best k items of all for one user, without those that the user had. */
  async best(asker: Asker, k: number): Promise<ScoredItems & { standing: Standing }> {
    const scores = await this.#scoresOf(asker);
    if (!scores) return { standing: 'unknown', items: new Int32Array(0), scores: new Float32Array(0) };
    const standing: Standing = this.#numberOf(asker) === null ? 'folded' : 'known';
    const own = scores.slice();
    for (const row of asker.had) {
      const item = this.#items.get(row);
      if (item !== undefined) own[item] = Number.NaN;
    }
    const lists = emptyLists(1, k);
    selectTop(own, lists, 0);
    const end = lists.items.indexOf(-1);
    const found = lists.items.subarray(0, end < 0 ? k : end);
    return {
      standing,
      items: found.map((item) => this.#version.rows.items[item]!),
      scores: lists.scores.slice(0, found.length),
    };
  }

  /** Scores of some items for one user; null where the model knows nothing of the user. */
  async score(asker: Asker, items: Int32Array): Promise<Float32Array | null> {
    const scores = await this.#scoresOf(asker);
    if (!scores) return null;
    return Float32Array.from(items, (row) => scores[this.#items.get(row) ?? -1] ?? Number.NaN);
  }

  /** The k items most like each of some; those that were not there at training have none. */
  async similar(items: Int32Array, k: number): Promise<ScoredItems | null> {
    if (!this.#model.similarItems) return null;
    const out = emptyLists(items.length, k);
    const numbers = Array.from(items, (row) => this.#items.get(row) ?? -1);
    const lists = await this.#alike(
      [...new Set(numbers)].filter((number) => number >= 0),
      k,
    );
    for (const [n, number] of numbers.entries()) {
      const alike = lists.get(number);
      if (!alike) continue;
      out.items.set(alike.items, n * k);
      out.scores.set(alike.scores, n * k);
    }
    return { items: out.items, scores: out.scores };
  }

  /** Similar items of some, each found once and kept: what is popular is in many histories. */
  async #alike(numbers: readonly number[], k: number): Promise<Map<number, ScoredItems>> {
    const lists = new Map<number, ScoredItems>();
    const missing: number[] = [];
    for (const number of numbers) {
      const kept = this.#similar.get(`${number} ${k}`);
      if (kept) lists.set(number, kept);
      else missing.push(number);
    }
    if (missing.length === 0) return lists;
    const found = await this.#model.similarItems!(Int32Array.from(missing), k);
    for (const [row, number] of missing.entries()) {
      const alike = {
        items: found.items.slice(row * k, (row + 1) * k).map((item) => this.#version.rows.items[item] ?? -1),
        scores: found.scores.slice(row * k, (row + 1) * k),
      };
      lists.set(number, alike);
      this.#similar.set(`${number} ${k}`, alike);
    }
    for (const oldest of this.#similar.keys()) {
      if (this.#similar.size <= mostSimilar) break;
      this.#similar.delete(oldest);
    }
    return lists;
  }

  /** Reasons of the scores of some items; none for items that are new and users who were folded in. */
  explain(asker: Asker, items: Int32Array, reasons: number): Reason[][] {
    const number = this.#numberOf(asker);
    return Array.from(items, (row) => {
      const item = this.#items.get(row);
      if (number === null || item === undefined) return [];
      return this.#model
        .explain(number, item)
        .slice(0, reasons)
        .map((reason) => this.#outside(reason));
    });
  }

  /** Scores of all items; null where the model knows nothing of the user. */
  async #scoresOf(asker: Asker): Promise<Float32Array | null> {
    const number = this.#numberOf(asker);
    const { items, values } = asker.history;
    const key = number === null ? `${items.join()} ${values.join()}` : `user ${number}`;
    let scores = this.#kept.get(key);
    if (scores === undefined) {
      scores = number === null ? await this.#folded(asker) : await this.#model.scoreAll(Int32Array.of(number));
      if (scores && !saysAnything(scores)) scores = null;
    }
    this.#kept.delete(key);
    this.#kept.set(key, scores);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return scores;
  }

  #outside(reason: Reason): Reason {
    const { users, items } = this.#version.rows;
    if (reason.kind === 'item') return { ...reason, id: items[reason.id]! };
    return reason.kind === 'user' ? { ...reason, id: users[reason.id]! } : reason;
  }

  /**
   * The user's number where the training knew them: those without a pair in it only where the model needs none, or
   * nothing is known of them by now either.
   */
  #numberOf({ user, history }: Asker): number | null {
    const number = this.#users.get(user);
    if (number === undefined) return null;
    const { indptr } = this.#version.training.byUser;
    const hasPairs = indptr[number + 1]! > indptr[number]!;
    return !hasPairs && this.#model.foldIn && history.items.length > 0 ? null : number;
  }

  async #folded({ history }: Asker): Promise<Float32Array | null> {
    if (!this.#model.foldIn) return null;
    const pairs = Array.from(history.items, (row, n) => ({ item: this.#items.get(row), value: history.values[n]! }))
      .filter((pair): pair is { item: number; value: number } => pair.item !== undefined)
      .sort((a, b) => a.item - b.item);
    if (pairs.length === 0) return null;
    const isOnes = this.#version.card.feedback === 'ones';
    return this.#model.foldIn({
      items: Int32Array.from(pairs, ({ item }) => item),
      values: Float32Array.from(pairs, ({ value }) => (isOnes ? 1 : value)),
    });
  }

  #list(scores: Float32Array, { had }: Asker, number: number | null, k: number, reasons: number): Served {
    const own = scores.slice();
    const leave = (item: number | undefined) => {
      if (item !== undefined) own[item] = Number.NaN;
    };
    for (const row of had) leave(this.#items.get(row));
    if (number !== null) for (const item of rowOf(this.#version.training.byUser, number)) leave(item);
    const lists = emptyLists(1, k);
    selectTop(own, lists, 0);
    const end = lists.items.indexOf(-1);
    const items = end < 0 ? lists.items : lists.items.subarray(0, end);
    const standing: Standing = number === null ? 'folded' : 'known';
    const { items: itemRows } = this.#version.rows;
    return {
      standing,
      items: items.map((item) => itemRows[item]!),
      scores: lists.scores.slice(0, items.length),
      reasons: Array.from(items, (item) =>
        number === null || reasons === 0
          ? []
          : this.#model
              .explain(number, item)
              .slice(0, reasons)
              .map((reason) => this.#outside(reason)),
      ),
    };
  }
}

function rowOf({ indptr, indices }: Csr, row: number): Int32Array {
  return indices.subarray(indptr[row]!, indptr[row + 1]!);
}

/** Scores that are all the same order nothing: the model knows nothing of the user. */
function saysAnything(scores: Float32Array): boolean {
  return scores.some((score) => score !== scores[0]);
}

function nothing(): Served {
  return { standing: 'unknown', items: new Int32Array(0), scores: new Float32Array(0), reasons: [] };
}
