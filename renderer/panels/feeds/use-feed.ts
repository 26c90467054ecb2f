import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FeedConfig, StoredConfig } from '../../../engine/contract/feed-config.ts';
import type { Feed, FeedFor } from '../../../engine/contract/feed-result.ts';
import { asProblem } from '../../app/problem.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { requestsOf } from './config.ts';

/** How long a knob rests before the feed is ranked again, in milliseconds. */
const restMs = 80;
/** Rankings that a knob passed by are soon forgotten. */
const passedByMs = 10_000;

/** What is asked for: for whom, as of when, by which saved configuration and with what changed of it. */
export interface FeedQuestion {
  who: FeedFor | null;
  asOf: number | null;
  saved: StoredConfig | undefined;
  changed: FeedConfig | null;
}

export interface FeedAnswer {
  feed: Feed | undefined;
  error: Error | null;
  /** True while what is shown is not yet what was asked for. */
  isBehind: boolean;
  /** True where only the last pass was made for it, on candidates that were there. */
  isReranked: boolean;
  /** Makes it anew from the candidates on. */
  refetch(): void;
}

/**
 * The feed of a question. The preview brings the candidates and is fetched again when moderators, models or the data
 * say so; what only the third pass does is ranked again on the same candidates, the last position of a knob winning.
 */
export function useFeed({ who, asOf, saved, changed }: FeedQuestion): FeedAnswer {
  const { client, queries } = useWorkbench();
  const asked = useMemo(() => saved && requestsOf(saved, changed), [saved, changed]);
  const [settled] = useDebouncedValue(asked, restMs, { leading: true });
  const isAsked = who !== null && settled !== undefined;
  const input = { for: who ?? { user: '-' }, config: settled?.preview ?? '-', ...(asOf !== null && { asOf }) };
  const preview = useQuery({
    ...queries.feeds.preview.queryOptions({ input }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  const key = preview.isPlaceholderData ? undefined : preview.data?.key;
  const config = settled?.rerank ?? null;
  const again = config && key !== undefined ? { key, config } : null;
  const rerank = useQuery({
    // The same candidates may come back after a decision with another right to be shown.
    queryKey: [
      ...queries.feeds.rerank.queryKey({ input: again ?? { key: '', config: {} as FeedConfig } }),
      preview.dataUpdatedAt,
    ],
    queryFn: again
      ? async ({ signal }) => {
          try {
            return await client.feeds.rerank(again, { signal });
          } catch (error) {
            // The engine remembers the last feeds only; a forgotten one is made anew.
            if (asProblem(error).code !== 'NOT_FOUND') throw error;
            return client.feeds.preview({ ...input, config: again.config }, { signal });
          }
        }
      : skipToken,
    gcTime: passedByMs,
    placeholderData: keepPreviousData,
  });
  const isOfSame = rerank.data && preview.data && isFor(rerank.data, preview.data);
  const feed = config && isOfSame ? rerank.data : preview.data;
  return {
    feed: isAsked ? feed : undefined,
    isReranked: feed !== undefined && feed === rerank.data,
    error: preview.error ?? (config ? rerank.error : null),
    isBehind: asked !== settled || preview.isPlaceholderData || (config !== null && rerank.isPlaceholderData),
    // With other candidates the ranking follows by itself.
    refetch: () => void preview.refetch(),
  };
}

function isFor(a: Feed, b: Feed): boolean {
  return JSON.stringify(a.for) === JSON.stringify(b.for);
}
