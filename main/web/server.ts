import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../engine/options.ts';
import type { EngineClient } from '../engine-client.ts';
import type { EngineState } from '../engine-supervisor.ts';
import { openApi } from './openapi.ts';
import { servePage, signIn } from './pages.ts';
import { answerJson, HttpProblem, problemBody } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import { getFeed, postIntake, postReports } from './routes.ts';
import { callerOf, checkApi, checkHost, checkOrigin, checkSession, type Gate } from './security.ts';

/** What the routes need of the rest of the host. */
export interface ServerParts {
  gate: Gate;
  rendererRoot: string;
  engineState(): EngineState;
  engineClient(): EngineClient | null;
  /** How often each caller may ask for a feed. */
  feedLimit: RateLimit;
  log: Log;
}

/** Binds a server to 127.0.0.1, nothing wider; 0 takes any free port. */
export async function listen(port: number): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Answers one request. Every refusal is JSON with a code; a defect is logged and answered without its details. */
export async function handle(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  try {
    await route(request, response, parts);
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (!(error instanceof HttpProblem)) parts.log('error', 'A request failed.', { error: String(error) });
    const problem = error instanceof HttpProblem ? error : new HttpProblem('INTERNAL', 'The request failed.');
    // What is left of a refused body is not read: the connection ends with the answer.
    const headers = request.complete ? {} : { Connection: 'close' };
    const allow = problem.code === 'METHOD_NOT_ALLOWED' ? { Allow: String(problem.detail.allow) } : {};
    const retry = problem.code === 'TOO_MANY' ? { 'Retry-After': String(problem.detail.retryAfter) } : {};
    const body = problemBody(problem.code, problem.message, problem.detail);
    answerJson(response, problem.status, body, { ...headers, ...allow, ...retry });
  }
}

async function route(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const { gate } = parts;
  checkHost(request, gate.port);
  const url = parseTarget(request);
  if (url.pathname === '/intake' || url.pathname === '/reports') {
    demandMethod(request, ['POST']);
    checkApi(request, gate);
    const post = url.pathname === '/intake' ? postIntake : postReports;
    return post(request, response, parts.engineClient());
  }
  if (url.pathname === '/v1/feed') {
    // Not HEAD: asking for a feed logs that it was shown.
    demandMethod(request, ['GET']);
    checkApi(request, gate);
    parts.feedLimit.take(callerOf(request, gate));
    return getFeed(url.searchParams, response, parts.engineClient());
  }
  if (url.pathname === '/v1/openapi.json') {
    demandMethod(request, ['GET', 'HEAD']);
    checkApi(request, gate);
    return answerJson(response, 200, JSON.stringify(openApi()));
  }
  demandMethod(request, ['GET', 'HEAD']);
  checkOrigin(request, gate.port, false);
  const token = url.searchParams.get('token');
  if (url.pathname === '/' && token !== null) return signIn(request, response, token, gate);
  if (url.pathname === '/status') {
    checkSession(request, gate);
    return answerJson(response, 200, JSON.stringify({ engine: parts.engineState() }));
  }
  return servePage(request, response, url.pathname, parts.rendererRoot, gate);
}

function demandMethod(request: IncomingMessage, allowed: string[]): void {
  if (!allowed.includes(request.method ?? '')) {
    const allow = allowed.join(', ');
    throw new HttpProblem('METHOD_NOT_ALLOWED', `Only ${allow} is allowed here.`, { allow });
  }
}

/** The path as it was sent: the URL class would fold '..' away before the static files could refuse it. */
function parseTarget(request: IncomingMessage): { pathname: string; searchParams: URLSearchParams } {
  const [pathname = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return { pathname, searchParams: new URLSearchParams(query) };
}
