import { HttpProblem } from './problem.ts';

/** Requests that a caller may make at once, and how many come back each second. */
export const [burst, perSecond] = [40, 20];
/** Callers that are remembered: those that were quiet for longest go first. */
const mostCallers = 1000;

/**
 * A token bucket a caller: so many requests at once, and so many more each second. What is refused is told when to come
 * back.
 */
export class RateLimit {
  readonly #clock: () => number;
  readonly #callers = new Map<string, { tokens: number; at: number }>();

  /** `clock` in milliseconds. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Counts a request. TOO_MANY, with the whole seconds to wait in `retryAfter`, where the caller has none left. */
  take(caller: string): void {
    const now = this.#clock();
    const { tokens, at } = this.#callers.get(caller) ?? { tokens: burst, at: now };
    const left = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
    this.#callers.delete(caller);
    this.#callers.set(caller, { tokens: left < 1 ? left : left - 1, at: now });
    for (const oldest of this.#callers.keys()) {
      if (this.#callers.size <= mostCallers) break;
      this.#callers.delete(oldest);
    }
    if (left >= 1) return;
    const retryAfter = Math.max(1, Math.ceil((1 - left) / perSecond));
    throw new HttpProblem('TOO_MANY', `At most ${perSecond} requests a second are answered.`, { retryAfter });
  }
}
