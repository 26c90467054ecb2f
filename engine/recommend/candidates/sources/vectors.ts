import { type CandidateRequest, type CandidateSource, recentWeights, type Scored, sourceOf } from '../source.ts';
import { type ItemFilter, isAllowed, itemFilter, mostFound, type VectorIndex } from '../vectors/vector-index.ts';
import { interestsOf } from './interests.ts';
import { newBelow } from './new-items.ts';

export interface TextOptions {
  /** Latest events that count. */
  most?: number;
  halfLife?: number;
  /** Interests that a history is parted into at most; 1 searches by the mean alone. */
  interests?: number;
}

/**
 * Items whose text is like that of recent ones: near the mean of their embeddings and near the centre of each interest
 * (groups of the recent items). The score is the largest of these cosines.
 */
export function textSource(
  embeddings: { dimensions: number; values: Float32Array } | null,
  index: VectorIndex | null,
  { most = 20, halfLife = 10, interests = 3 }: TextOptions = {},
): CandidateSource {
  return sourceOf('text', `Text like that of the latest ${most} items`, async (request, quota) => {
    if (!embeddings) return 'Items have no text embeddings.';
    if (!index) return 'The index over the texts is not built yet.';
    const recent = recentWeights(request.history, { most, halfLife });
    const queries = interestsOf(recent, embeddings, interests);
    if (!queries) return recent.items.length === 0 ? 'The user has done nothing yet.' : 'No recent item has a text.';
    return searchNew(index, queries, request, quota);
  });
}

/** As `textSource`, among new items alone: those that `newOnes` lets through. */
export function newTextSource(
  embeddings: { dimensions: number; values: Float32Array } | null,
  index: VectorIndex | null,
  newOnes: () => Promise<ItemFilter>,
  options: TextOptions = {},
): CandidateSource {
  const inner = textSource(embeddings, index, options);
  return sourceOf('new-texts', 'New items whose text is like that of recent ones', async (request, quota) => {
    const among = await newOnes();
    if (among.allowed === 0) return `Every item was met ${newBelow} times or more.`;
    const { filter: also } = request;
    const filter = also
      ? itemFilter(index?.size ?? 0, (item) => isAllowed(among, item) && isAllowed(also, item))
      : among;
    const found = await inner.candidates({ ...request, filter }, quota);
    return found.absent ?? found;
  });
}

/** Searches for items that are not in the history already. */
async function searchNew(
  index: VectorIndex,
  queries: Float32Array,
  { history, filter, signal }: CandidateRequest,
  quota: number,
): Promise<Scored> {
  const known = new Set(history.items);
  const k = Math.min(mostFound, quota + known.size);
  const { items, scores } = await index.search(queries, k, { filter, signal });
  return { items: items.map((item) => (known.has(item) ? -1 : item)), scores };
}
