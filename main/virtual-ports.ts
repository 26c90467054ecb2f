/** What oRPC sends over a connection: JSON text, or JSON with a file's bytes behind it. */
export type Frame = string | Uint8Array;

/** What travels between a host and the engine's process for one of many ports. */
export type PortMessage = { port: number; data: Frame } | { port: number; closed: true };

/** Sends to the other process. False means that the pipe is full; `sent` is called when the message has left. */
export type SendToPeer = (message: PortMessage, sent: () => void) => boolean;

interface PortLink {
  send(data: Frame, sent: () => void): boolean;
  closed(): void;
}

/**
 * One end of a connection that shares a pipe with others. It has the shape of Electron's MessagePortMain, which oRPC
 * knows how to use. Frames that come before anyone listens are kept.
 */
export class VirtualPort {
  readonly #link: PortLink;
  readonly #onMessage: ((event: { data: Frame }) => void)[] = [];
  readonly #onClose: (() => void)[] = [];
  #early: Frame[] = [];
  #isOpen = true;

  constructor(link: PortLink) {
    this.#link = link;
  }

  on(event: string, listener: (event?: { data: Frame }) => void): void {
    if (event === 'close') this.#onClose.push(() => listener());
    if (event !== 'message') return;
    this.#onMessage.push(listener);
    for (const data of this.#early.splice(0)) this.deliver(data);
  }

  postMessage(data: Frame): void {
    this.write(data, () => {});
  }

  /** Like postMessage, for a pump that slows down: false means wait for `sent` before the next frame. */
  write(data: Frame, sent: () => void): boolean {
    return this.#isOpen ? this.#link.send(data, sent) : true;
  }

  /** Closes both ends; the listeners of this end are told too. */
  close(): void {
    if (!this.#isOpen) return;
    this.#link.closed();
    this.markClosed();
  }

  /** A frame came from the other end. Called by the hub. */
  deliver(data: Frame): void {
    if (!this.#isOpen) return;
    if (this.#onMessage.length === 0) this.#early.push(data);
    for (const listener of this.#onMessage) listener({ data });
  }

  /** The other end, or the whole pipe, is gone. Called by the hub. */
  markClosed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#early = [];
    for (const listener of this.#onClose) listener();
  }
}

/** Many ports over one pipe between two processes. The host's side opens ports, the engine's side accepts them. */
export class PortHub {
  readonly #send: SendToPeer;
  readonly #accept: ((port: VirtualPort) => void) | null;
  readonly #ports = new Map<number, VirtualPort>();
  #last = 0;

  constructor(send: SendToPeer, accept: ((port: VirtualPort) => void) | null = null) {
    this.#send = send;
    this.#accept = accept;
  }

  /** A new port; the other side learns of it with the first frame. */
  open(): VirtualPort {
    this.#last += 1;
    return this.#add(this.#last);
  }

  /** Takes a message from the pipe; anything that is not about a port is ignored. */
  receive(message: unknown): void {
    if (!isPortMessage(message)) return;
    const known = this.#ports.get(message.port);
    if ('closed' in message) {
      this.#ports.delete(message.port);
      known?.markClosed();
      return;
    }
    if (known) {
      known.deliver(message.data);
      return;
    }
    // Numbers only grow, so a frame for a smaller number belongs to a port that is closed already.
    if (!this.#accept || message.port <= this.#last) return;
    this.#last = message.port;
    const port = this.#add(message.port);
    this.#accept(port);
    port.deliver(message.data);
  }

  /** The pipe is gone: every port closes, so that nobody waits for an answer. */
  closeAll(): void {
    const ports = [...this.#ports.values()];
    this.#ports.clear();
    for (const port of ports) port.markClosed();
  }

  #add(number: number): VirtualPort {
    const port = new VirtualPort({
      send: (data, sent) => this.#send({ port: number, data }, sent),
      closed: () => {
        this.#ports.delete(number);
        this.#send({ port: number, closed: true }, () => {});
      },
    });
    this.#ports.set(number, port);
    return port;
  }
}

function isPortMessage(message: unknown): message is PortMessage {
  return typeof message === 'object' && message !== null && 'port' in message && typeof message.port === 'number';
}
