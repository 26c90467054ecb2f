/**
 * The few native extras of the desktop app, as the preload script puts them on `window.steward`. In a browser there is
 * no `window.steward`: the renderer then reaches the engine over a WebSocket at `socketPath` of its own origin.
 */
export interface StewardBridge {
  readonly platform: string;
  /** Asks for a folder with the system's dialog; null where the person cancelled. */
  pickFolder(options: { title: string; create: boolean }): Promise<string | null>;
  /** Asks for a file to read with the system's dialog; null where the person cancelled. */
  pickFile(options: { title: string }): Promise<string | null>;
  /** Asks main for a port to the engine; it arrives as a window message of type `portMessage` with one port. */
  requestPort(): void;
  /** Tells when the engine went away ('lost') or can be asked for a port again ('ready'). Returns the unsubscriber. */
  onEngine(listener: (event: 'ready' | 'lost') => void): () => void;
}

/** `event.data` of the window message that hands over the port. */
export const portMessage = 'steward:port';

/** The WebSocket endpoint of the loopback host. */
export const socketPath = '/socket';

/** WebSocket close codes of the loopback host: the engine died and is being restarted; the session is not signed in. */
export const closeCodes = { engineLost: 4001, unauthorised: 4401 } as const;
