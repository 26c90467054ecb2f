import { number } from '../../info/spec.ts';
import { keysOf, membersOf } from '../constraints/members.ts';
import { greedyAllocator } from '../greedy.ts';

/** How much of the taste is mixed into the feed's own distribution, so that a topic not shown costs no infinity. */
const smoothing = 0.01;

/**
 * Calibrated recommendations (Steck 2018): the feed S with the largest (1 - lambda) * (sum of relevance) - lambda * KL(taste, topics
 * of S), greedily. An item counts in equal shares for each of its topics, and the topics of S are smoothed with 0.01 of
 * the taste. Without a taste in the context it is the order by relevance.
 */
export const calibrated = greedyAllocator({
  id: 'calibrated',
  about: "Calibrated: topics in the shares that the user's taste has them in (Steck 2018).",
  defaults: { lambda: 0.5 },
  params: { lambda: number('The weight of calibration; the rest goes to relevance.', 1) },
  aim: 'taste',
  start({ prepared: { list, context, relevance } }, { lambda }) {
    const gains = relevance.map((value) => (1 - lambda) * value);
    const taste = context.taste;
    if (!taste) return { gains, chose: () => undefined };
    const keys = keysOf(list, 'topic');
    const counts = new Float64Array(taste.length);
    let chosen = 0;
    let divergence = 0;
    /** What one topic adds to the divergence of a feed of `size` items with `count` of it. */
    const term = (topic: number, count: number, size: number) => {
      const wanted = taste[topic]!;
      if (wanted === 0) return 0;
      return wanted * Math.log(wanted / ((1 - smoothing) * (size === 0 ? 0 : count / size) + smoothing * wanted));
    };
    const known = (candidate: number) => membersOf(keys, candidate).filter((topic) => topic < taste.length);
    const update = () => {
      // All terms change with the size of the feed, but only those of its own topics differ from item to item.
      const terms = Float64Array.from(counts, (count, topic) => term(topic, count, chosen + 1));
      const base = terms.reduce((sum, value) => sum + value, 0);
      for (let c = 0; c < gains.length; c++) {
        const mine = known(c);
        let after = base;
        for (const topic of mine) after += term(topic, counts[topic]! + 1 / mine.length, chosen + 1) - terms[topic]!;
        gains[c] = (1 - lambda) * relevance[c]! - lambda * (after - divergence);
      }
    };
    divergence = counts.reduce((sum, count, topic) => sum + term(topic, count, 0), 0);
    update();
    return {
      gains,
      chose(candidate) {
        const mine = known(candidate);
        for (const topic of mine) counts[topic]! += 1 / mine.length;
        chosen += 1;
        divergence = counts.reduce((sum, count, topic) => sum + term(topic, count, chosen), 0);
        update();
      },
    };
  },
});
