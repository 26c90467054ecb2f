import { emptyLists, selectTop } from '../../evaluate/top.ts';
import type { Csr } from '../../numeric/csr.ts';
import { readModelFile } from '../files.ts';
import { placeOf } from '../histories.ts';
import { FactorModel, type UserVector } from '../models/factors/factor-model.ts';
import type { Model, Reason } from '../models/model.ts';
import { algorithms } from '../models/registry.ts';
import { algorithmOf } from '../params.ts';
import { type UnpackedVersion, unpackVersion } from '../version-file.ts';
import { FactorIndexes, type IndexPlace } from './factor-indexes.ts';
import type { Asker, Best, ItemFactors, ScoredItems, Served, Standing } from './requests.ts';
import { SimilarItems } from './similar-items.ts';

/** Users whose scores are kept: a feed asks for one user's several times. */
const mostKept = 8;
/** Users whose vectors are kept, for the same reason. */
const mostVectors = 256;

/** A version that was loaded, and answers; the work of a serving thread. Outside numbers are the workspace's own. */
export class Server {
  readonly attributes: readonly string[];
  readonly #version: UnpackedVersion;
  readonly #model: Model;
  /** Scores of all items by asker, the one that was asked last at the end. */
  readonly #kept = new Map<string, Float32Array | null>();
  readonly #vectors = new Map<string, UserVector | null>();
  readonly #similar: SimilarItems;
  #started: Promise<void> | undefined;
  #finding: Promise<void> | undefined;
  /** Where the model has vectors. */
  readonly #factors: { model: FactorModel; indexes: FactorIndexes } | null;

  /** Loads a version from its file; indexes over its items are kept in a folder. BAD_FILE where it is damaged. */
  static async load(file: string, place: IndexPlace): Promise<Server> {
    return new Server(unpackVersion(await readModelFile(file)), place);
  }

  constructor(version: UnpackedVersion, place: IndexPlace) {
    const { card, sections, training } = version;
    this.#version = version;
    this.#model = algorithmOf(algorithms, card.algorithm).restore(card.params, sections, training);
    this.attributes = card.itemAttributes ?? [];
    const model = this.#model;
    this.#factors = model instanceof FactorModel ? { model, indexes: new FactorIndexes(model, place) } : null;
    this.#similar = new SimilarItems(model, version, this.#factors?.indexes ?? null);
  }

