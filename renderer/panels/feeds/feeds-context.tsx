import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type { FeedConfig, StoredConfig } from '../../../engine/contract/feed-config.ts';
import type { FeedFor } from '../../../engine/contract/feed-result.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { changedDraft, plainConfig } from './config.ts';
import { type Side, usePlace, type View } from './place.ts';
import { type FeedAnswer, useFeed } from './use-feed.ts';
import { feedForOf, noOne, type WhoChoice } from './who.ts';

/** One of the two feeds: its configuration as it is worked on, and what comes of it. */
export interface FeedSide extends FeedAnswer {
  id: Side;
  saved: StoredConfig | undefined;
  /** The configuration as the knobs stand. */
  config: FeedConfig | undefined;
  isChanged: boolean;
  /** Moves knobs. */
  change(next: FeedConfig): void;
  /** Opens a saved configuration, without what was changed of the one before. */
  open(name: string): void;
  /** Puts all knobs back to what is saved. */
  reset(): void;
}

interface Feeds {
  choice: WhoChoice;
  setChoice(choice: WhoChoice): void;
  /** Null while nobody is chosen. */
  who: FeedFor | null;
  a: FeedSide;
  b: FeedSide;
  /** The side that the knobs turn; A where nothing is compared. */
  current: FeedSide;
  view: View;
  setView(view: View): void;
  isComparing: boolean;
  configs: readonly StoredConfig[];
  error: Error | null;
}

const FeedsContext = createContext<Feeds | null>(null);
const noConfigs: readonly StoredConfig[] = [];

/** Asks for the feeds once, for all three columns. */
export function FeedsProvider({ children }: { children: ReactNode }) {
  const { queries } = useWorkbench();
  const [remembered, setChoice] = usePlace('who');
  // What was remembered by an older Steward lacks what came later.
  const choice = useMemo(() => ({ ...noOne, ...remembered }), [remembered]);
  const [view, setView] = usePlace('view');
  const isComparing = view === 'compare';
  const [side] = usePlace('side');
  const configs = useQuery(queries.feeds.configs.queryOptions());
  const personas = useQuery(queries.feeds.personas.queryOptions());
  const first = useQuery(queries.catalog.find.queryOptions({ input: { subject: 'user', limit: 1 } }));
  const who = feedForOf(choice, personas.data ?? [], first.data?.[0]?.id ?? null);
  const all = configs.data ?? noConfigs;
  const a = useSide('a', who, all);
  const b = useSide('b', isComparing ? who : null, all);
  return (
    <FeedsContext
      value={{
        choice,
        setChoice,
        who,
        a,
        b,
        current: isComparing && side === 'b' ? b : a,
        view,
        setView,
        isComparing,
        configs: all,
        error: configs.error ?? personas.error ?? first.error,
      }}
    >
      {children}
    </FeedsContext>
  );
}

/** The feeds that are open. */
export function useFeeds(): Feeds {
  const feeds = use(FeedsContext);
  if (!feeds) throw new Error('useFeeds needs a FeedsProvider above it.');
  return feeds;
}

function useSide(id: Side, who: FeedFor | null, configs: readonly StoredConfig[]): FeedSide {
  const [asOf] = usePlace('asOf');
  const [draft, setDraft] = usePlace(id);
  // A configuration that was open once may be of another engine by now.
  const saved = configs.find(({ name }) => name === draft.base) ?? configs[0];
  const changed = saved?.name === draft.base ? draft.changed : null;
  const answer = useFeed({ who, asOf, saved, changed });
  return {
    ...answer,
    id,
    saved,
    config: changed ?? (saved && plainConfig(saved)),
    isChanged: changed !== null,
    change: (next) => saved && setDraft(changedDraft(saved, next)),
    open: (name) => setDraft({ base: name, changed: null }),
    reset: () => saved && setDraft({ base: saved.name, changed: null }),
  };
}
