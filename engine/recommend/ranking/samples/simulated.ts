import { StewardError } from '../../../contract/errors.ts';
import { seededRandom } from '../../../numeric/random.ts';
import { byTime } from '../features/counters.ts';
import type { FeatureInteractions } from '../features/data.ts';
import type { Samples } from './samples.ts';

export interface SimulateOptions {
  seed: number;
  /** Interactions of these kinds are positive; all by default. */
  kinds?: readonly string[];
  /** Ratings below are no positives; all are by default. */
  leastValue?: number;
  /** Negatives for each positive; 4 by default. */
  negatives?: number;
  /** They come from what was had in so many milliseconds before; a week by default. */
  window?: number;
  /**
   * Corrects for the sampling (noise-contrastive estimation: Gutmann and Hyvarinen 2010; logQ of Yi et al., RecSys
   * 2019): -ln(negatives q) is added to logits in training, so that the popular are not marked down for being sampled often.
   */
  logQ?: boolean;
}

const week = 7 * 86_400_000;
const tries = 16;

/**
 * Rows where nothing says what was shown. A pair of user and item with a positive interaction is one positive, at the
 * time of the pair's first interaction of any kind (when it was first seen). Its negatives have the same user and time, and are
 * drawn in proportion to how often items were had in the window before; none that the user had before, and none twice. What
 * comes later is not looked at. BAD_INPUT where interactions have no times.
 */
export function samplesOfInteractions(interactions: FeatureInteractions, options: SimulateOptions): Samples {
  const { user, item, value, time, kind, items } = interactions;
  if (time === null) {
    throw new StewardError('BAD_INPUT', 'The interactions have no times, and a ranker learns from what was before.', {
      advice: 'Import interactions with times.',
    });
  }
  const { negatives = 4, window = week, logQ = false, leastValue = Number.NEGATIVE_INFINITY } = options;
  const wanted = options.kinds && new Set(options.kinds.map((name) => interactions.kinds.row(name)));
  const positives = new Set<number>();
  for (let n = 0; n < user.length; n++) {
    if (value[n]! < leastValue || (wanted && !wanted.has(kind?.[n] ?? 0))) continue;
    positives.add(user[n]! * items.size + item[n]!);
  }
  const random = seededRandom(options.seed);
  const recent = new Window(items.size, byTime(time), time, item, window);
  const had = new Set<number>();
  const rows = { user: [] as number[], item: [] as number[], time: [] as number[], label: [] as number[] };
  const offset: number[] = [];
  const add = (who: number, what: number, when: number, label: number) => {
    rows.user.push(who);
    rows.item.push(what);
    rows.time.push(when);
    rows.label.push(label);
    if (logQ) offset.push(-Math.log(negatives * recent.share(what)));
  };
  for (const at of recent.order) {
    const key = user[at]! * items.size + item[at]!;
    if (had.has(key)) continue;
    had.add(key);
    if (!positives.has(key)) continue;
    recent.moveTo(time[at]!);
    add(user[at]!, item[at]!, time[at]!, 1);
    const taken = new Set<number>();
    for (let n = 0; n < negatives * tries && taken.size < negatives && recent.size > 0; n++) {
      const other = recent.draw(random.below(recent.size));
      if (taken.has(other) || had.has(user[at]! * items.size + other)) continue;
      taken.add(other);
      add(user[at]!, other, time[at]!, 0);
    }
  }
  return {
    user: Int32Array.from(rows.user),
    item: Int32Array.from(rows.item),
    time: Float64Array.from(rows.time),
    label: Uint8Array.from(rows.label),
    ...(logQ && { offset: Float32Array.from(offset) }),
  };
}

/** The interactions of a while before a moment. */
class Window {
  readonly order: Int32Array;
  readonly #time: Float64Array;
  readonly #item: Int32Array;
  readonly #length: number;
  readonly #counts: Uint32Array;
  #from = 0;
  #to = 0;

  constructor(items: number, order: Int32Array, time: Float64Array, item: Int32Array, length: number) {
    this.order = order;
    this.#time = time;
    this.#item = item;
    this.#length = length;
    this.#counts = new Uint32Array(items);
  }

  get size(): number {
    return this.#to - this.#from;
  }

  moveTo(now: number): void {
    for (; this.#time[this.order[this.#to]!]! < now; this.#to++) this.#counts[this.#item[this.order[this.#to]!]!]! += 1;
    for (; this.#time[this.order[this.#from]!]! < now - this.#length; this.#from++) {
      this.#counts[this.#item[this.order[this.#from]!]!]! -= 1;
    }
  }

  draw(place: number): number {
    return this.#item[this.order[this.#from + place]!]!;
  }

  /** The chance that a draw gives this item, as if every item had been had once more. */
  share(item: number): number {
    return (this.#counts[item]! + 1) / (this.size + this.#counts.length);
  }
}
