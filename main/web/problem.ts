import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { errorData } from '../../engine/contract/base.ts';
import { securityHeaders } from '../csp.ts';

/** Every refusal of the loopback host that is not an engine's error: a stable code and its HTTP status. */
export const problemStatus = {
  BAD_INPUT: 400,
  UNAUTHORISED: 401,
  BAD_HOST: 403,
  BAD_ORIGIN: 403,
  TOKEN_USED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TOO_LARGE: 413,
  UNSUPPORTED_TYPE: 415,
  TOO_MANY: 429,
  INTERNAL: 500,
  ENGINE_UNAVAILABLE: 503,
} as const;
export type ProblemCode = keyof typeof problemStatus;

/** Thrown anywhere while a request is handled; becomes a JSON answer with the status. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'HttpProblem';
    this.status = problemStatus[code];
    this.code = code;
    this.detail = detail;
  }
}

/** The body of every refusal, as its readers know it. */
export const problem = z.object({
  error: z.object({
    code: z.string().describe('Stable; the one field to branch on.'),
    message: z.string().describe('What happened, a sentence for people.'),
    advice: z.string().optional().describe('What to do.'),
    place: errorData.shape.place
      .extend({ row: z.number().int() })
      .partial()
      .optional()
      .describe('Which parameter or field is wrong.'),
    retryAfter: z.number().int().optional().describe('Seconds to wait, as in Retry-After.'),
    allow: z.string().optional().describe('The methods that are allowed.'),
  }),
});

/** The body of a refusal. */
export function problemBody(code: string, message: string, detail: object = {}): string {
  return JSON.stringify({ error: { code, message, ...detail } });
}

/** Answers with JSON and every security header. Nothing that an engine said is kept in a cache. */
export function answerJson(response: ServerResponse, status: number, body: string, headers: object = {}): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
