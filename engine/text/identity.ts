import { hash } from 'node:crypto';
import type { ContentFields, NewContent, NewReport, ReportFields } from '../store/incoming.ts';

/** What classifiers read: the title and a line break before the text where there is a title, else the text alone. */
export function scoredText(post: { text: string; title?: string | null }): string {
  return post.title ? `${post.title}\n${post.text}` : post.text;
}

/** The first 16 bytes of SHA-256 over the scored text: posts that read the same share scores and embeddings. */
export function textHash(post: { text: string; title?: string | null }): Uint8Array {
  return digest(scoredText(post));
}

/** Completes a post with its fingerprint (over all that is kept but its id) and the hash of its scored text. */
export function identifyContent(post: ContentFields): NewContent {
  const { text, title, author, parent, postedAt, language, url, media, kind } = post;
  return {
    ...post,
    // An array of JSON keeps fields apart: no two different posts run together to the same bytes.
    fingerprint: digest(JSON.stringify([text, title, author, parent, postedAt, language, url, media, kind])),
    textHash: textHash(post),
  };
}

/** Completes a report with the fingerprint that stands in for its id where it has none. */
export function identifyReport(report: ReportFields): NewReport {
  const { content, reporter, reason, reportedAt } = report;
  return { ...report, fingerprint: digest(JSON.stringify([content, reporter, reason, reportedAt])) };
}

function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}
