import type { DescribedRow } from '../../store/catalog.ts';
import type { Store } from '../../store/store.ts';
import type { History } from './behaviour.ts';
import { kinds } from './plan.ts';
import { type DemoSettings, mostPerUser } from './settings.ts';

/** Rows that are collected before they are written. */
const interactionsAtOnce = 5000;
const usersAtOnce = 500;
/** A transaction of interactions ends after so many milliseconds. */
const transactionMs = 15;

/** Collects users and what they did, and writes them together in the order in which the table lies on disk. */
export class WriteBuffer {
  readonly #catalog: Store['catalog'];
  readonly #items: Int32Array;
  readonly #kinds: Int32Array;
  readonly #batch: { user: Int32Array; item: Int32Array; kind: Int32Array; at: Float64Array; value: Float64Array };
  #users: DescribedRow[] = [];
  /** How many interactions each of the users has. */
  #lengths: number[] = [];
  #length = 0;

  /** `items` are the workspace's numbers of the items. */
  constructor({ catalog }: Pick<Store, 'catalog'>, items: Int32Array, settings: DemoSettings) {
    this.#catalog = catalog;
    this.#items = items;
    this.#kinds = Int32Array.from(kinds, ({ name, signal }) => catalog.kindId(name, signal));
    const most = interactionsAtOnce + mostPerUser(settings);
    this.#batch = {
      user: new Int32Array(most),
      item: new Int32Array(most),
      kind: new Int32Array(most),
      at: new Float64Array(most),
      value: new Float64Array(most),
    };
  }

  /** True when it is time to flush; `add` has room for one more user until then. */
  get isFull(): boolean {
    return this.#length >= interactionsAtOnce || this.#users.length >= usersAtOnce;
  }

  add(user: DescribedRow, { length, item, kind, at, value }: History): void {
    const { item: items, kind: kindIds, at: times, value: values } = this.#batch;
    for (let n = 0, to = this.#length; n < length; n++, to++) {
      items[to] = this.#items[item[n]!]!;
      kindIds[to] = this.#kinds[kind[n]!]!;
      times[to] = at[n]!;
      values[to] = value[n]!;
    }
    this.#users.push(user);
    this.#lengths.push(length);
    this.#length += length;
  }

  /** Writes what was collected: a transaction for the users, short ones for the interactions, a breath between. */
  async flush(breathe: () => Promise<void>): Promise<void> {
    if (this.#users.length === 0) return;
    this.#catalog.describe('user', this.#users, null);
    const ids = this.#catalog.idsOf(
      'user',
      this.#users.map(({ id }) => id),
      null,
    );
    let at = 0;
    for (const [n, length] of this.#lengths.entries()) {
      this.#batch.user.fill(ids[n]!, at, at + length);
      at += length;
    }
    for (let from = 0; from < at; ) {
      from = this.#catalog.insert(this.#batch, from, { ms: transactionMs, rows: at - from }).to;
      await breathe();
    }
    this.#users = [];
    this.#lengths = [];
    this.#length = 0;
  }
}
