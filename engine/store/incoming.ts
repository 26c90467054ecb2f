/** What is kept of a post as it comes in. `externalId` is null where it has no id of its own. */
export interface ContentFields {
  externalId: string | null;
  text: string;
  title: string | null;
  author: string | null;
  parent: string | null;
  postedAt: number | null;
  language: string | null;
  url: string | null;
  media: string[];
  kind: string | null;
}

/** A post with its identity; `engine/text/identity.ts` makes it. */
export interface NewContent extends ContentFields {
  fingerprint: Uint8Array;
  textHash: Uint8Array;
}

/** What is kept of a user report. `content` is the reported post's own id. */
export interface ReportFields {
  externalId: string | null;
  content: string;
  reporter: string | null;
  reason: string;
  reportedAt: number | null;
}

/** A report with its identity; `engine/text/identity.ts` makes it. */
export interface NewReport extends ReportFields {
  fingerprint: Uint8Array;
}

/** What became of a batch. */
export interface BatchCounts {
  added: number;
  updated: number;
  unchanged: number;
}

/**
 * The id of the nth row of a file that has no id of its own and reads exactly like n - 1 rows before it: the same file
 * gives the same ids again, and twins are all kept.
 */
export function derivedId(fingerprint: Uint8Array, n: number): string {
  return `h:${Buffer.from(fingerprint.buffer, fingerprint.byteOffset, fingerprint.byteLength).toString('hex')}:${n}`;
}
