import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { EngineClient } from '../../main/engine-client.ts';
import { enginePaths, repositoryRoot } from '../../main/paths.ts';
import { type LoopbackHost, type LoopbackOptions, startLoopbackHost } from '../../main/web/host.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** The code in the JSON of a refusal. */
  code: string | undefined;
}

/** A loopback host over the stand-in engine, with a small built workbench in a folder of its own. */
export class LoopbackKit {
  readonly host: LoopbackHost;
  readonly folder: string;

  private constructor(host: LoopbackHost, folder: string) {
    this.host = host;
    this.folder = folder;
  }

  static async start(options: Partial<LoopbackOptions> = {}): Promise<LoopbackKit> {
    const folder = await mkdtemp(join(tmpdir(), 'steward-loopback-'));
    const rendererRoot = join(folder, 'renderer');
    await mkdir(join(rendererRoot, 'assets'), { recursive: true });
    await writeFile(join(rendererRoot, 'index.html'), '<!doctype html><title>Steward</title>');
    await writeFile(join(rendererRoot, 'assets', 'app-1a2b.js'), 'export {};');
    await writeFile(join(folder, 'secret.txt'), 'outside');
    const host = await startLoopbackHost({
      engine: { paths: enginePaths(repositoryRoot, join(folder, 'config')) },
      rendererRoot,
      engineEntry: new URL('./stand-in-process.ts', import.meta.url),
      log: () => {},
      ...options,
    });
    return new LoopbackKit(host, folder);
  }

  async close(): Promise<void> {
    await this.host.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.host.port}`;
  }

  /** One real request, with the path exactly as given: fetch() would tidy it. */
  request(path: string, options: RequestOptions & { body?: string | Buffer } = {}): Promise<Answer> {
    const { body, ...rest } = options;
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port: this.host.port, path, ...rest }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: text, code: errorCode(text) });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Visits the address that the host printed; the cookie header of the session. */
  async signIn(): Promise<string> {
    const { pathname, search } = new URL(this.host.freshUrl());
    const answer = await this.request(pathname + search);
    return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  socket(headers: Record<string, string>, path = '/socket'): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.host.port}${path}`, { headers });
  }

  /** The HTTP status that a socket was refused with, or 101 where it opened. */
  async socketStatus(headers: Record<string, string>, path?: string): Promise<number> {
    const socket = this.socket(headers, path);
    return new Promise((resolve, reject) => {
      socket.on('unexpected-response', (request, response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
      socket.on('open', () => {
        resolve(101);
        socket.close();
      });
      socket.on('error', reject);
    });
  }

  /** A signed-in client over a WebSocket. */
  async connect(): Promise<{ client: EngineClient; socket: WebSocket }> {
    const socket = this.socket({ Cookie: await this.signIn(), Origin: this.origin });
    const client = createORPCClient<EngineClient>(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    return { client, socket };
  }

  /** Waits for a state of the engine. */
  async waitFor(state: LoopbackHost['engineState']): Promise<void> {
    const end = Date.now() + 10_000;
    while (this.host.engineState !== state) {
      if (Date.now() > end) throw new Error(`The engine is ${this.host.engineState}, not ${state}.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function errorCode(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  const body = JSON.parse(text) as { error?: { code?: string } };
  return body.error?.code;
}
