import { useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useState } from 'react';
import type { feedActions } from '../../../engine/contract/feeds.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { useFeeds } from './feeds-context.tsx';
import { withItem, withoutItem } from './who.ts';

export type FeedAction = (typeof feedActions)[number];

/** What can be done on a card, with its key. */
export const actWords: Record<FeedAction, { key: string; name: string; done: string; undone: string }> = {
  like: { key: 'l', name: 'Like', done: 'Liked', undone: 'No longer liked' },
  seen: { key: 's', name: 'Mark as seen', done: 'Marked as seen', undone: 'No longer seen' },
  'not-interested': {
    key: 'n',
    name: 'Not interested',
    done: 'Not interested in',
    undone: 'No longer uninterested in',
  },
};

/** Something that was done on a card, with what it takes to take it back. */
interface Deed {
  user: string | null;
  item: string;
  title: string | null;
  action: FeedAction;
}

interface Acting {
  /** What was done or taken back last, in words; empty at first. */
  status: string;
  canUndo: boolean;
  /** Why an action cannot be done for whom the feed is; null where it can. */
  refusal(action: FeedAction): string | null;
  act(action: FeedAction, item: string, title: string | null): void;
  undo(): void;
}

const ActContext = createContext<Acting | null>(null);

/** Remembers what was done on the cards, so that it can be taken back one by one. */
export function ActProvider({ children }: { children: ReactNode }) {
  const { queries, cache } = useWorkbench();
  const { who, choice, setChoice } = useFeeds();
  const [deeds, setDeeds] = useState<readonly Deed[]>([]);
  const [status, setStatus] = useState('');
  const send = useMutation(
    queries.feeds.act.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.feeds.preview.key() }),
    }),
  );
  const user = who && 'user' in who ? who.user : null;
  const refusal = (action: FeedAction) => {
    if (user !== null) return null;
    if (choice.kind === 'persona') return 'A persona stays as it was saved.';
    return action === 'like' ? null : 'A visitor has a history of likes only.';
  };
  const act = async (action: FeedAction, item: string, title: string | null) => {
    const refused = refusal(action);
    if (refused) return setStatus(refused);
    try {
      if (user === null) setChoice(withItem(choice, { item, title }));
      else await send.mutateAsync({ user, item, action });
    } catch (error) {
      return tellProblem(error);
    }
    setDeeds((all) => [...all, { user, item, title, action }]);
    setStatus(`${actWords[action].done} “${title ?? item}”.`);
  };
  const undo = async () => {
    const deed = deeds.at(-1);
    if (!deed) return;
    try {
      if (deed.user === null) setChoice(withoutItem(choice, deed.item));
      else await send.mutateAsync({ user: deed.user, item: deed.item, action: deed.action, undo: true });
    } catch (error) {
      return tellProblem(error);
    }
    setDeeds((all) => all.filter((one) => one !== deed));
    setStatus(`${actWords[deed.action].undone}: “${deed.title ?? deed.item}”.`);
  };
  return (
    <ActContext
      value={{
        status,
        canUndo: deeds.length > 0,
        refusal,
        act: (action, item, title) => void act(action, item, title),
        undo: () => void undo(),
      }}
    >
      {children}
    </ActContext>
  );
}

/** What can be done on cards, and what was. */
export function useActing(): Acting {
  const acting = use(ActContext);
  if (!acting) throw new Error('useActing needs an ActProvider above it.');
  return acting;
}
