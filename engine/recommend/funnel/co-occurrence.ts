import { Pace } from '../../numeric/pace.ts';
import { TopK } from '../../numeric/topk.ts';
import type { Activity } from '../candidates/activity.ts';
import type { WhoHadWhat } from '../candidates/sources/people.ts';
import type { Model } from '../models/model.ts';

/** People of an item that are looked at, and items of each of them: the last ones. */
const [mostPeople, mostItems] = [100, 50];

/**
 * Items that the same people had, for where no model knows similar ones: the cosine of who had which, over the last
 * people of each item.
 */
export function coOccurrence(activity: Activity, had: WhoHadWhat): Required<Pick<Model, 'similarItems'>> {
  return {
    async similarItems(items, k) {
      const { indptr, indices } = (await had()).byItem;
      const pace = new Pace();
      const out = { k, items: new Int32Array(items.length * k), scores: new Float32Array(items.length * k) };
      const count = (item: number) => indptr[item + 1]! - indptr[item]!;
      for (const [n, item] of items.entries()) {
        const together = new Map<number, number>();
        const end = indptr[item + 1]!;
        for (let at = Math.max(indptr[item]!, end - mostPeople); at < end; at++) {
          const user = indices[at]!;
          const last = activity.indptr[user + 1]!;
          for (let event = Math.max(activity.indptr[user]!, last - mostItems); event < last; event++) {
            const other = activity.item[event]!;
            if (other !== item) together.set(other, (together.get(other) ?? 0) + 1);
          }
        }
        const top = new TopK(k);
        for (const [other, both] of together) top.offer(other, both / Math.sqrt(count(item) * count(other)));
        top.drain(out.items, out.scores, n * k);
        await pace.turn();
      }
      return out;
    },
  };
}
