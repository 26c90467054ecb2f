import { StewardError } from '../../contract/errors.ts';
import { drawGamma, type Random, seededRandom } from '../../numeric/random.ts';
import { TopK } from '../../numeric/topk.ts';

/** A new item, and how it did so far. */
export interface NewItem {
  item: number;
  shown: number;
  liked: number;
  /** What is expected of it before it was ever shown, in [0, 1]: from its content neighbours, say. */
  expected: number;
}

export interface ExplorationOptions {
  /** Places of a feed that are given to new items at most. */
  budget: number;
  policy?: 'thompson' | 'ucb';
  /** Showings that the expectation counts as. */
  strength?: number;
  /** After so many showings an item is no longer new. */
  enough?: number;
  /** Of UCB: how much is added for what is not known; 1 is UCB1's bound with a factor 1/2. */
  boldness?: number;
  seed: number;
}

/**
 * The new items to show in one feed, best first. Thompson sampling draws each item's rate from its beta posterior
 * (Thompson 1933; Chapelle and Li, NeurIPS 2011); UCB adds sqrt(boldness ln N / 2 n) to its mean, N being all showings
 * of new items (after UCB1: Auer et al. 2002), n with the prior's strength. The same seed draws the same: give each feed its own.
 * Throws BAD_INPUT where the budget is no whole number of 0 or more.
 */
export function explore(
  arms: readonly NewItem[],
  options: ExplorationOptions,
): { items: Int32Array; scores: Float32Array } {
  const { budget, policy = 'thompson', strength = 10, enough = 200, boldness = 1, seed } = options;
  if (!(Number.isInteger(budget) && budget >= 0)) {
    throw new StewardError('BAD_INPUT', `A feed cannot give ${budget} places to new items.`, {
      advice: 'Give a whole number of places, 0 for none.',
    });
  }
  const random = seededRandom(seed);
  const total = arms.reduce((sum, { shown }) => sum + shown, 0);
  const top = new TopK(budget);
  for (const { item, shown, liked, expected } of arms) {
    const prior = Math.min(1 - 1e-6, Math.max(1e-6, expected));
    const [a, b] = [strength * prior + liked, strength * (1 - prior) + Math.max(0, shown - liked)];
    // Drawn for every arm, so that one that leaves does not change what the others draw before it.
    const draw = policy === 'thompson' ? beta(random, a, b) : 0;
    if (shown >= enough) continue;
    const bound = Math.sqrt((boldness * Math.log(Math.max(2, total))) / (2 * (shown + strength)));
    top.offer(item, policy === 'thompson' ? draw : a / (a + b) + bound);
  }
  const out = { items: new Int32Array(budget), scores: new Float32Array(budget) };
  const found = top.drain(out.items, out.scores);
  return { items: out.items.subarray(0, found), scores: out.scores.subarray(0, found) };
}

/** A draw from the beta distribution, by two of the gamma distribution. */
export function beta(random: Random, a: number, b: number): number {
  const [x, y] = [drawGamma(random, a), drawGamma(random, b)];
  return x + y > 0 ? x / (x + y) : a / (a + b);
}
