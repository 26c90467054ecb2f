import { useEffect, useRef } from 'react';
import type { FeedItem } from '../../../engine/contract/feed-result.ts';
import { useColumns } from '../../app/columns.tsx';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { useFeeds } from './feeds-context.tsx';
import { usePlace, type View } from './place.ts';

/** The list that shows the items, whether as cards or side by side. */
export const cardsId = 'feeds-cards';

/** The rows of the allocators. */
export const allocatorsTable = 'feeds.allocators';
export const allocatorsId = tableId(allocatorsTable);

/** Switches the middle to a view, or from it back to the feed, and takes the focus there: Enter is for what it shows. */
export function useSwitchView(): (to: Exclude<View, 'feed'>) => void {
  const { view, setView } = useFeeds();
  return (to) => {
    const next = view === to ? 'feed' : to;
    setView(next);
    focusSoon(next === 'allocators' ? allocatorsId : cardsId);
  };
}

const none: readonly FeedItem[] = [];

/** The items that j and k walk through, the one that is chosen, and the ways to another. */
export function useItems() {
  const { current } = useFeeds();
  const [chosen, setChosen] = usePlace('item');
  const [, setWhy] = usePlace('why');
  const { showRight } = useColumns('feeds');
  const items = current.feed?.items ?? none;
  const at = chosen === null ? -1 : items.findIndex(({ item }) => item === chosen);
  // Where the chosen item leaves the feed, the next key goes on from where it stood.
  const lastAt = useRef(-1);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
  }, [at]);
  const choose = (item: string) => {
    setChosen(item);
    setWhy('item');
  };
  const go = (by: 1 | -1) => {
    const from = at >= 0 || chosen === null ? at : by > 0 ? lastAt.current - 1 : lastAt.current;
    const next = items[Math.min(items.length - 1, Math.max(0, from + by))];
    if (!next) return;
    choose(next.item);
    // Enter must open the item, and not press the button that a person came from.
    document.getElementById(cardsId)?.focus({ preventScroll: true });
  };
  return {
    items,
    chosen,
    item: items[at],
    choose,
    go,
    open: (item: string) => {
      choose(item);
      showRight(true);
    },
    leave: () => {
      setChosen(null);
      setWhy('funnel');
    },
  };
}
