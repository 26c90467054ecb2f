import { emptyLists } from '../../evaluate/top.ts';
import { TopK } from '../../numeric/topk.ts';
import { mostAlike } from '../candidates/sources/people.ts';
import type { Model } from '../models/model.ts';
import type { UnpackedVersion } from '../version-file.ts';
import type { FactorIndexes } from './factor-indexes.ts';
import { KeptLists } from './kept-lists.ts';
import type { ScoredItems } from './requests.ts';

/** Items whose similar ones are kept: some tens of megabytes. */
const mostKept = 65_536;
/** Items whose similar ones are found before anybody asks: of a million those that half of all interactions are with. */
const foundBefore = 50_000;
/** As many of them at once as take a millisecond or two. */
const foundAtOnce = 8;
/** Items up to which all are compared with some where no index is there: more would take too long for a feed. */
const mostCompared = 200_000;

/** What a version finds items to be like, each list found once and kept: what is popular is in many histories. */
export class SimilarItems {
  readonly #model: Model;
  readonly #version: UnpackedVersion;
  readonly #indexes: FactorIndexes | null;
  readonly #kept: KeptLists;

  /** `indexes` are those of a model with vectors. */
  constructor(model: Model, version: UnpackedVersion, indexes: FactorIndexes | null) {
    this.#model = model;
    this.#version = version;
    this.#indexes = indexes;
    const { items } = version.training;
    // One place at least is for those that nobody thought of before.
    const most = Math.min(mostKept, items + 1);
    this.#kept = new KeptLists({ most, length: mostAlike, stays: Math.min(foundBefore, items) });
  }

  /** Finds the lists of the most popular items, some at a time between other work; of a few items all are found in no time. */
  async findBefore(): Promise<void> {
    const { items, byItem } = this.#version.training;
    if (!this.#indexes || items <= mostCompared) return;
    const top = new TopK(foundBefore);
    for (let item = 0; item < items; item++) top.offer(item, byItem.indptr[item + 1]! - byItem.indptr[item]!);
    const popular = new Int32Array(top.size);
    top.drain(popular, new Float32Array(top.size));
    for (let from = 0; from < popular.length; from += foundAtOnce) {
      await this.#find(popular.subarray(from, from + foundAtOnce), mostAlike);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * The k items most like each of some: rows of k of the workspace's own numbers, -1 in places without one. Items are
   * asked for by the model's numbers; one that is negative has none. Null where there is no index yet that would find
   * them in time, or the model knows no such thing.
   */
  async of(items: Int32Array, k: number): Promise<ScoredItems | null> {
    if (!this.#model.similarItems) return null;
    const { items: out, scores } = emptyLists(items.length, k);
    const copy = (row: number, list: ScoredItems) => {
      out.set(list.items.subarray(0, k), row * k);
      scores.set(list.scores.subarray(0, k), row * k);
    };
    const missing = new Map<number, number[]>();
    items.forEach((item, row) => {
      if (item < 0) return;
      const kept = k <= this.#kept.length ? this.#kept.get(item) : undefined;
      if (kept) copy(row, kept);
      else missing.set(item, [...(missing.get(item) ?? []), row]);
    });
    if (missing.size > 0) {
      const wanted = Int32Array.from(missing.keys());
      const found = await this.#find(wanted, Math.max(k, mostAlike));
      if (!found) return null;
      wanted.forEach((item, n) => {
        for (const row of missing.get(item)!) copy(row, found[n]!);
      });
    }
    return { items: out, scores };
  }

  /** Lists of items, which are kept where they are of the length for it. */
  async #find(items: Int32Array, k: number): Promise<ScoredItems[] | null> {
    const byIndex = (await this.#indexes?.similar(items, k)) ?? null;
    if (!byIndex && this.#indexes && this.#version.training.items > mostCompared) return null;
    const { rows } = this.#version;
    const found = byIndex ?? (await this.#model.similarItems!(items, k));
    return Array.from(items, (item, n) => {
      const list = {
        items: found.items.subarray(n * k, (n + 1) * k).map((one) => rows.items[one] ?? -1),
        scores: found.scores.subarray(n * k, (n + 1) * k),
      };
      if (k === this.#kept.length) this.#kept.put(item, list);
      return list;
    });
  }
}
