import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { HttpProblem } from './problem.ts';

/** The largest body that /intake and /reports take. */
export const bodyLimit = 1024 * 1024;

/** The most uploads or reports in one request. */
export const rowLimit = 1000;

/** Reads a JSON body: the type must be said, and no more than the limit is kept in memory whatever is sent. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new HttpProblem('UNSUPPORTED_TYPE', 'The body must be JSON: send Content-Type: application/json.');
  }
  const tooLarge = new HttpProblem('TOO_LARGE', `The body may hold at most ${bodyLimit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyLimit) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpProblem('BAD_INPUT', 'The body is not JSON.');
  }
}

/** One row or a list of them as the schema wants them; the first wrong one is named, never quoted. */
export function parseRows<T>(schema: z.ZodType<T>, body: unknown): T[] {
  const rows = Array.isArray(body) ? body : [body];
  if (rows.length > rowLimit) {
    throw new HttpProblem('BAD_INPUT', `At most ${rowLimit} rows go into one request.`);
  }
  return rows.map((row, index) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const place = { row: index, field: issue?.path.join('.') ?? '' };
    throw new HttpProblem('BAD_INPUT', issue?.message ?? 'The row is not as it should be.', { place });
  });
}
