import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Places, type ServeOptions, serveWorkbench } from './serve.ts';

let places: Places;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'steward-serve-'));
  places = { root, config: join(root, 'config') };
});

function build(): void {
  mkdirSync(join(places.root, 'out', 'renderer'), { recursive: true });
  writeFileSync(join(places.root, 'out', 'renderer', 'index.html'), '<title>Steward</title>');
}

function serve(options: ServeOptions): { lines: string[]; stop: () => void; ended: Promise<void> } {
  const lines: string[] = [];
  const abort = new AbortController();
  const io = { out: (line: string) => lines.push(line), err: () => {}, signal: abort.signal };
  return { lines, stop: () => abort.abort(), ended: serveWorkbench(options, io, places) };
}

describe('serveWorkbench', () => {
  it('prints the address, serves it, and ends when it is asked to', async () => {
    build();
    const { lines, stop, ended } = serve({});
    await expect.poll(() => lines.length).toBe(1);
    const url = lines[0]?.replace('Steward is at ', '') ?? '';
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    stop();
    await ended;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says what to do where the workbench is not built', async () => {
    await expect(serve({}).ended).rejects.toMatchObject({
      code: 'NOT_FOUND',
      advice: 'Run npm run build, or npm start, which builds it.',
    });
  });

  it('says what to do where the port is in use', async () => {
    build();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(serve({ port }).ended).rejects.toMatchObject({ code: 'CONFLICT', message: `Port ${port} is in use.` });
    other.close();
  });
});
