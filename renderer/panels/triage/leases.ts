import type { Lease } from '../../../engine/contract/review.ts';

/** The operations that leases need; the oRPC client's `review` is one. */
export interface LeaseDesk {
  lease(input: { job: number; holder: string }): Promise<Lease>;
  renew(input: { job: number; token: string }): Promise<Lease>;
  release(input: { job: number; token: string }): Promise<unknown>;
}

/** Leases last ten minutes; renewing every three survives two lost attempts. */
export const renewEvery = 3 * 60_000;

/**
 * The leases of this window: one for the item on the screen, and for a moment those of decisions still under way. The
 * token is a promise, so that a decision made before the lease arrived simply waits for it.
 */
export class Leases {
  readonly #desk: LeaseDesk;
  readonly #holder: string;
  readonly #held = new Map<number, { token: Promise<string>; timer: ReturnType<typeof setInterval> }>();

  constructor(desk: LeaseDesk, holder: string) {
    this.#desk = desk;
    this.#holder = holder;
  }

  /** The token for a job, leased now if it is not held yet. Rejects where somebody else has it. */
  take(job: number): Promise<string> {
    const held = this.#held.get(job);
    if (held) return held.token;
    const token = this.#desk.lease({ job, holder: this.#holder }).then((lease) => lease.token);
    const entry = { token, timer: setInterval(() => this.#renew(job), renewEvery) };
    this.#held.set(job, entry);
    token.catch(() => this.#drop(job, entry));
    return token;
  }

  /** Gives a job back to the others; nothing happens where it is not held. */
  async release(job: number): Promise<void> {
    const token = await this.spend(job)?.catch(() => undefined);
    // The engine ends the lease by itself in ten minutes, so that a failed release costs nobody more than that.
    if (token !== undefined) await this.#desk.release({ job, token }).catch(() => undefined);
  }

  /** Hands out the token for a decision, which ends the lease: it is neither renewed nor released any more. */
  spend(job: number): Promise<string> | undefined {
    const held = this.#held.get(job);
    if (!held) return undefined;
    this.#drop(job, held);
    return held.token;
  }

  /** Forgets all leases without a word to the engine, as after it was restarted. */
  forget(): void {
    for (const { timer } of this.#held.values()) clearInterval(timer);
    this.#held.clear();
  }

  #drop(job: number, entry: { timer: ReturnType<typeof setInterval> }): void {
    clearInterval(entry.timer);
    if (this.#held.get(job) === entry) this.#held.delete(job);
  }

  #renew(job: number): void {
    const held = this.#held.get(job);
    if (!held) return;
    const before = held.token;
    // Where the renewal fails, the old token stays: the decision will say whether somebody took the job over.
    held.token = before.then(async (token) => (await this.#desk.renew({ job, token })).token).catch(() => before);
  }
}
