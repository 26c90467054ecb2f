import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentSecurityPolicy } from '../../main/csp.ts';
import { runDesktop } from '../../main/desktop-app.ts';
import { connectClient, type EngineClient } from '../../main/engine-client.ts';
import { channels } from '../../preload/channels.ts';
import { type DoubleOptions, ElectronDouble } from './electron-double.ts';

let folder: string;
let double: ElectronDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-desktop-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>Steward</title>');
  await writeFile(join(folder, 'secret.txt'), 'outside');
});
// Engines of the double run in this thread; they end with their app.
afterEach(() => double.engines.at(-1)?.crash(0));

function run(options: Partial<DoubleOptions> = {}, platform: NodeJS.Platform = 'linux', workspace?: string): void {
  double = new ElectronDouble({ userData: join(folder, 'user'), ...options });
  runDesktop(double.electron, {
    files: {
      preload: '/built/preload/preload.cjs',
      rendererRoot: join(folder, 'renderer'),
      engineEntry: '/built/main/engine-process.js',
      resources: '/resources',
    },
    platform,
    workspace,
    log: () => {},
  });
}

async function start(...args: Parameters<typeof run>): Promise<void> {
  run(...args);
  await double.ready();
}

/** What the page does: asks for a port and speaks the contract over it. */
async function connectPage(): Promise<EngineClient> {
  const { webContents } = double.window;
  const before = webContents.ports.length;
  await double.send(channels.requestPort);
  await expect.poll(() => webContents.ports.length).toBe(before + 1);
  const port = webContents.ports.at(-1);
  if (!port) throw new Error('No port came.');
  const client = connectClient(port);
  port.start();
  return client;
}

