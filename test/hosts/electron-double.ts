import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type {
  AppWindow,
  ElectronLike,
  EngineUtility,
  NavigationWish,
  PageContents,
  SenderEvent,
} from '../../main/desktop-electron.ts';
import { hostEngine } from '../../main/engine-host.ts';
import { type ParentPort, utilityLink } from '../../main/parent-link.ts';
import { createStandInEngine } from './stand-in-engine.ts';

type WindowOptions = ConstructorParameters<ElectronLike['BrowserWindow']>[0];
type Template = Parameters<ElectronLike['Menu']['buildFromTemplate']>[0];
type BuiltMenu = ReturnType<ElectronLike['Menu']['buildFromTemplate']>;
type Session = ElectronLike['session']['defaultSession'];
type OpenHandler = Parameters<PageContents['setWindowOpenHandler']>[0];

/** Node's port with the events of Electron's MessagePortMain. */
export class PortDouble extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port.close();
  }
}

class ContentsDouble extends EventEmitter implements PageContents {
  static #last = 0;
  readonly id = ++ContentsDouble.#last;
  readonly sent: unknown[][] = [];
  readonly ports: PortDouble[] = [];
  openHandler: OpenHandler | null = null;

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  postMessage(channel: string, _message: unknown, transfer: unknown[] = []): void {
    this.ports.push(...(transfer as PortDouble[]));
    this.emit('posted', channel);
  }

  send(...message: unknown[]): void {
    this.sent.push(message);
  }

  /** A wish to navigate, as Electron tells it; true where it was prevented. */
  wish(event: string, url: string, isMainFrame = true): boolean {
    let isPrevented = false;
    const wish: NavigationWish = { url, isMainFrame, preventDefault: () => (isPrevented = true) };
    this.emit(event, wish);
    return isPrevented;
  }
}

export class WindowDouble extends EventEmitter implements AppWindow {
  readonly options: WindowOptions;
  readonly webContents = new ContentsDouble();
  readonly calls: string[] = [];
  readonly urls: string[] = [];
  isSmall = false;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
  }

  async loadURL(url: string): Promise<void> {
    this.urls.push(url);
  }

  show = () => void this.calls.push('show');
  focus = () => void this.calls.push('focus');
  restore = () => void this.calls.push('restore');
  maximize = () => void this.calls.push('maximize');
  isMinimized = () => this.isSmall;
  isMaximized = () => this.calls.includes('maximize');
  getNormalBounds = () => ({ x: 10, y: 40, width: 900, height: 700 });
}

/** An engine process: the real host code over the stand-in engine, in this thread. */
class UtilityDouble extends EventEmitter implements EngineUtility {
  readonly pid = 1;
  readonly settings: { openAtStart?: string };
  readonly #ports: PortDouble[] = [];
  readonly #inbox = new EventEmitter();
  #isAlive = true;

  constructor(env: NodeJS.ProcessEnv) {
    super();
    this.settings = JSON.parse(env.STEWARD_ENGINE ?? '{}');
    const parentPort: ParentPort = {
      on: (event, listener) => this.#inbox.on(event, listener),
      postMessage: (message) => this.#isAlive && this.emit('message', message),
    };
    const own = { env, on: () => {}, exit: (code: number) => this.crash(code) };
    void hostEngine(createStandInEngine, utilityLink(parentPort), own, () => {});
  }

  postMessage(data: unknown, transfer: unknown[] = []): void {
    const ports = transfer as PortDouble[];
    this.#ports.push(...ports);
    this.#inbox.emit('message', { data, ports });
  }

  kill(): boolean {
    this.crash(9);
    return true;
  }

  /** Ends as a process does: its ports close and its exit is told. */
  crash(code: number): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const port of this.#ports) port.close();
    this.emit('exit', code);
  }
}

export interface DoubleOptions {
  userData: string;
  isFirstInstance?: boolean;
  answers?: { folder?: string | null; box?: number };
}

/** What a test sees of the double, and what it can make happen. */
export class ElectronDouble {
  readonly electron: ElectronLike;
  readonly app = new EventEmitter();
  readonly calls: string[] = [];
  readonly windows: WindowDouble[] = [];
  readonly engines: UtilityDouble[] = [];
  readonly forks: { entry: string; options: { serviceName?: string } }[] = [];
  readonly opened: string[] = [];
  readonly dialogs: unknown[] = [];
  readonly permissions: Parameters<Session[keyof Session]>[0][] = [];
  readonly schemes: Parameters<ElectronLike['protocol']['registerSchemesAsPrivileged']>[0] = [];
  readonly #handlers = new Map<string, (event: SenderEvent, ...args: unknown[]) => unknown>();
  menu: Template = [];
  protocol: ((request: Request) => Promise<Response>) | null = null;
  #ready = (): void => {};

