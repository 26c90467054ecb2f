import type {
  App,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Dialog,
  ForkOptions,
  HandlerDetails,
  Menu,
  MenuItemConstructorOptions,
  MessagePortMain,
  NativeTheme,
  Rectangle,
  Session,
  Shell,
  WindowOpenHandlerResponse,
} from 'electron';

/*
 * The few calls that the desktop app makes of Electron. `desktop.ts` hands in the real module, so that the compiler
 * holds these types against Electron's own; tests hand in a double of this size.
 */

/** An event whose default can be prevented. */
export interface Preventable {
  preventDefault(): void;
}

/** A wish of the page to go elsewhere. */
export interface NavigationWish extends Preventable {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** Who sent a message over IPC. */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface PageContents {
  readonly id: number;
  on(
    event: 'will-frame-navigate' | 'will-navigate' | 'will-redirect',
    listener: (wish: NavigationWish) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  on(event: 'render-process-gone', listener: (event: Preventable, details: { reason: string }) => void): unknown;
  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void;
  postMessage(channel: string, message: unknown, transfer?: MessagePortMain[]): void;
  send(channel: string, ...args: unknown[]): void;
}

export interface AppWindow {
  readonly webContents: PageContents;
  loadURL(url: string): Promise<void>;
  once(event: 'ready-to-show', listener: () => void): unknown;
  on(event: 'close' | 'closed', listener: () => void): unknown;
  show(): void;
  focus(): void;
  restore(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  getNormalBounds(): Rectangle;
}

export interface EngineUtility {
  readonly pid: number | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown, transfer?: MessagePortMain[]): void;
  kill(): boolean;
}

interface AppEvents {
  on(
    event: 'second-instance',
    listener: (event: Preventable, argv: string[], dir: string, data: unknown) => void,
  ): unknown;
  on(event: 'web-contents-created', listener: (event: Preventable, contents: PageContents) => void): unknown;
  on(event: 'before-quit', listener: (event: Preventable) => void): unknown;
  on(event: 'window-all-closed' | 'activate', listener: () => void): unknown;
}

type PermissionSetter = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler';

/** Electron, as far as the desktop app knows it. */
export interface ElectronLike {
  readonly app: AppEvents &
    Pick<App, 'requestSingleInstanceLock' | 'enableSandbox' | 'whenReady' | 'quit' | 'getPath' | 'isPackaged'>;
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => AppWindow;
  readonly Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): Menu;
    setApplicationMenu(menu: Menu | null): void;
  };
  readonly MessageChannelMain: new () => { port1: MessagePortMain; port2: MessagePortMain };
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showMessageBox'>;
  readonly ipcMain: {
    handle(channel: string, listener: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>): void;
    on(channel: string, listener: (event: SenderEvent, ...args: unknown[]) => void): unknown;
  };
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'>;
  readonly protocol: {
    registerSchemesAsPrivileged(schemes: CustomScheme[]): void;
    handle(scheme: string, handler: (request: Request) => Promise<Response>): void;
  };
  readonly screen: { getAllDisplays(): { workArea: Rectangle }[] };
  readonly session: { readonly defaultSession: Pick<Session, PermissionSetter> };
  readonly shell: Pick<Shell, 'openExternal' | 'openPath'>;
  readonly utilityProcess: { fork(modulePath: string, args: string[], options: ForkOptions): EngineUtility };
}
