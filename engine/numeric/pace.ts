/** How long work on the calling thread may go on before the event loop turns, in milliseconds. */
const patience = 8;

/** Lets the event loop turn now and then during long work on the calling thread, so that answering others does not wait for it. */
export class Pace {
  #lastTurn = performance.now();

  /** To be awaited between pieces of some milliseconds at most: lets the loop turn where the work has gone on for a while. */
  async turn(): Promise<void> {
    if (performance.now() - this.#lastTurn < patience) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#lastTurn = performance.now();
  }
}

/** Long work that can pause wherever it yields: every millisecond or so. */
export type Pieces<Result> = Generator<undefined, Result, undefined>;

/** Does all of it now. */
export function atOnce<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does it on the calling thread, but lets the event loop turn now and then. */
export async function inSlices<Result>(work: Pieces<Result>): Promise<Result> {
  const pace = new Pace();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pace.turn();
  }
}
