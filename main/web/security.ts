import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';
import { isSameSecret, type Sessions } from './sessions.ts';

/** What a request is checked against. */
export interface Gate {
  port: number;
  sessions: Sessions;
  apiToken: string;
}

/** Browsers send cookies of one port to every port of a host, so that the name must tell the hosts apart. */
export function cookieName(port: number): string {
  return `steward-${port}`;
}

/** The header that gives a browser its session. */
export function sessionCookie(port: number, secret: string): string {
  return `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
}

/**
 * Refuses a request that names another host: a page elsewhere may point its own name at 127.0.0.1 (DNS rebinding), but
 * cannot make the browser send our name.
 */
export function checkHost(request: IncomingMessage, port: number): void {
  const allowed = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!allowed.includes(request.headers.host?.toLowerCase() ?? '')) {
    throw new HttpProblem('BAD_HOST', 'This host serves 127.0.0.1 only.');
  }
}

/** Refuses another page's request. Programs and plain page loads send no Origin; `isRequired` refuses those too. */
export function checkOrigin(request: IncomingMessage, port: number, isRequired: boolean): void {
  const origin = request.headers.origin;
  if (origin === undefined && !isRequired) return;
  if (origin !== `http://127.0.0.1:${port}` && origin !== `http://localhost:${port}`) {
    throw new HttpProblem('BAD_ORIGIN', 'Requests from other pages are refused.');
  }
}

/** True where the request carries the cookie of a session. */
export function hasSession(request: IncomingMessage, gate: Gate): boolean {
  const prefix = `${cookieName(gate.port)}=`;
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  return cookies.some((cookie) => cookie.startsWith(prefix) && gate.sessions.isSession(cookie.slice(prefix.length)));
}

/** Refuses a page or socket request without a session. */
export function checkSession(request: IncomingMessage, gate: Gate): void {
  if (!hasSession(request, gate)) {
    throw new HttpProblem('UNAUTHORISED', 'Open the address that Steward printed when it started, token included.');
  }
}

/** Refuses a program without the API token and a page without session and origin of our own. */
export function checkApi(request: IncomingMessage, gate: Gate): void {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    checkSession(request, gate);
    checkOrigin(request, gate.port, true);
    return;
  }
  checkOrigin(request, gate.port, false);
  const token = /^Bearer (.+)$/.exec(authorization)?.[1] ?? '';
  if (!isSameSecret(token, gate.apiToken)) {
    throw new HttpProblem('UNAUTHORISED', 'The API token is wrong; it is in the file loopback-token.');
  }
}

/** Who asks, for limits: the programs that hold the API token together, or one session of a page. */
export function callerOf(request: IncomingMessage, gate: Gate): string {
  if (request.headers.authorization !== undefined) return 'api';
  const prefix = `${cookieName(gate.port)}=`;
  const cookie = (request.headers.cookie ?? '').split(';').find((part) => part.trim().startsWith(prefix));
  return `session ${cookie?.trim() ?? ''}`;
}
