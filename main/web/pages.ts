import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { securityHeaders } from '../csp.ts';
import { findStaticFile } from '../static-files.ts';
import { HttpProblem } from './problem.ts';
import { checkSession, type Gate, hasSession, sessionCookie } from './security.ts';

/**
 * Swaps the token in the address for a session cookie and sends the browser to the clean address. A used token is
 * refused, unless the browser already has a session (a reload, or the back button).
 */
export function signIn(request: IncomingMessage, response: ServerResponse, token: string, gate: Gate): void {
  const headers: Record<string, string> = { ...securityHeaders, Location: '/', 'Cache-Control': 'no-store' };
  if (!hasSession(request, gate)) {
    const secret = gate.sessions.redeem(token);
    if (!secret) {
      const message =
        'This address was used before or is not from this start. Run steward serve again for a fresh one.';
      throw new HttpProblem('TOKEN_USED', message);
    }
    headers['Set-Cookie'] = sessionCookie(gate.port, secret);
  }
  response.writeHead(302, headers).end();
}

/** Serves a file of the built workbench to a signed-in browser. */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  root: string,
  gate: Gate,
): Promise<void> {
  checkSession(request, gate);
  const file = await findStaticFile(root, pathname);
  if (!file) throw new HttpProblem('NOT_FOUND', 'There is no such page.');
  response.writeHead(200, { ...securityHeaders, ...file.headers });
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(file.path), response, () => {});
}
