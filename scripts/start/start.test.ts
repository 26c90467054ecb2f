import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { whyNoWindow } from '../../main/open-browser.ts';
import { isBuildStale } from './build.ts';
import { findElectron } from './electron.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'steward-start-'));
});

function put(path: string, text = '', seconds = 1_000): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, seconds, seconds);
}

describe('isBuildStale', () => {
  const builtFiles = ['out/main/desktop.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

  it('asks for a build where any part is missing', () => {
    expect(isBuildStale(root)).toBe(true);
    put('out/main/desktop.js');
    expect(isBuildStale(root)).toBe(true);
  });

  it('asks for a build where a source is newer, not where a test is', () => {
    for (const path of builtFiles) put(path, '', 2_000);
    put('renderer/app/app.tsx', '', 1_000);
    put('engine/engine.test.ts', '', 3_000);
    expect(isBuildStale(root)).toBe(false);
    put('engine/contract/index.ts', '', 3_000);
    expect(isBuildStale(root)).toBe(true);
  });
});

describe('findElectron', () => {
  const { signal } = new AbortController();

  it('finds the binary that is there', async () => {
    put('node_modules/electron/package.json', '{}');
    put('node_modules/electron/path.txt', 'electron');
    put('node_modules/electron/dist/electron');
    const binary = join(root, 'node_modules', 'electron', 'dist', 'electron');
    expect(await findElectron(root, signal)).toEqual({ binary });
  });

  it('fetches one that is missing', async () => {
    put('node_modules/electron/package.json', '{}');
    put(
      'node_modules/electron/install.js',
      `const fs = require('node:fs'); const path = require('node:path');
       fs.mkdirSync(path.join(__dirname, 'dist'));
       fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '');
       fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`,
    );
    expect(await findElectron(root, signal)).toHaveProperty('binary');
  });

  it('says why there is none, after a failure and after the time limit', async () => {
    expect(await findElectron(root, signal)).toEqual({ reason: 'Electron is not installed' });
    put('node_modules/electron/package.json', '{}');
    put('node_modules/electron/install.js', 'process.exit(1)');
    const reason = 'no Electron binary is here and none could be fetched';
    expect(await findElectron(root, signal)).toEqual({ reason });
    put('node_modules/electron/install.js', 'setInterval(() => {}, 1000)');
    expect(await findElectron(root, signal, 200)).toEqual({ reason });
  });
});

describe('whyNoWindow', () => {
  it.each([
    [{ DISPLAY: ':0' }, 'linux', null],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', null],
    [{}, 'darwin', null],
    [{}, 'win32', null],
    [{}, 'linux', 'there is no display'],
    [{ DISPLAY: ':0', SSH_CONNECTION: 'a b' }, 'linux', 'this is an SSH session'],
    [{ SSH_CONNECTION: 'a b' }, 'darwin', 'this is an SSH session'],
    [{ DISPLAY: ':0', CI: 'true' }, 'linux', 'this is an automated run'],
  ] as const)('%j on %s: %s', (env, platform, reason) => {
    expect(whyNoWindow({ env, platform })).toBe(reason);
  });
});
