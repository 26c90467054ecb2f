import type { BrowserWindowConstructorOptions } from 'electron';
import type { Log } from '../engine/options.ts';
import type { AppWindow, ElectronLike, PageContents } from './desktop-electron.ts';
import { decideNavigation, startPage } from './navigation.ts';
import { fitToDisplays, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

/** The window's options, every security setting spelled out so that no default has to be trusted. */
export function windowOptions(state: WindowState, preload: string, isDark: boolean): BrowserWindowConstructorOptions {
  const { isMaximised: _, ...bounds } = state;
  return {
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    title: 'Steward',
    // Shown when painted; the colour is what shows through until then.
    show: false,
    backgroundColor: isDark ? '#1a1b1e' : '#ffffff',
    webPreferences: {
      preload,
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
    },
  };
}

/** A page that crashes again within this time after it was loaded is left alone: loading it would only go on. */
const reloadPause = 10_000;

/**
 * Opens the workbench's window where it was left, and remembers where it is left again. A page that crashed is loaded
 * again: what it showed is in the engine.
 */
export function openWindow(electron: ElectronLike, preload: string, stateFile: string, log: Log): AppWindow {
  const areas = electron.screen.getAllDisplays().map((display) => display.workArea);
  const state = fitToDisplays(readWindowState(stateFile), areas);
  const window = new electron.BrowserWindow(windowOptions(state, preload, electron.nativeTheme.shouldUseDarkColors));
  window.once('ready-to-show', () => {
    if (state.isMaximised) window.maximize();
    window.show();
  });
  window.on('close', () => {
    writeWindowState(stateFile, { ...window.getNormalBounds(), isMaximised: window.isMaximized() });
  });
  let loadedAt = 0;
  const load = (): void => {
    loadedAt = Date.now();
    window.loadURL(startPage).catch((error: unknown) => log('error', `The workbench was not loaded: ${String(error)}`));
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log('error', `The page ended unexpectedly (${reason}).`);
    if (Date.now() - loadedAt > reloadPause) load();
  });
  load();
  return window;
}

/**
 * Keeps a page where it is: no navigation but a reload of the workbench, no redirect, no new window, no webview. Links
 * to the web open in the system's browser. Applied to every page that Electron makes, whoever asked for it.
 */
export function guardContents(electron: ElectronLike, contents: PageContents): void {
  const openOutside = (url: string): void => {
    const decision = decideNavigation(url);
    // Without a browser nothing opens, which the person sees.
    if (decision.to === 'browser') electron.shell.openExternal(decision.href).catch(() => {});
  };
  contents.on('will-frame-navigate', (wish) => {
    if (wish.isMainFrame && decideNavigation(wish.url).to === 'inside') return;
    wish.preventDefault();
    // A frame inside the page has no business in the browser.
    if (wish.isMainFrame) openOutside(wish.url);
  });
  contents.on('will-navigate', (wish) => {
    if (decideNavigation(wish.url).to !== 'inside') wish.preventDefault();
  });
  contents.on('will-redirect', (wish) => wish.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/** Denies every permission: camera, notifications, devices and the rest are nothing that the workbench uses. */
export function denyPermissions(electron: ElectronLike): void {
  const { defaultSession } = electron.session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}
