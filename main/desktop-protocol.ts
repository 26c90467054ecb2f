import { readFile } from 'node:fs/promises';
import { securityHeaders } from './csp.ts';
import type { ElectronLike } from './desktop-electron.ts';
import { appScheme, isAppAddress } from './navigation.ts';
import { findStaticFile } from './static-files.ts';

/** Makes app:// a scheme like https: an origin, a content policy, fetch. Must run before Electron is ready. */
export function registerScheme(electron: ElectronLike): void {
  electron.protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built workbench at app://steward/, by the rules and with the headers of the loopback host. */
export function serveWorkbench(electron: ElectronLike, rendererRoot: string): void {
  electron.protocol.handle(appScheme, (request) => answerPage(request, rendererRoot));
}

/** One answer of the app:// protocol: a file for GET, refusals for everything else. */
export async function answerPage(request: Request, rendererRoot: string): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: securityHeaders });
  if (!isAppAddress(request.url)) return new Response(null, { status: 404, headers: securityHeaders });
  const file = await findStaticFile(rendererRoot, new URL(request.url).pathname);
  if (!file) return new Response(null, { status: 404, headers: securityHeaders });
  const body = await readFile(file.path);
  return new Response(new Uint8Array(body), { headers: { ...securityHeaders, ...file.headers } });
}
