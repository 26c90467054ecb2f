import type { AttributeType, Signal } from '../contract/index.ts';
import { type InteractionBatch, InteractionInserter, interactionOrder } from './catalog-interactions.ts';
import { build, type Database } from './database.ts';
import type { BatchCounts } from './incoming.ts';

export type Subject = 'user' | 'item';

/** What is kept of a user or an item: sets as lists, dates in milliseconds since 1970. */
export type AttributeValue = number | string | readonly string[];

/** A user or an item with what a file says of it; null takes away what was known. */
export interface DescribedRow {
  id: string;
  attributes: Readonly<Record<string, AttributeValue | null>>;
}

/** One interaction by the names that the outside uses; `at` in milliseconds since 1970, -1 where it is not known. */
export interface NewInteraction {
  user: string;
  item: string;
  kind: string;
  value: number;
  at: number;
}

/** A column that describes users or items. */
export interface AttributeInfo {
  subject: Subject;
  name: string;
  type: AttributeType;
}

export interface KindInfo {
  id: number;
  name: string;
  signal: Signal;
}

/** Rows a multi-row statement: larger ones are no faster, and take longer to prepare. */
const rowsAStatement = 64;
/** Interactions between two looks at the clock. */
const rowsALook = 512;
/** Interactions that go into one transaction where the caller does not cut batches: well under 50 ms. */
const batchRows = 10_000;

/**
 * Users, items, interactions and what is known of them. Every change makes the data's revision grow in its own
 * transaction, so that whoever remembers the revision knows whether what it made is still true.
 */
