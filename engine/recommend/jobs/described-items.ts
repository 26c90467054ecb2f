import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { StewardError } from '../../contract/errors.ts';
import type { JobContext } from '../../jobs/runner.ts';
import type { ItemEmbeddings } from '../models/model.ts';
import { type PlannedModel, readsTexts } from '../plan.ts';
import type { ModelJobs } from './context.ts';
import { embedItems } from './item-embeddings.ts';

/** Embeddings for the models of a job, and what is to be said of them at its end ('' where nothing is). */
export interface DescribedItems {
  itemEmbeddings: ItemEmbeddings | null;
  note: string;
}

/**
 * Embeddings of the items' texts where a model of the job reads any. Where the embedding model is missing, models that
 * may choose work on attributes, and the note says so; NO_MODELS where one cannot.
 */
export async function describedItems(
  context: Pick<ModelJobs, 'store' | 'openEmbedder' | 'threads'>,
  data: CatalogData,
  models: readonly PlannedModel[],
  job: Pick<JobContext, 'signal' | 'progress'>,
): Promise<DescribedItems> {
  const readers = models.filter((model) => readsTexts(model));
  if (readers.length === 0 || data.itemTexts === null) return { itemEmbeddings: null, note: '' };
  try {
    // The counts of these jobs are of their models.
    const told = { signal: job.signal, progress: ({ message }: { message?: string }) => job.progress({ message }) };
    return { itemEmbeddings: await embedItems(context, data, told), note: '' };
  } catch (error) {
    if (!(error instanceof StewardError) || error.code !== 'NO_MODELS') throw error;
    const { message, advice, place } = error;
    if (readers.every(({ params }) => params.source !== 'embeddings') && data.itemAttributes) {
      return { itemEmbeddings: null, note: '; without the embedding model, by attributes instead of texts' };
    }
    const instead = data.itemAttributes ? ' Or choose source attributes.' : '';
    throw new StewardError('NO_MODELS', message, { advice: `${advice}${instead}`, place });
  }
}
