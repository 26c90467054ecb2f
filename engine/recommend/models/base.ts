import { StewardError } from '../../contract/errors.ts';
import type { Csr } from '../../numeric/csr.ts';
import { TopK } from '../../numeric/topk.ts';
import type { FitOptions, Model, ModelId, ModelSections, Reason, RecommendOptions, TopItems } from './model.ts';

/** Users scored at once at most: enough for the matrix kernels. */
const mostUsers = 256;
/** Scores made at once, where there are many items: 20 MB, and some milliseconds of looking through them. */
const mostScores = 5_000_000;

/**
 * What all models have in common: lists and pairs from `scoreAll`, in batches of users, with a look at the event loop
 * between them. A model that can score pairs or whole lists for less overrides these.
 */
export abstract class ScoringModel implements Model {
  abstract readonly id: ModelId;
  abstract readonly params: Readonly<Record<string, number | string | boolean>>;
  abstract readonly predictsRatings: boolean;
  /** How many items a row of scores holds. */
  abstract readonly items: number;
  abstract scoreAll(users: Int32Array): Promise<Float32Array>;
  abstract explain(user: number, item: number): Reason[];
  abstract sections(): ModelSections;

  get #usersAtOnce(): number {
    return Math.max(1, Math.min(mostUsers, Math.floor(mostScores / Math.max(1, this.items))));
  }

  async score(users: Int32Array, items: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length);
    const atOnce = this.#usersAtOnce;
    // Pairs of one user share that user's row of scores.
    const order = Int32Array.from(users, (_, pair) => pair).sort((a, b) => users[a]! - users[b]! || a - b);
    for (let start = 0; start < order.length; ) {
      const batch: number[] = [];
      let end = start;
      for (; end < order.length; end++) {
        const user = users[order[end]!]!;
        if (batch[batch.length - 1] === user) continue;
        if (batch.length === atOnce) break;
        batch.push(user);
      }
      const rows = await this.scoreAll(Int32Array.from(batch));
      for (let row = -1, last = -1; start < end; start++) {
        const pair = order[start]!;
        if (users[pair] !== last) {
          last = users[pair]!;
          row += 1;
        }
        scores[pair] = rows[row * this.items + items[pair]!]!;
      }
      await breathe();
    }
    return scores;
  }

  async recommend(users: Int32Array, options: RecommendOptions): Promise<TopItems> {
    const { k } = options;
    const out = { k, items: new Int32Array(users.length * k), scores: new Float32Array(users.length * k) };
    const atOnce = this.#usersAtOnce;
    for (let start = 0; start < users.length; start += atOnce) {
      const batch = users.subarray(start, start + atOnce);
      selectTop(await this.scoreAll(batch), this.items, batch, options, out, start);
      await breathe();
    }
    return out;
  }
}

/**
 * The best items of each row of `scores` (users.length x items) into rows `first` and following of `out`. Equal scores
 * go by the smaller item number; what is excluded, no candidate, or not a number is left out. Uses up `scores`: what is
 * excluded becomes NaN.
 */
export function selectTop(
  scores: Float32Array,
  items: number,
  users: Int32Array,
  { k, exclude, candidates }: RecommendOptions,
  out: TopItems,
  first = 0,
): void {
  const top = new TopK(k);
  const length = candidates ? candidates.length : items;
  for (let row = 0; row < users.length; row++) {
    const own = scores.subarray(row * items, (row + 1) * items);
    if (exclude) {
      const end = exclude.indptr[users[row]! + 1]!;
      for (let at = exclude.indptr[users[row]!]!; at < end; at++) own[exclude.indices[at]!] = Number.NaN;
    }
    let c = 0;
    for (; c < length && top.size < k; c++) {
      const item = candidates ? candidates[c]! : c;
      top.offer(item, own[item]!);
    }
    // Items come in ascending order, so one that only equals the worst kept does not get in.
    for (let bar = top.worst; c < length; c++) {
      const item = candidates ? candidates[c]! : c;
      const score = own[item]!;
      if (!(score > bar)) continue;
      top.offer(item, score);
      bar = top.worst;
    }
    top.drain(out.items, out.scores, (first + row) * k);
  }
}

/** Lets the event loop turn once, so that answering others does not wait for a long list of users. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Throws CANCELLED where the work was called off. */
export function throwIfCancelled({ signal }: Pick<FitOptions, 'signal'>): void {
  if (signal?.aborted) throw new StewardError('CANCELLED', 'The training was cancelled.');
}

/** The defaults with what was given laid over them; what is undefined counts as not given. */
export function withDefaults<P extends object>(defaults: P, given: Partial<P>): P {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(set) as Partial<P>) };
}

/** The section called `name`, as floats. Throws BAD_FILE where it is missing or of another type or length. */
export function floatSection(sections: ModelSections, name: string, length?: number): Float32Array {
  const section = sections[name];
  if (section instanceof Float32Array && (length === undefined || section.length === length)) return section;
  throw damaged(name);
}

/** The section called `name`, as whole numbers. Throws BAD_FILE where it is missing or of another type or length. */
export function intSection(sections: ModelSections, name: string, length?: number): Int32Array {
  const section = sections[name];
  if (section instanceof Int32Array && (length === undefined || section.length === length)) return section;
  throw damaged(name);
}

function damaged(name: string): StewardError {
  return new StewardError('BAD_FILE', `The saved model does not fit: its section '${name}' is missing or damaged.`, {
    advice: 'Train the model again.',
  });
}

/** The reasons with the largest shares first, without those that say nothing. */
export function sortedReasons(reasons: Reason[]): Reason[] {
  return reasons
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.id - b.id);
}

/** The place of `column` in row `row`, or -1: binary search. */
export function placeIn({ indptr, indices }: Csr, row: number, column: number): number {
  let low = indptr[row]!;
  let high = indptr[row + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = indices[middle]!;
    if (found === column) return middle;
    if (found < column) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
