import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import { KeptIndex } from '../candidates/vectors/kept-index.ts';
import { indexHash } from '../funnel/item-texts.ts';
import { type FeedTexts, newTextsSource, textsSource } from '../funnel/text-sources.ts';
import type { EmbeddedTexts } from '../jobs/item-embeddings.ts';

/**
 * The texts of items as the workspace has them embedded, for feeds that are only measured: nothing is embedded or
 * written. `cache` is the workspace's folder of indexes, where one may lie; null looks for none.
 */
export async function heldOutTexts(
  data: CatalogData,
  { embeddings, texts, version, why }: EmbeddedTexts,
  { cache, threads }: { cache: string | null; threads: number },
): Promise<FeedTexts> {
  const kept = new KeptIndex({ dir: cache, name: 'texts', threads, isReadOnly: true });
  if (embeddings) await kept.keep(indexHash(data, version), () => ({ ...embeddings, similarity: 'cosine' }));
  // A feed goes on without texts that cannot be searched; what is measured must not.
  if (kept.problem !== null) throw new StewardError('INTERNAL', kept.problem);
  const index = kept.current?.index;
  const searched = embeddings && index ? { itemRows: data.itemRows, embeddings, texts, index } : null;
  return {
    remedy: undefined,
    ready: async () => {},
    source: (of) => textsSource(of, searched, () => why),
    newItems: (of, moment) => newTextsSource(of, moment, searched, () => why),
  };
}
