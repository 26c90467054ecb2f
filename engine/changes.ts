import type { Change, Topic } from './contract/index.ts';

/** Announcements are merged over this long, in milliseconds, so that a busy import does not flood the UI. */
const mergeMs = 100;

/** Tells every watcher which topics changed, merged over a tenth of a second. */
export class ChangeFeed {
  readonly #watchers = new Set<(change: Change) => void>();
  #pending = new Set<Topic>();
  #timer: NodeJS.Timeout | undefined;
  #revision = 0;

  announce(...topics: Topic[]): void {
    for (const topic of topics) this.#pending.add(topic);
    this.#timer ??= setTimeout(() => this.#flush(), mergeMs);
  }

  /** First an event without topics, at once; then one for each merged announcement, until `signal` aborts. */
  async *watch(signal?: AbortSignal): AsyncGenerator<Change> {
    const waiting: Change[] = [{ topics: [], revision: this.#revision }];
    let wake = () => {};
    const onChange = (change: Change) => {
      waiting.push(change);
      wake();
    };
    const onAbort = () => wake();
    this.#watchers.add(onChange);
    signal?.addEventListener('abort', onAbort);
    try {
      while (!signal?.aborted) {
        const change = waiting.shift();
        if (change) yield change;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#watchers.delete(onChange);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flush(): void {
    const change: Change = { topics: [...this.#pending], revision: ++this.#revision };
    this.#pending = new Set();
    this.#timer = undefined;
    for (const watcher of this.#watchers) watcher(change);
  }
}
