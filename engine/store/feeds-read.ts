import type { Signal } from '../contract/index.ts';
import type { AttributeValue, Subject } from './catalog.ts';
import type { Database } from './database.ts';

/** What moderation decided of an item that it did not leave alone. */
export interface Effect {
  effect: 'remove' | 'reduce' | 'inform';
  /** The policy's name and notice, where the decision named one. */
  policy: string | null;
  notice: string | null;
  source: 'person' | 'automatic' | null;
}

/** One interaction of a user by the numbers of the workspace; `at` is -1 where it is not known. */
export interface PastEvent {
  item: number;
  kind: string;
  signal: Signal;
  at: number;
  value: number;
}

/** What a feed needs to know of an item before anything is shown, under the names that this workspace has for it. */
export interface ItemFacts {
  id: number;
  publisher: string | null;
  /** A text, or JSON of a list. */
  topic: string | null;
  published: number | null;
}

/** What is shown of an item. */
export interface ItemCard {
  id: number;
  attributes: Readonly<Record<string, AttributeValue>>;
  /** The post of the same id, where there is one. */
  post: { title: string | null; author: string | null; postedAt: number | null; media: string[] } | null;
}

/** What feeds read of users, items and moderation. Every look-up goes through an index. */
export class FeedReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The number of a user or item by its id, or undefined. */
  number(subject: Subject, id: string): number | undefined {
    return this.#db.statement(`SELECT id FROM ${subject} WHERE external_id = ?`).pluck().get(id) as number | undefined;
  }

  /** What a user did before a moment (all by default), oldest first; what has no time comes first. */
  history(user: number, before?: number): PastEvent[] {
    return this.#db
      .statement(
        `SELECT item_id AS item, name AS kind, signal, at, value FROM interaction
         JOIN interaction_kind ON interaction_kind.id = kind_id
         WHERE user_id = ? AND at < ? ORDER BY at, item_id`,
      )
      .all(user, before ?? Number.MAX_SAFE_INTEGER) as PastEvent[];
  }

  /** What moderation decided of items, as it stands at this moment; those that it left alone are not in it. */
  effects(ids: readonly string[]): Map<string, Effect> {
    const rows = this.#db
      .statement(
        `SELECT external_id AS id, content.effect, decision.source, policy.name AS policy, policy.notice
         FROM json_each(?) AS wanted CROSS JOIN content ON content.external_id = wanted.value
         LEFT JOIN decision ON decision.id = content.effect_decision LEFT JOIN policy ON policy.id = decision.policy
         WHERE content.effect <> 'none'`,
      )
      .all(JSON.stringify(ids)) as (Effect & { id: string })[];
    return new Map(rows.map(({ id, ...effect }) => [id, effect]));
  }

  /** A page of all that moderation did not leave alone: at most `limit` posts of one effect whose numbers follow `after`. */
  effectsFrom(effect: Effect['effect'], after: number, limit: number): { post: number; id: string; effect: Effect }[] {
    const rows = this.#db
      .statement(
        `SELECT content.id AS post, external_id AS id, content.effect, decision.source, policy.name AS policy, policy.notice
         FROM content INDEXED BY content_effect
         LEFT JOIN decision ON decision.id = content.effect_decision LEFT JOIN policy ON policy.id = decision.policy
         WHERE content.effect = ? AND content.effect <> 'none' AND content.id > ? ORDER BY content.id LIMIT ?`,
      )
      .all(effect, after, limit) as (Effect & { post: number; id: string })[];
    return rows.map(({ post, id, ...own }) => ({ post, id, effect: own }));
  }

  /**
   * What moderation did after a row of the audit log: the posts that it decided about, and whether policies changed.
   * `last` is the newest row of the log, `moderation` the newest of moderation after `since`, where there is one.
   */
  decidedSince(since: number): { last: number; moderation: number | null; posts: string[]; policies: boolean } {
    const last = (this.#db.statement('SELECT max(id) FROM audit').pluck().get() as number | null) ?? 0;
    if (last === since) return { last, moderation: null, posts: [], policies: false };
    const rows = this.#db
      .statement(
        `SELECT id, action, subject FROM audit
         WHERE id > ? AND (action GLOB 'decision.*' OR action = 'policy.change') ORDER BY id`,
      )
      .all(since) as { id: number; action: string; subject: string }[];
    const decided = rows.filter(({ action }) => action !== 'policy.change');
    return {
      last,
      moderation: rows.at(-1)?.id ?? null,
      posts: [...new Set(decided.map(({ subject }) => subject.replace(/^post:/, '')))],
      policies: decided.length < rows.length,
    };
  }

  /** The newest row of the audit log, and the newest of moderation: a decision, an undo or a change of policies; 0 for none. */
  moderation(): { last: number; moderation: number } {
    const last = (this.#db.statement('SELECT max(id) FROM audit').pluck().get() as number | null) ?? 0;
    const moderation = this.#db
      .statement(
        "SELECT id FROM audit WHERE action GLOB 'decision.*' OR action = 'policy.change' ORDER BY id DESC LIMIT 1",
      )
      .pluck()
      .get() as number | undefined;
    return { last, moderation: moderation ?? 0 };
  }

  /** Facts of the `limit` items whose numbers follow `after`; null names are not there. */
  facts(
    after: number,
    limit: number,
    names: Readonly<Record<'publisher' | 'topic' | 'published', string | null>>,
  ): ItemFacts[] {
    const path = (name: string | null) => (name === null ? '$.""' : `$.${JSON.stringify(name)}`);
    return this.#db
      .statement(
        `SELECT id, attributes ->> ? AS publisher, attributes ->> ? AS topic, attributes ->> ? AS published
         FROM item WHERE id > ? ORDER BY id LIMIT ?`,
      )
      .all(path(names.publisher), path(names.topic), path(names.published), after, limit) as ItemFacts[];
  }

  /** What is shown of items, by their numbers. */
  cards(items: readonly number[]): Map<number, ItemCard> {
    const rows = this.#db
      .statement(
        `SELECT item.id, attributes, content.id AS post, title, author, posted_at AS postedAt, media
         FROM json_each(?) AS wanted CROSS JOIN item ON item.id = wanted.value
         LEFT JOIN content ON content.external_id = item.external_id`,
      )
      .all(JSON.stringify(items)) as {
      id: number;
      attributes: string;
      post: number | null;
      title: string | null;
      author: string | null;
      postedAt: number | null;
      media: string | null;
    }[];
    return new Map(
      rows.map(({ id, attributes, post, title, author, postedAt, media }) => [
        id,
        {
          id,
          attributes: JSON.parse(attributes) as ItemCard['attributes'],
          post: post === null ? null : { title, author, postedAt, media: media ? (JSON.parse(media) as string[]) : [] },
        },
      ]),
    );
  }
}