  constructor(options: DoubleOptions) {
    const { calls, windows, engines, forks, opened, dialogs, permissions, schemes } = this;
    const whenReady = new Promise<void>((resolve) => {
      this.#ready = resolve;
    });
    const announce = (window: WindowDouble): void => {
      windows.push(window);
      this.app.emit('web-contents-created', {}, window.webContents);
    };
    const appDouble = this.app;
    this.electron = {
      app: {
        on: (event: string, listener: (...args: never[]) => void) => appDouble.on(event, listener as () => void),
        requestSingleInstanceLock: () => options.isFirstInstance ?? true,
        enableSandbox: () => void calls.push('enableSandbox'),
        whenReady: () => whenReady,
        quit: () => this.quit(),
        getPath: () => options.userData,
        isPackaged: true,
      },
      BrowserWindow: class extends WindowDouble {
        constructor(windowOptions: WindowOptions) {
          super(windowOptions);
          announce(this);
        }
      },
      Menu: {
        buildFromTemplate: (template) => template as unknown as BuiltMenu,
        setApplicationMenu: (menu) => {
          this.menu = menu as unknown as Template;
        },
      },
      MessageChannelMain: class {
        readonly port1: PortDouble;
        readonly port2: PortDouble;

        constructor() {
          const { port1, port2 } = new MessageChannel();
          this.port1 = new PortDouble(port1);
          this.port2 = new PortDouble(port2);
        }
      },
      dialog: {
        showOpenDialog: async (asked: unknown) => {
          dialogs.push(asked);
          const folder = options.answers?.folder ?? null;
          return { canceled: folder === null, filePaths: folder === null ? [] : [folder] };
        },
        showMessageBox: async (asked: unknown) => {
          dialogs.push(asked);
          return { response: options.answers?.box ?? 1, checkboxChecked: false };
        },
      },
      ipcMain: {
        handle: (channel, listener) => this.#handlers.set(channel, listener),
        on: (channel, listener) => this.#handlers.set(channel, listener),
      },
      nativeTheme: { shouldUseDarkColors: true },
      protocol: {
        registerSchemesAsPrivileged: (given) => {
          calls.push('registerSchemesAsPrivileged');
          schemes.push(...given);
        },
        handle: (_scheme, handler) => {
          this.protocol = handler;
        },
      },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 25, width: 1440, height: 875 } }] },
      session: {
        defaultSession: {
          setPermissionRequestHandler: (handler) => void permissions.push(handler),
          setPermissionCheckHandler: (handler) => void permissions.push(handler),
          setDevicePermissionHandler: (handler) => void permissions.push(handler),
        },
      },
      shell: {
        openExternal: async (url: string) => void opened.push(url),
        openPath: async (path: string) => {
          opened.push(path);
          return '';
        },
      },
      utilityProcess: {
        fork: (entry, _args, forkOptions) => {
          calls.push('fork');
          forks.push({ entry, options: forkOptions });
          const engine = new UtilityDouble(forkOptions.env as NodeJS.ProcessEnv);
          engines.push(engine);
          return engine;
        },
      },
    };
  }

  /** Electron is ready; resolves when the app has acted on it. */
  async ready(): Promise<void> {
    this.calls.push('ready');
    this.#ready();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** As `app.quit()`: asks every before-quit listener, and quits where none prevents it. */
  quit(): void {
    let isPrevented = false;
    this.app.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    this.calls.push(isPrevented ? 'quit prevented' : 'quit');
  }

  get window(): WindowDouble {
    const window = this.windows.at(-1);
    if (!window) throw new Error('No window was opened.');
    return window;
  }

  /** A message from a page; by default from the main frame of the workbench's window. */
  async send(channel: string, args: unknown[] = [], from: Partial<SenderEvent> = {}): Promise<unknown> {
    const event: SenderEvent = {
      sender: { id: this.window.webContents.id },
      senderFrame: { url: 'app://steward/', parent: null },
      ...from,
    };
    return this.#handlers.get(channel)?.(event, ...args);
  }
}
