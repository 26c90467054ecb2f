import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { fairTable, firstUnfairPlace } from './fair-top-k.ts';
import { listCount, listOf } from './weights.ts';

/** How many lists show enough of a group by FA*IR, where its share of the catalogue is what should be shown. */
export interface FairLists {
  group: string;
  /** The share that should be shown. */
  share: number;
  /** Lists that hold too little of the group at some prefix, of those that are not empty. */
  unfair: number;
  lists: number;
  /** The chance that a list drawn fairly is among them. */
  expected: number;
}

/** Tests every list for every group of items at `alpha`, adjusted for the prefixes. Groups of no item or of all are left out. */
export function fairLists(lists: TopLists, grouping: Grouping, alpha = 0.1): FairLists[] {
  const known = grouping.of.filter((group) => group >= 0);
  return grouping.names.flatMap((group, number) => {
    const share = known.filter((own) => own === number).length / known.length;
    if (!(share > 0 && share < 1)) return [];
    const table = fairTable(lists.k, share, alpha);
    let [unfair, tested] = [0, 0];
    for (let i = 0; i < listCount(lists); i++) {
      const list = listOf(lists, i);
      if (list.length === 0) continue;
      tested += 1;
      if (
        firstUnfairPlace(
          list.map((item) => Number(grouping.of[item] === number)),
          table.least,
        ) >= 0
      )
        unfair += 1;
    }
    return [{ group, share, unfair, lists: tested, expected: table.failure }];
  });
}