  /** The items' factors, where the model has some and they lie in shared memory: then nobody need ask for scores. */
  get factors(): ItemFactors | null {
    if (!this.#factors) return null;
    const { factors, items, itemBias } = this.#factors.model.learned;
    if (!(items.buffer instanceof SharedArrayBuffer)) return null;
    return { factors, items, ...(itemBias && { itemBias }), rows: this.#version.rows.items };
  }

  /**
   * Makes the indexes over the items, where the model has vectors; resolves when they are there. The lists of what is like
   * the most popular items are made from then on, between other questions.
   */
  async makeIndexes(): Promise<void> {
    await this.#start();
  }

  #start(): Promise<void> {
    this.#started ??= this.#factors ? this.#factors.indexes.start() : Promise.resolve();
    this.#finding ??= this.#started.then(() => this.#similar.findBefore());
    return this.#started;
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

  /** The best k items of all for one user, without those that the user had: by the index, where there is one. */
  async best(asker: Asker, k: number): Promise<Best> {
    const standing: Standing = this.#numberOf(asker) === null ? 'folded' : 'known';
    const { items: itemRows } = this.#version.rows;
    const had = asker.had.map((row) => this.#itemOf(row)).filter((item) => item >= 0);
    if (this.#factors) {
      const { indexes } = this.#factors;
      const vector = this.#vectorOf(asker);
      if (!vector) return unknown();
      void this.#start();
      const found = await indexes.best(vector, k, new Set(had));
      if (found) {
        const items = found.items.map((item) => itemRows[item]!);
        return { standing, items, scores: found.scores, note: found.note, vector };
      }
    }
    const scores = await this.#scoresOf(asker);
    if (!scores) return unknown();
    const own = scores.slice();
    for (const item of had) own[item] = Number.NaN;
    const lists = emptyLists(1, k);
    selectTop(own, lists, 0);
    const end = lists.items.indexOf(-1);
    const found = lists.items.subarray(0, end < 0 ? k : end);
    return {
      standing,
      items: found.map((item) => itemRows[item]!),
      scores: lists.scores.slice(0, found.length),
      note: this.#factors ? `All items were scored: ${this.#factors.indexes.missing}` : 'All items were scored.',
      vector: this.#factors && this.#vectorOf(asker),
    };
  }

  /** Scores of some items for one user; null where the model knows nothing of the user. */
  async score(asker: Asker, items: Int32Array): Promise<Float32Array | null> {
    const numbers = items.map((row) => this.#itemOf(row));
    if (this.#factors) {
      const vector = this.#vectorOf(asker);
      return vector && this.#factors.model.scoreSome(vector, numbers);
    }
    const scores = await this.#scoresOf(asker);
    return scores && Float32Array.from(numbers, (number) => scores[number] ?? Number.NaN);
  }

  /**
   * The k items most like each of some; those that were not there at training have none. Null where the model knows no
   * such thing, or has no index yet that would find them in time.
   */
  async similar(items: Int32Array, k: number): Promise<ScoredItems | null> {
    void this.#start();
    return this.#similar.of(
      items.map((row) => this.#itemOf(row)),
      k,
    );
  }

  /** Reasons of the scores of some items; none for items that are new and users who were folded in. */
  explain(asker: Asker, items: Int32Array, reasons: number): Reason[][] {
    const number = this.#numberOf(asker);
    return Array.from(items, (row) => {
      const item = this.#itemOf(row);
      if (number === null || item < 0) return [];
      return this.#model
        .explain(number, item)
        .slice(0, reasons)
        .map((reason) => this.#outside(reason));
    });
  }

  /** Scores of all items; null where the model knows nothing of the user. */
  async #scoresOf(asker: Asker): Promise<Float32Array | null> {
    const number = this.#numberOf(asker);
    const key = number === null ? keyOf(asker) : `user ${number}`;
    let scores = this.#kept.get(key);
    if (scores === undefined) {
      scores = number === null ? await this.#folded(asker) : await this.#model.scoreAll(Int32Array.of(number));
      if (scores && !saysAnything(scores)) scores = null;
    }
    remember(this.#kept, key, scores, mostKept);
    return scores;
  }

  /** The asker as a vector of the factor model; null where it knows nothing of them. */
  #vectorOf(asker: Asker): UserVector | null {
    const { model } = this.#factors!;
    const number = this.#numberOf(asker);
    if (number !== null) return model.userVector(number);
    const key = keyOf(asker);
    const kept = this.#vectors.get(key);
    const pairs = kept === undefined ? this.#pairsOf(asker) : null;
    const vector = kept === undefined ? pairs && model.foldInVector(pairs) : kept;
    remember(this.#vectors, key, vector, mostVectors);
    return vector;
  }

  /** The model's number of an item; -1 for one that was not there at training. */
  #itemOf(row: number): number {
    return placeOf(this.#version.rows.items, row);
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
    const number = placeOf(this.#version.rows.users, user);
    if (number < 0) return null;
    const { indptr } = this.#version.training.byUser;
    const hasPairs = indptr[number + 1]! > indptr[number]!;
    return !hasPairs && this.#model.foldIn && history.items.length > 0 ? null : number;
  }

  async #folded(asker: Asker): Promise<Float32Array | null> {
    const pairs = this.#model.foldIn ? this.#pairsOf(asker) : null;
    return pairs && this.#model.foldIn!(pairs);
  }

  /** The history by the model's numbers; null where it knows none of its items. */
  #pairsOf({ history }: Asker): { items: Int32Array; values: Float32Array } | null {
    const pairs = Array.from(history.items, (row, n) => ({ item: this.#itemOf(row), value: history.values[n]! }))
      .filter(({ item }) => item >= 0)
      .sort((a, b) => a.item - b.item);
    if (pairs.length === 0) return null;
    const isOnes = this.#version.card.feedback === 'ones';
    return {
      items: Int32Array.from(pairs, ({ item }) => item),
      values: Float32Array.from(pairs, ({ value }) => (isOnes ? 1 : value)),
    };
  }

  #list(scores: Float32Array, { had }: Asker, number: number | null, k: number, reasons: number): Served {
    const own = scores.slice();
    for (const row of had) {
      const item = this.#itemOf(row);
      if (item >= 0) own[item] = Number.NaN;
    }
    if (number !== null) for (const item of rowOf(this.#version.training.byUser, number)) own[item] = Number.NaN;
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

/** Puts an entry at the end, and lets go of the first ones beyond so many. */
function remember<Value>(kept: Map<string, Value>, key: string, value: Value, most: number): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}

/** Names somebody who is folded in. */
function keyOf({ history }: Asker): string {
  return `${history.items.join()} ${history.values.join()}`;
}

function unknown(): Best {
  return { standing: 'unknown', items: new Int32Array(0), scores: new Float32Array(0), note: '', vector: null };
}

function nothing(): Served {
  return { standing: 'unknown', items: new Int32Array(0), scores: new Float32Array(0), reasons: [] };
}