describe('start', () => {
  it('turns on the sandbox and registers the scheme before Electron is ready, and forks after', async () => {
    await start();
    expect(double.calls).toEqual(['enableSandbox', 'registerSchemesAsPrivileged', 'ready', 'fork']);
    expect(double.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(double.forks).toMatchObject([
      { entry: '/built/main/engine-process.js', options: { serviceName: 'Steward engine' } },
    ]);
  });

  it('opens a window with every security setting spelled out', async () => {
    await start();
    expect(double.window.options.webPreferences).toEqual({
      preload: '/built/preload/preload.cjs',
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
    expect(double.window.options).toMatchObject({ show: false, backgroundColor: '#1a1b1e' });
    expect(double.window.urls).toEqual(['app://steward/']);
    expect(double.window.calls).toEqual([]);
    double.window.emit('ready-to-show');
    expect(double.window.calls).toEqual(['show']);
  });

  it('remembers how the window was left', async () => {
    await start();
    double.window.maximize();
    double.window.emit('close');
    const { options } = double.window;
    expect(options).toMatchObject({ width: 1280, height: 820 });
    const kept = JSON.parse(await readFile(join(folder, 'user', 'window.json'), 'utf8'));
    expect(kept).toEqual({ x: 10, y: 40, width: 900, height: 700, isMaximised: true });
    await start();
    expect(double.window.options).toMatchObject({ x: 10, y: 40, width: 900, height: 700 });
    double.window.emit('ready-to-show');
    expect(double.window.calls).toEqual(['maximize', 'show']);
  });

  it('loads a page again that crashed, but not one that crashes at once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await start();
    const { urls, webContents } = double.window;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(urls).toHaveLength(1);
    vi.setSystemTime(Date.now() + 60_000);
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(urls).toEqual(['app://steward/', 'app://steward/']);
    vi.useRealTimers();
  });

  it('serves the workbench, and nothing else, at app://steward/', async () => {
    await start();
    const get = (url: string, method = 'GET') => double.protocol?.(new Request(url, { method }));
    const page = await get('app://steward/');
    expect(page?.status).toBe(200);
    expect(await page?.text()).toBe('<title>Steward</title>');
    expect(page?.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect((await get('app://other/'))?.status).toBe(404);
    expect((await get('app://steward/..%2fsecret.txt'))?.status).toBe(404);
    expect((await get('app://steward/%2e%2e/secret.txt'))?.status).toBe(404);
    expect((await get('app://steward/', 'POST'))?.status).toBe(405);
  });
});

describe('what is denied', () => {
  beforeEach(() => start());

  it('navigates nowhere, and hands web links to the browser', () => {
    const { webContents } = double.window;
    expect(webContents.wish('will-frame-navigate', 'https://example.org/a')).toBe(true);
    expect(double.opened).toEqual(['https://example.org/a']);
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'app://steward/other.html', 'app://evil/']) {
      expect(webContents.wish('will-frame-navigate', url), url).toBe(true);
      expect(webContents.wish('will-navigate', url), url).toBe(true);
    }
    expect(webContents.wish('will-frame-navigate', 'https://example.org/frame', false)).toBe(true);
    expect(webContents.wish('will-redirect', 'app://steward/')).toBe(true);
    expect(webContents.wish('will-attach-webview', '')).toBe(true);
    expect(double.opened).toHaveLength(1);
    expect(webContents.wish('will-frame-navigate', 'app://steward/')).toBe(false);
    expect(webContents.wish('will-navigate', 'app://steward/')).toBe(false);
  });

  it('opens no window', () => {
    const open = double.window.webContents.openHandler;
    const wish = (url: string) => open?.({ url } as Parameters<typeof open>[0]);
    expect(wish('https://example.org')).toEqual({ action: 'deny' });
    expect(wish('file:///etc/passwd')).toEqual({ action: 'deny' });
    expect(double.opened).toEqual(['https://example.org/']);
  });

  it('grants no permission', () => {
    const [request, check, device] = double.permissions as [
      (contents: null, permission: string, callback: (isGranted: boolean) => void) => void,
      () => boolean,
      () => boolean,
    ];
    const granted: boolean[] = [];
    for (const permission of ['media', 'notifications', 'clipboard-read', 'geolocation', 'openExternal']) {
      request(null, permission, (isGranted) => granted.push(isGranted));
    }
    expect(granted).toEqual([false, false, false, false, false]);
    expect([check(), device()]).toEqual([false, false]);
  });

  it('answers the workbench only', async () => {
    const options = { title: 'Open a workspace', create: false };
    const refused = [
      { senderFrame: null },
      { senderFrame: { url: 'app://steward/', parent: {} } },
      { senderFrame: { url: 'https://steward/', parent: null } },
      { senderFrame: { url: 'app://steward.evil/', parent: null } },
      { sender: { id: -1 } },
    ];
    for (const from of refused) {
      await expect(double.send(channels.pickFolder, [options], from)).rejects.toThrow('REFUSED');
      await double.send(channels.requestPort, [], from);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(double.dialogs).toEqual([]);
    expect(double.window.webContents.ports).toEqual([]);
  });

  it('refuses wrong arguments', async () => {
    for (const wrong of [undefined, null, 'x', {}, { title: 1, create: true }, { title: '', create: true }]) {
      await expect(double.send(channels.pickFolder, [wrong])).rejects.toThrow('BAD_INPUT');
    }
    expect(double.dialogs).toEqual([]);
  });
});

describe('native extras', () => {
  it('picks a folder and a file, or null', async () => {
    await start({ answers: { folder: '/workspaces/one' } });
    expect(await double.send(channels.pickFolder, [{ title: 'Create', create: true }])).toBe('/workspaces/one');
    expect(await double.send(channels.pickFile, [{ title: 'Import' }])).toBe('/workspaces/one');
    expect(double.dialogs).toMatchObject([
      { properties: ['openDirectory', 'createDirectory', 'promptToCreate'] },
      { title: 'Import', properties: ['openFile'] },
    ]);
    await start({ answers: { folder: null } });
    expect(await double.send(channels.pickFile, [{ title: 'Import' }])).toBeNull();
  });
});

describe('the engine', () => {
  it('is handed to the page by port, and main stays out of it', async () => {
    await start({}, 'linux', '/workspaces/one');
    const client = await connectPage();
    expect(await client.workspace.state()).toMatchObject({ state: 'open', dir: '/workspaces/one' });
    expect(double.window.webContents.sent).toEqual([]);
  });

  it('is started again after a crash, and the page is told of both', async () => {
    await start();
    const client = await connectPage();
    await client.workspace.open({ dir: '/workspaces/two' });
    const { instance } = await client.engine.about();
    await new Promise((resolve) => setTimeout(resolve, 20));
    double.engines[0]?.crash(1);
    expect(double.window.webContents.sent).toEqual([[channels.engine, 'lost']]);
    await expect.poll(() => double.window.webContents.sent.length).toBe(2);
    expect(double.window.webContents.sent[1]).toEqual([channels.engine, 'ready']);
    const again = await connectPage();
    expect((await again.engine.about()).instance).not.toBe(instance);
    expect(await again.workspace.state()).toMatchObject({ state: 'open', dir: '/workspaces/two' });
  });

  it('is given up when it keeps crashing, and a person decides', { timeout: 10_000 }, async () => {
    await start({ answers: { box: 1 } });
    for (let crash = 1; crash <= 5; crash += 1) {
      await expect.poll(() => double.engines.length, { timeout: 3_000 }).toBe(crash);
      double.engines.at(-1)?.crash(1);
    }
    await expect.poll(() => double.dialogs.length).toBe(1);
    expect(double.dialogs).toMatchObject([{ buttons: ['Start again', 'Quit'] }]);
    await expect.poll(() => double.calls.at(-1)).toBe('quit');
  });
});

describe('more than one start', () => {
  it('leaves a second instance with nothing to do but quit', () => {
    run({ isFirstInstance: false });
    expect(double.calls).toEqual(['quit']);
    expect(double.windows).toEqual([]);
  });

  it('shows the window and opens the folder that the second start named', async () => {
    await start();
    const client = await connectPage();
    double.window.isSmall = true;
    double.app.emit('second-instance', {}, [], '/', { workspace: '/workspaces/three' });
    expect(double.window.calls).toEqual(['restore', 'focus']);
    expect(double.windows).toHaveLength(1);
    await expect.poll(async () => client.workspace.state()).toMatchObject({ dir: '/workspaces/three' });
    double.app.emit('second-instance', {}, [], '/', { workspace: 7 });
    expect(double.windows).toHaveLength(1);
  });
});

describe('the end', () => {
  it('waits for the engine to close', async () => {
    await start();
    await connectPage();
    double.window.emit('closed');
    double.app.emit('window-all-closed');
    expect(double.calls.at(-1)).toBe('quit prevented');
    await expect.poll(() => double.calls.at(-1)).toBe('quit');
    expect(double.engines).toHaveLength(1);
  });

  it('keeps running without windows on macOS, and makes one again', async () => {
    await start({}, 'darwin');
    double.window.emit('closed');
    double.app.emit('window-all-closed');
    expect(double.calls).not.toContain('quit');
    double.app.emit('activate');
    expect(double.windows).toHaveLength(2);
    const client = await connectPage();
    expect(await client.engine.about()).toMatchObject({ pid: process.pid });
  });
});

describe('the menu', () => {
  it("is made of the system's own roles", async () => {
    await start({}, 'darwin');
    expect(double.menu.map((item) => item.role ?? item.label)).toEqual([
      'appMenu',
      '&File',
      'editMenu',
      '&View',
      'windowMenu',
      'help',
    ]);
    expect(JSON.stringify(double.menu)).not.toContain('toggleDevTools');
  });
});
