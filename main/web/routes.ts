import type { IncomingMessage, ServerResponse } from 'node:http';
import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { type ErrorCode, errorCodes, report, servedFeed, upload } from '../../engine/contract/index.ts';
import type { EngineClient } from '../engine-client.ts';
import { parseRows, readJson } from './body.ts';
import { answerJson, HttpProblem, problemBody } from './problem.ts';

/** How long a program waits for the engine before it is told to try again. */
const callLimit = 30_000;

/** The engine's errors as HTTP statuses; those that are not named are conflicts with the state of the workspace. */
export const engineStatus: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_INPUT: 400,
  BAD_FILE: 400,
  NOT_FOUND: 404,
  INTERNAL: 500,
  CANCELLED: 503,
  NO_MODELS: 503,
};

/** `POST /intake`: takes uploads that arrive one by one, or a list of them, into the workspace. */
export async function postIntake(request: IncomingMessage, response: ServerResponse, engine: EngineClient | null) {
  const body = await readJson(request);
  const rows = parseRows(upload, body);
  await takeRows(rows, Array.isArray(body), response, engine, (client, row, options) =>
    client.content.intake(row, options),
  );
}

/** `POST /reports`: takes user reports, one or a list. */
export async function postReports(request: IncomingMessage, response: ServerResponse, engine: EngineClient | null) {
  const body = await readJson(request);
  const rows = parseRows(report, body);
  await takeRows(rows, Array.isArray(body), response, engine, (client, row, options) =>
    client.content.report(row, options),
  );
}

/** Rows go in order, since a later one may replace an earlier one; after a failure the whole list may be sent again. */
async function takeRows<T>(
  rows: T[],
  isList: boolean,
  response: ServerResponse,
  engine: EngineClient | null,
  take: (client: EngineClient, row: T, options: { signal: AbortSignal }) => Promise<object>,
): Promise<void> {
  if (!engine) throw unavailable();
  const signal = AbortSignal.timeout(callLimit);
  const results: object[] = [];
  try {
    for (const row of rows) results.push(await take(engine, row, { signal }));
  } catch (error) {
    const known = engineError(error);
    if (!known) throw unavailable();
    const detail = { advice: known.advice, taken: results.length };
    answerJson(response, known.status, problemBody(known.code, known.message, detail));
    return;
  }
  answerJson(response, 200, JSON.stringify(isList ? { results } : results[0]));
}

/** The parameters of `GET /v1/feed`: those of the operation, read from text; others are refused. */
export const feedQuery = z.strictObject({
  ...servedFeed.shape,
  k: z.preprocess((text) => (text === undefined ? text : Number(text)), servedFeed.shape.k),
  explain: z.preprocess((text) => (text === 'true' ? true : text === 'false' ? false : text), servedFeed.shape.explain),
});

/** `GET /v1/feed?user=..&k=..&config=..`: a feed that is shown to a user, so that its impressions are logged. */
export async function getFeed(search: URLSearchParams, response: ServerResponse, engine: EngineClient | null) {
  const [query] = parseRows(feedQuery, Object.fromEntries(search));
  if (!engine) throw unavailable();
  try {
    const feed = await engine.feeds.serve(query!, { signal: AbortSignal.timeout(callLimit) });
    answerJson(response, 200, JSON.stringify(feed));
  } catch (error) {
    const known = engineError(error);
    if (!known) throw unavailable();
    answerJson(response, known.status, problemBody(known.code, known.message, { advice: known.advice }));
  }
}

/** The refusal while the engine is being started again. */
export function unavailable(): HttpProblem {
  return new HttpProblem('ENGINE_UNAVAILABLE', 'The engine is being started; try again in a moment.');
}

function engineError(error: unknown): { status: number; code: string; message: string; advice: string } | null {
  if (!(error instanceof ORPCError)) return null;
  const code = errorCodes.find((known) => known === error.code) ?? 'INTERNAL';
  const data: unknown = error.data;
  const hasAdvice = typeof data === 'object' && data !== null && 'advice' in data && typeof data.advice === 'string';
  const advice = hasAdvice ? String(data.advice) : '';
  return { status: engineStatus[code] ?? 409, code, message: error.message, advice };
}
