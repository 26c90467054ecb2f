import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../engine/options.ts';
import { channels } from '../preload/channels.ts';
import type { AppWindow, ElectronLike } from './desktop-electron.ts';
import { forkUtility, type UtilityEngine } from './desktop-engine.ts';
import { registerIpc } from './desktop-ipc.ts';
import { menuTemplate } from './desktop-menu.ts';
import { registerScheme, serveWorkbench } from './desktop-protocol.ts';
import { denyPermissions, guardContents, openWindow } from './desktop-window.ts';
import { connectClient } from './engine-client.ts';
import { type EngineState, EngineSupervisor } from './engine-supervisor.ts';
import { enginePaths } from './paths.ts';

export interface DesktopParts {
  /** The built files beside the entry, and the folder with the models. */
  files: { preload: string; rendererRoot: string; engineEntry: string; resources: string };
  platform: NodeJS.Platform;
  /** The workspace named on the command line. */
  workspace: string | undefined;
  log: Log;
}

const secondInstance = z.object({ workspace: z.string().optional() });

/**
 * Runs the desktop app: one window, one engine in a process of its own, and as little as possible in between. Electron
 * is handed in, so that a test can run all of this against a double.
 */
export function runDesktop(electron: ElectronLike, parts: DesktopParts): void {
  const { app } = electron;
  if (!app.requestSingleInstanceLock({ workspace: parts.workspace })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerScheme(electron);
  app.on('web-contents-created', (_event, contents) => guardContents(electron, contents));
  const desktop = new Desktop(electron, parts);
  app.on('second-instance', (_event, _argv, _dir, data) => {
    const { data: asked } = secondInstance.safeParse(data);
    desktop.show(asked?.workspace);
  });
  app.on('activate', () => desktop.show(undefined));
  app.on('window-all-closed', () => {
    // On macOS an app stays in the dock without windows.
    if (parts.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => desktop.beforeQuit(event));
  void app.whenReady().then(() => desktop.start());
}

/** The parts that hang together once Electron is ready. */
class Desktop {
  readonly #electron: ElectronLike;
  readonly #parts: DesktopParts;
  readonly #engine: EngineSupervisor<UtilityEngine>;
  #window: AppWindow | null = null;
  #isReady = false;
  /** The page asked before the engine was first ready. */
  #isPortWanted = false;
  /** The page was told that the engine is gone, and not yet that it is back. */
  #isLost = false;
  #isEngineStopped = false;

  constructor(electron: ElectronLike, parts: DesktopParts) {
    this.#electron = electron;
    this.#parts = parts;
    const paths = enginePaths(parts.files.resources, electron.app.getPath('userData'));
    this.#engine = new EngineSupervisor({
      openAtStart: parts.workspace,
      start: (openAtStart) => forkUtility(electron, parts.files.engineEntry, { paths, openAtStart }),
      onState: (state) => this.#engineIs(state),
      log: parts.log,
    });
  }

  start(): void {
    const { Menu, app, shell } = this.#electron;
    this.#isReady = true;
    denyPermissions(this.#electron);
    serveWorkbench(this.#electron, this.#parts.files.rendererRoot);
    registerIpc(this.#electron, {
      window: () => this.#window,
      requestPort: () => this.#requestPort(),
      log: (message) => this.#parts.log('warn', message),
    });
    const template = menuTemplate({
      platform: this.#parts.platform,
      hasDeveloperTools: !app.isPackaged,
      showConfigFolder: () => void shell.openPath(app.getPath('userData')),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    this.#engine.start();
    this.show(undefined);
  }

  /** Brings the window to the front, or makes one; opens another workspace where one was named. */
  show(workspace: string | undefined): void {
    if (!this.#isReady) return;
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
    } else {
      const stateFile = join(this.#electron.app.getPath('userData'), 'window.json');
      const window = openWindow(this.#electron, this.#parts.files.preload, stateFile, this.#parts.log);
      window.on('closed', () => {
        this.#window = null;
      });
      this.#window = window;
    }
    if (workspace) void this.#openWorkspace(workspace);
  }

  /** Holds the first quit back until the engine has closed the workspace; the supervisor waits five seconds at most. */
  beforeQuit(event: { preventDefault(): void }): void {
    if (this.#isEngineStopped) return;
    event.preventDefault();
    void this.#engine.stop().then(() => {
      this.#isEngineStopped = true;
      this.#electron.app.quit();
    });
  }

  #engineIs(state: EngineState): void {
    if (state === 'restarting' || state === 'failed') {
      this.#isLost = true;
      this.#isPortWanted = false;
      this.#window?.webContents.send(channels.engine, 'lost');
    }
    if (state === 'failed') void this.#offerRestart();
    if (state !== 'ready') return;
    if (this.#isLost) {
      // The page asks for a port by itself when it is told.
      this.#isLost = false;
      this.#window?.webContents.send(channels.engine, 'ready');
    } else if (this.#isPortWanted) this.#requestPort();
  }

  #requestPort(): void {
    const engine = this.#engine.engine;
    this.#isPortWanted = this.#engine.state === 'starting' && !this.#isLost;
    if (!engine || !this.#window) return;
    const { port1, port2 } = new this.#electron.MessageChannelMain();
    engine.connect(port1);
    this.#window.webContents.postMessage(channels.port, null, [port2]);
  }

  async #openWorkspace(dir: string): Promise<void> {
    const engine = this.#engine.engine;
    if (!engine) return;
    const { port1, port2 } = new this.#electron.MessageChannelMain();
    engine.connect(port1);
    const client = connectClient(port2);
    port2.start();
    try {
      await client.workspace.open({ dir });
    } catch (error) {
      // A failed open is a state of the workspace too, which the window shows.
      this.#parts.log('warn', 'The workspace of a second start was not opened.', { error: String(error) });
    } finally {
      port2.close();
    }
  }

  async #offerRestart(): Promise<void> {
    const { response } = await this.#electron.dialog.showMessageBox({
      type: 'error',
      title: 'Steward',
      message: 'The engine of Steward keeps failing.',
      detail: 'Your decisions are safe in the workspace. Start the engine again, or quit and look at the log.',
      buttons: ['Start again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) this.#engine.start();
    else this.#electron.app.quit();
  }
}
