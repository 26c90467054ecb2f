import Sqlite from 'better-sqlite3';

/**
 * Small writes that nobody waits for, each as of the moment when it was asked for: they are made when the event loop
 * turns next, while whoever asked goes on. One that fails stays: it is tried again before the next is taken, and whoever
 * asks for that is told. What refers to something that was erased meanwhile is dropped.
 */
export class WrittenLater<Entry> {
  readonly #write: (entry: Entry) => void;
  #waiting: Entry[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #hasFailed = false;

  constructor(write: (entry: Entry) => void) {
    this.#write = write;
  }

  /** Takes an entry; throws what kept those before it from being written, and then does not take it. */
  add(entry: Entry): void {
    if (this.#hasFailed) this.flush();
    this.#waiting.push(entry);
    this.#scheduled ??= setImmediate(() => {
      try {
        this.flush();
      } catch {
        // Told to whoever comes next.
      }
    });
  }

  /** Writes what waits, in its order: before it is read, and before the database is closed. Throws where that fails. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    while (this.#waiting.length > 0) {
      try {
        this.#write(this.#waiting[0]!);
      } catch (error) {
        this.#hasFailed = !isOfErased(error);
        if (this.#hasFailed) throw error;
      }
      this.#waiting.shift();
    }
    this.#hasFailed = false;
  }
}

function isOfErased(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}
