import type { Verdict } from '../contract/index.ts';
import type { Database } from './database.ts';

/** A post that a person judged, with its present score under a label. */
export interface JudgedPost {
  /** Of the decision: pages go on behind it. */
  decision: number;
  content: number;
  externalId: string;
  text: string;
  title: string | null;
  language: string | null;
  kind: string | null;
  author: string | null;
  verdict: Verdict;
  policy: string | null;
  probability: number;
}

/** What people decided about scored posts: what classifiers are held against. */
export class JudgedPosts {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The next posts behind a decision, with the latest decision of a person that stands; oldest decision first. */
  page(label: string, after: number, limit: number): JudgedPost[] {
    return this.#db
      .statement(
        `SELECT d.id AS decision, c.id AS content, c.external_id AS externalId, c.text, c.title, c.language, c.kind, c.author, d.verdict, d.policy,
           s.probability
         FROM decision d
         JOIN content c ON c.id = d.content_id
         JOIN score s ON s.content_id = c.id AND s.label = ?
         WHERE d.id > ? AND d.source = 'person' AND d.undone_at IS NULL
           AND NOT EXISTS (
             SELECT 1 FROM decision l
             WHERE l.content_id = d.content_id AND l.id > d.id AND l.source = 'person' AND l.undone_at IS NULL
           )
         ORDER BY d.id LIMIT ?`,
      )
      .all(label, after, limit) as JudgedPost[];
  }
}