export class CatalogStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #interactions: InteractionInserter;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
    this.#interactions = new InteractionInserter(db);
  }

  /** Grows with every change of users, items and interactions; 0 where nothing was ever there. */
  revision(): number {
    return revisionOf(this.#db).revision;
  }

  /** Runs `work` as one transaction. */
  together<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /** Runs `work` as one transaction, or as a part of the one that runs; the revision grows where `isChange` says so. */
  #change<T>(work: () => T, isChange: (outcome: T) => boolean = () => true): T {
    return this.#db.transaction(() => {
      const outcome = work();
      if (isChange(outcome)) this.#grow();
      return outcome;
    });
  }

  /** All kinds of interactions, in the order of their first appearance. */
  kinds(): KindInfo[] {
    return this.#db.all(build.selectFrom('interaction_kind').selectAll().orderBy('id'));
  }

  /** The number of a kind, which is made where it is new; `signal` counts for new ones only. */
  kindId(name: string, signal: Signal): number {
    const known = this.#db.get(build.selectFrom('interaction_kind').select('id').where('name', '=', name));
    return (
      known?.id ?? this.#change(() => this.#db.run(build.insertInto('interaction_kind').values({ name, signal })).id)
    );
  }

  /** Says whether interactions of a kind are ratings or traces. False where there is no such kind. */
  setSignal(name: string, signal: Signal): boolean {
    const found = this.kinds().find((kind) => kind.name === name);
    if (!found) return false;
    if (found.signal !== signal) {
      this.#change(() => this.#db.run(build.updateTable('interaction_kind').set({ signal }).where('name', '=', name)));
    }
    return true;
  }

  /** What is known of users and items, in the order in which it came. */
  attributes(): AttributeInfo[] {
    return this.#db.statement('SELECT subject, name, type FROM attribute ORDER BY position').all() as AttributeInfo[];
  }

  /** Registers attributes; one that is there takes the new type. */
  setAttributes(subject: Subject, list: readonly Omit<AttributeInfo, 'subject'>[]): void {
    this.#change(
      () => {
        const known = new Map(this.attributes().map((info) => [`${info.subject} ${info.name}`, info.type]));
        let position = known.size;
        let changes = 0;
        for (const { name, type } of list) {
          if (known.get(`${subject} ${name}`) === type) continue;
          changes += 1;
          this.#db.run(
            build
              .insertInto('attribute')
              .values({ subject, name, type, position: position++ })
              .onConflict((conflict) => conflict.columns(['subject', 'name']).doUpdateSet({ type })),
          );
        }
        return changes;
      },
      (changes) => changes > 0,
    );
  }

  /**
   * The numbers of users or items in the order of `names`, as one transaction or a part of one; those that are not
   * there are made without attributes. `names` holds each name once.
   */
  idsOf(subject: Subject, names: readonly string[], importId: number | null): Int32Array {
    const ids = new Int32Array(names.length);
    const missing: number[] = [];
    const find = this.#db.statement(`SELECT id FROM ${subject} WHERE external_id = ?`).pluck();
    for (const [at, name] of names.entries()) {
      const id = find.get(name) as number | undefined;
      if (id === undefined) missing.push(at);
      else ids[at] = id;
    }
    if (missing.length === 0) return ids;
    this.#change(() => {
      let next = (this.#db.statement(`SELECT coalesce(max(id), 0) FROM ${subject}`).pluck().get() as number) + 1;
      const now = this.#clock();
      for (let from = 0; from < missing.length; from += rowsAStatement) {
        const part = missing.slice(from, from + rowsAStatement);
        const values = part.flatMap((at) => {
          ids[at] = next++;
          return [ids[at]!, names[at]!, now, importId];
        });
        this.#db
          .statement(
            `INSERT INTO ${subject} (id, external_id, arrived_at, import_id) VALUES ${list('(?, ?, ?, ?)', part.length)}`,
          )
          .run(values);
      }
    });
    return ids;
  }

  /**
   * Takes interactions in as one transaction, or as a part of the one that runs: the rows of a batch from `from` on, as
   * many as go into `limit`. A batch in the order of the table is stored ten times as fast as any other. Known ones take
   * the new value. Tells where it stopped.
   */
  insert(batch: InteractionBatch, from: number, limit: { ms: number; rows: number }): BatchCounts & { to: number } {
    return this.#change(() => {
      const total = { added: 0, updated: 0, unchanged: 0, to: from };
      const end = Math.min(batch.user.length, from + limit.rows);
      const began = performance.now();
      while (total.to < end && performance.now() - began < limit.ms) {
        const to = Math.min(end, total.to + rowsALook);
        const { added, updated, unchanged } = this.#interactions.insert(batch, total.to, to);
        total.added += added;
        total.updated += updated;
        total.unchanged += unchanged;
        total.to = to;
      }
      return total;
    }, isChange);
  }

  /**
   * Takes interactions in by their names: for what is made in memory, such as a demo. Users and items that are not
   * known are made. Batches are transactions of their own, and the event loop turns between them.
   */
  async add(
    rows: readonly NewInteraction[],
    signalOf: (kind: string) => Signal,
    importId: number | null = null,
  ): Promise<BatchCounts> {
    const total: BatchCounts = { added: 0, updated: 0, unchanged: 0 };
    for (let from = 0; from < rows.length; from += batchRows) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      const counts = this.#change(
        () => this.#addBatch(rows.slice(from, from + batchRows), signalOf, importId),
        isChange,
      );
      total.added += counts.added;
      total.updated += counts.updated;
      total.unchanged += counts.unchanged;
    }
    return total;
  }

  /** Takes back the latest interaction of a kind that a user had with an item; false where there is none. */
  takeBack(user: number, item: number, kind: string): boolean {
    return this.#change(
      () =>
        this.#db
          .statement(
            `DELETE FROM interaction WHERE (user_id, item_id, kind_id, at) IN (
               SELECT user_id, item_id, kind_id, at FROM interaction
               WHERE user_id = ? AND item_id = ? AND kind_id = (SELECT id FROM interaction_kind WHERE name = ?)
               ORDER BY at DESC LIMIT 1)`,
          )
          .run(user, item, kind).changes > 0,
      (isThere) => isThere,
    );
  }

  /**
   * Takes in what a file says of users or items, as one transaction or a part of one. What it does not speak of stays
   * as it was; a row that only an interaction had named counts as updated.
   */
  describe(subject: Subject, rows: readonly DescribedRow[], importId: number | null): BatchCounts {
    return this.#change(() => {
      const counts: BatchCounts = { added: 0, updated: 0, unchanged: 0 };
      for (const row of rows) counts[this.#describe(subject, row, importId)] += 1;
      return counts;
    }, isChange);
  }

  #describe(subject: Subject, { id, attributes }: DescribedRow, importId: number | null): keyof BatchCounts {
    const known = this.#db.statement(`SELECT attributes FROM ${subject} WHERE external_id = ?`).pluck().get(id) as
      | string
      | undefined;
    if (known === undefined) {
      this.#db
        .statement(`INSERT INTO ${subject} (external_id, attributes, arrived_at, import_id) VALUES (?, ?, ?, ?)`)
        .run(id, merged('{}', attributes), this.#clock(), importId);
      return 'added';
    }
    const now = merged(known, attributes);
    if (now === known) return 'unchanged';
    this.#db
      .statement(`UPDATE ${subject} SET attributes = ?, import_id = ? WHERE external_id = ?`)
      .run(now, importId, id);
    return 'updated';
  }

  #addBatch(rows: readonly NewInteraction[], signalOf: (kind: string) => Signal, importId: number | null): BatchCounts {
    const numbers = (subject: Subject) => {
      const names = [...new Set(rows.map((row) => row[subject]))];
      const ids = this.idsOf(subject, names, importId);
      const byName = new Map(names.map((name, at) => [name, ids[at]!]));
      return Int32Array.from(rows, (row) => byName.get(row[subject])!);
    };
    const kinds = new Map(
      [...new Set(rows.map(({ kind }) => kind))].map((kind) => [kind, this.kindId(kind, signalOf(kind))]),
    );
    const batch = {
      user: numbers('user'),
      item: numbers('item'),
      kind: Int32Array.from(rows, ({ kind }) => kinds.get(kind)!),
      at: Float64Array.from(rows, ({ at }) => at),
      value: Float64Array.from(rows, ({ value }) => value),
    };
    return this.#interactions.insert(interactionOrder(batch), 0, rows.length);
  }

  #grow(): void {
    const { revision } = revisionOf(this.#db);
    this.#db
      .statement(
        `INSERT INTO meta (key, value) VALUES ('data_revision', ?), ('data_stamp', hex(randomblob(8)))
         ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
      .run(String(revision + 1));
  }
}

/**
 * The revision of the data, and a stamp that no other state has: after a backup was restored revisions come again,
 * stamps do not.
 */
export function revisionOf(db: Database): { revision: number; stamp: string } {
  const read = db.statement('SELECT value FROM meta WHERE key = ?').pluck();
  return {
    revision: Number(read.get('data_revision') ?? 0),
    stamp: (read.get('data_stamp') as string | undefined) ?? '',
  };
}

/** `part` n times, parted by commas. */
function list(part: string, n: number): string {
  return Array.from({ length: n }, () => part).join(', ');
}

function isChange({ added, updated }: BatchCounts): boolean {
  return added + updated > 0;
}

/** Keys in order, so that the same attributes are the same text. */
function merged(known: string, attributes: DescribedRow['attributes']): string {
  const all = { ...(JSON.parse(known) as DescribedRow['attributes']), ...attributes };
  const kept = Object.entries(all).filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))));
}
