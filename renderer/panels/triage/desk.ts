import type { DecisionRow, JobRow, Queue, ReviewItem, Verdict } from '../../../engine/contract/review.ts';
import { asProblem, isOvertaken } from '../../app/problem.ts';
import { type LeaseDesk, Leases } from './leases.ts';
import { nextAfter, reconcile, takeFresh } from './reconcile.ts';

/** What the desk asks of the engine; the oRPC client's `review` is one. */
export interface ReviewDeskClient extends LeaseDesk {
  item(input: { job: number; holder?: string }): Promise<ReviewItem>;
  decide(input: { job: number; token: string; verdict: Verdict; policy: string | null }): Promise<DecisionRow>;
  skip(input: { job: number; token: string }): Promise<unknown>;
  undo(): Promise<{ job: number; queue: Queue; was: Verdict | 'skip' }>;
}

/** The quiet line under the item: what was just done, or what went wrong. */
export interface DeskStatus {
  text: string;
  tone: 'done' | 'notice' | 'error';
  /** The verdict that was given, for its colour. */
  verdict?: Verdict;
  canUndo: boolean;
}

export interface DeskState {
  queue: Queue;
  rows: JobRow[];
  fresh: number;
  total: number;
  loaded: boolean;
  current: JobRow | null;
  status: DeskStatus | null;
}

/** Remembers which job was open in each queue, so that coming back is coming back to the same place. */
export interface Places {
  get(queue: Queue): number | undefined;
  set(queue: Queue, job: number): void;
}

const done: Record<Verdict | 'skip', string> = {
  remove: 'Removed',
  reduce: 'Reduced',
  inform: 'Informed',
  keep: 'Kept',
  skip: 'Skipped',
};

/** How long the desk's own word counts against a fetched page that may be older than it. */
const settleAfter = 2000;
/** Moving through the list with j and k leases only where a person stops. */
const leaseAfter = 200;

/**
 * The state of one moderator's work: the list, the open item, and the decisions under way. A decision shows at once
 * and is sent behind the screen, one after the other in order; the few that fail come back into the list.
 */
export class Desk {
  readonly #client: ReviewDeskClient;
  readonly #leases: Leases;
  /** Names this window to the engine. */
  readonly holder: string;
  readonly #places: Places;
  readonly #listeners = new Set<() => void>();
  readonly #closed = new Set<number>();
  /** Jobs put back into the list just now; a page that was fetched before may not know them yet. */
  readonly #restored = new Set<number>();
  #state: DeskState;
  #head: readonly JobRow[] | null = null;
  #sending: Promise<unknown> = Promise.resolve();
  #leaseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: ReviewDeskClient, options: { holder: string; queue: Queue; places: Places }) {
    this.#client = client;
    this.#leases = new Leases(client, options.holder);
    this.holder = options.holder;
    this.#places = options.places;
    this.#state = blank(options.queue, null);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): DeskState => this.#state;

  /** Starts over with another queue, filter or order; the lease of what was open is given back. */
  show(queue: Queue): void {
    this.#leave();
    this.#head = null;
    this.#become(blank(queue, this.#state.status));
  }

