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
   * The logit alone is then about the log of the chance that what the user wants next is this item. Some draws are
   * by lot among all items that were out (mixed negative sampling: Yang et al., WWW 2020), since an item that is never
   * drawn would be known from its positives alone.
   */
  logQ?: boolean;
  /** When each item came out, NaN where it is not known: what was not out yet is not drawn by lot. */
  publishedAt?: Float64Array;
}

const week = 7 * 86_400_000;
const tries = 16;

/**
 * Rows where nothing says what was shown. A pair of user and item with a positive interaction is one positive, at the
 * time of the pair's first interaction of any kind (when it was first seen). Its negatives have the same user and time, and are
 * drawn in proportion to how often items were had in the window before, each once more where `logQ` corrects for it; none
 * that the user had before, and none twice. What comes later is not looked at. BAD_INPUT where interactions have no times.
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
  const recent = new Window({ items: items.size, time, item, length: window });
  const pool = logQ ? new Released(options.publishedAt ?? new Float64Array(items.size).fill(Number.NaN)) : null;
  const had = new Set<number>();
  const rows = { user: [] as number[], item: [] as number[], time: [] as number[], label: [] as number[] };
  const offset: number[] = [];
  const add = (who: number, what: number, when: number, label: number) => {
    rows.user.push(who);
    rows.item.push(what);
    rows.time.push(when);
    rows.label.push(label);
    if (pool) offset.push(-Math.log((negatives * (recent.count(what) + 1)) / (recent.size + pool.size)));
  };
  for (const at of recent.order) {
    const key = user[at]! * items.size + item[at]!;
    if (had.has(key)) continue;
    had.add(key);
    if (!positives.has(key)) continue;
    recent.moveTo(time[at]!);
    pool?.moveTo(time[at]!);
    const drawn = recent.size + (pool?.size ?? 0);
    add(user[at]!, item[at]!, time[at]!, 1);
    const taken = new Set<number>();
    for (let n = 0; n < negatives * tries && taken.size < negatives && drawn > 0; n++) {
      const place = random.below(drawn);
      const other = place < recent.size ? recent.draw(place) : pool!.draw(place - recent.size);
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

  constructor(log: { items: number; time: Float64Array; item: Int32Array; length: number }) {
    this.order = byTime(log.time);
    this.#time = log.time;
    this.#item = log.item;
    this.#length = log.length;
    this.#counts = new Uint32Array(log.items);
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

  count(item: number): number {
    return this.#counts[item]!;
  }
}

/** The items that are out at a moment; those of which it is not known when always are. */
class Released {
  readonly #order: Int32Array;
  readonly #publishedAt: Float64Array;
  #size = 0;

  constructor(publishedAt: Float64Array) {
    const always = publishedAt.map((at) => (Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at));
    this.#order = byTime(always);
    this.#publishedAt = always;
  }

  get size(): number {
    return this.#size;
  }

  moveTo(now: number): void {
    while (this.#size < this.#order.length && this.#publishedAt[this.#order[this.#size]!]! <= now) this.#size++;
  }

  draw(place: number): number {
    return this.#order[place]!;
  }
}
