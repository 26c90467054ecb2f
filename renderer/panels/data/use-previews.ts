import { useQuery } from '@tanstack/react-query';
import type { DataFormat, DataKind, FileFormat, FileSource } from '../../../engine/contract/content.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { guessKind, type ImportKind, isDataKind } from './import-kinds.ts';

/** A file as a person asked to look at it; another `attempt` reads it anew. */
export interface LookedAt {
  source: FileSource;
  attempt: number;
}

/**
 * What the two readers make of a file: as posts, and as people, things and what they did. Kept under keys of its own,
 * for what changes in the workspace does not change the file.
 */
export function usePreviews(looked: LookedAt | null, format: DataFormat | undefined, chosen: ImportKind | null) {
  const { client } = useWorkbench();
  const source = looked?.source;
  const posts = useQuery({
    queryKey: ['file', 'posts', looked, format],
    queryFn: ({ signal }) => client.content.preview({ source: source!, format: postsFormat(format) }, { signal }),
    enabled: source !== undefined && (format === undefined || postsFormat(format) !== undefined),
    gcTime: 0,
  });
  const dataOf = (kind: DataKind | undefined, isOn: boolean) => ({
    queryKey: ['file', 'data', looked, format, kind],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      client.catalog.preview({ source: source!, format, kind }, { signal }),
    enabled: source !== undefined && isOn,
    gcTime: 0,
  });
  const guess = useQuery(dataOf(undefined, true));
  const isGuessed = guess.isFetched && !posts.isLoading;
  const kind = chosen ?? guessKind(posts.data ?? null, guess.data ?? null);
  const other = isDataKind(kind) && guess.data !== undefined && guess.data.kind !== kind ? kind : undefined;
  const asked = useQuery(dataOf(other, other !== undefined));
  const data = other === undefined ? guess : asked;
  const current = isDataKind(kind) ? data : posts;
  return {
    kind,
    posts: posts.data,
    data: data.data,
    /** What the reader of this kind says against the file. */
    error: current.error,
    /** Whether neither reader can do anything with it. */
    isUnreadable: guess.error !== null && posts.error !== null,
    /** Whether it is known what the file seems to hold. */
    isGuessed,
    isReading: current.data === undefined && current.error === null,
  };
}

function postsFormat(format: DataFormat | undefined): FileFormat | undefined {
  return format === 'dat' || format === 'parquet' ? undefined : format;
}