  /** Takes the engine's first page. Nothing on the screen moves because of it. */
  update(page: readonly JobRow[], total: number): void {
    const head = page;
    const { current, loaded, queue } = this.#state;
    const before = this.#state.rows;
    const known = new Set(head.map((row) => row.id));
    const restored = before.filter((row) => this.#restored.has(row.id) && !known.has(row.id));
    const isFirst = this.#head === null;
    this.#head = head;
    const { rows, fresh } = isFirst
      ? { rows: takeFresh(before, head, this.#closed), fresh: 0 }
      : reconcile(before, head, total, this.#closed);
    for (const row of restored) {
      if (!rows.some(({ id }) => id === row.id)) rows.splice(before.indexOf(row), 0, row);
    }
    this.#become({ rows, fresh, total: total + restored.length, loaded: true });
    if (current && !rows.some((row) => row.id === current.id) && !this.#closed.has(current.id)) {
      this.#leave();
      this.#become({ current: null, status: notice('That post was decided elsewhere.') });
    }
    if (this.#state.current) {
      const refreshed = rows.find((row) => row.id === current?.id);
      if (refreshed) this.#become({ current: refreshed });
    } else {
      const place = loaded ? undefined : this.#places.get(queue);
      const row = rows.find(({ id }) => id === place) ?? rows.find(({ heldBy }) => heldBy === null) ?? rows[0];
      if (row) this.#enter(row, 0);
    }
  }

  /** Adds rows from beyond the first page at the end. */
  append(page: readonly JobRow[]): void {
    const rows = page;
    const known = new Set(this.#state.rows.map((row) => row.id));
    const more = rows.filter((row) => !known.has(row.id) && !this.#closed.has(row.id));
    this.#become({ rows: [...this.#state.rows, ...more] });
  }

  /** Puts the new arrivals into the list, at their places. */
  takeFresh(): void {
    this.#become({ rows: takeFresh(this.#state.rows, this.#head ?? [], this.#closed), fresh: 0 });
  }

  open(row: JobRow): void {
    if (this.#state.current?.id === row.id) return;
    this.#leave();
    this.#enter(row, 0);
  }

  /** Opens the row so many places below (or above, where negative). */
  move(by: number): void {
    const { rows, current } = this.#state;
    const index = current ? rows.findIndex((row) => row.id === current.id) : -1;
    const row = rows[Math.min(rows.length - 1, Math.max(0, index + by))];
    if (!row || row.id === current?.id) return;
    this.#leave();
    this.#enter(row, leaseAfter);
  }

  decide(verdict: Verdict): void {
    this.#close(verdict, (row, token) =>
      this.#client.decide({ job: row.id, token, verdict, policy: row.policy || null }),
    );
  }

  skip(): void {
    this.#close('skip', (row, token) => this.#client.skip({ job: row.id, token }));
  }

  /** Takes back the latest decision or skip of this reviewer and opens its post again. */
  undo(): Promise<void> {
    return this.#send(async () => {
      try {
        const { job, queue, was } = await this.#client.undo();
        this.#closed.delete(job);
        const { job: row } = await this.#client.item({ job, holder: this.holder });
        if (queue !== this.#state.queue) this.show(queue);
        this.#leave();
        this.#insert(row);
        this.#enter(row, 0);
        this.#become({ status: { text: `Undone: ${was}`, tone: 'done', canUndo: false } });
      } catch (error) {
        const { code, message } = asProblem(error);
        this.#become({ status: code === 'NOTHING_TO_UNDO' ? notice('Nothing to undo.') : failure(message) });
      }
    });
  }

  /** After the engine was restarted: old tokens are void, so the open item is leased anew. */
  resume(): void {
    this.#leases.forget();
    if (this.#state.current) this.#lease(this.#state.current);
  }

  /** Gives back what is held, as when the panel is left. */
  async dispose(): Promise<void> {
    clearTimeout(this.#leaseTimer);
    await this.#sending;
    if (this.#state.current) await this.#leases.release(this.#state.current.id);
  }

  #close(action: Verdict | 'skip', send: (row: JobRow, token: string) => Promise<unknown>): void {
    const row = this.#state.current;
    if (!row) return;
    clearTimeout(this.#leaseTimer);
    this.#leases.take(row.id).catch(() => undefined);
    const token = this.#leases.spend(row.id);
    if (!token) return;
    const index = this.#state.rows.findIndex(({ id }) => id === row.id);
    const next = nextAfter(this.#state.rows, row.id);
    this.#closed.add(row.id);
    this.#become({
      rows: this.#state.rows.filter(({ id }) => id !== row.id),
      total: Math.max(0, this.#state.total - 1),
      current: null,
      status: { text: done[action], tone: 'done', canUndo: true, ...(action !== 'skip' && { verdict: action }) },
    });
    if (next && next.id !== row.id) this.#enter(next, 0);
    void this.#send(async () => {
      try {
        await send(row, await token);
        setTimeout(() => this.#closed.delete(row.id), settleAfter);
      } catch (error) {
        this.#failed(row, index, error);
      }
    });
  }

  #failed(row: JobRow, index: number, error: unknown): void {
    if (isOvertaken(error)) {
      setTimeout(() => this.#closed.delete(row.id), settleAfter);
      this.#become({ status: notice('That post was taken or decided elsewhere; your decision was not needed.') });
      return;
    }
    this.#closed.delete(row.id);
    this.#insert(row, index);
    this.#become({ status: failure(`Not saved, the post is back in the list. ${asProblem(error).message}`) });
    if (!this.#state.current) this.#enter(row, 0);
  }

  #insert(row: JobRow, at?: number): void {
    const { rows, current, total } = this.#state;
    if (rows.some(({ id }) => id === row.id)) return;
    this.#restored.add(row.id);
    setTimeout(() => this.#restored.delete(row.id), settleAfter);
    const index =
      at ??
      Math.max(
        0,
        rows.findIndex(({ id }) => id === current?.id),
      );
    this.#become({ rows: rows.toSpliced(index, 0, row), total: total + 1, loaded: true });
  }

  #enter(row: JobRow, delay: number): void {
    this.#places.set(this.#state.queue, row.id);
    this.#become({ current: row });
    clearTimeout(this.#leaseTimer);
    if (delay === 0) this.#lease(row);
    else this.#leaseTimer = setTimeout(() => this.#lease(row), delay);
  }

  #lease(row: JobRow): void {
    this.#leases.take(row.id).catch((error: unknown) => {
      if (this.#state.current?.id !== row.id || !isOvertaken(error)) return;
      this.#become({ status: notice('Somebody else has this post open just now.') });
    });
  }

  #leave(): void {
    clearTimeout(this.#leaseTimer);
    if (this.#state.current) void this.#leases.release(this.#state.current.id);
  }

  /** Sends one thing after the other, in the order in which a person did them. */
  #send(work: () => Promise<void>): Promise<void> {
    const sent = this.#sending.then(work);
    this.#sending = sent;
    return sent;
  }

  #become(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function blank(queue: Queue, status: DeskStatus | null): DeskState {
  return { queue, rows: [], fresh: 0, total: 0, loaded: false, current: null, status };
}

const notice = (text: string): DeskStatus => ({ text, tone: 'notice', canUndo: false });
const failure = (text: string): DeskStatus => ({ text, tone: 'error', canUndo: false });
