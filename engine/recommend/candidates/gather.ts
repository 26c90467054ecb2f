import { StewardError } from '../../contract/errors.ts';
import type { SourceList } from './merge.ts';
import type { CandidateRequest, CandidateSource, SourceCandidates } from './source.ts';

/** A source with what it may bring at most. */
export interface QuotaOfSource {
  source: CandidateSource;
  quota: number;
}

/** How one source did. */
export interface SourceReport {
  id: string;
  quota: number;
  found: number;
  /** In milliseconds; sources run at the same time, so the sum says nothing. */
  ms: number;
  /** Why it brought nothing, where something was missing or it failed. */
  absent?: string;
  note?: string;
}

/**
 * Asks all sources at once. One that fails is reported like one whose prerequisites are missing, so that a broken model
 * does not empty the feed; only CANCELLED is passed on.
 */
export async function gather(
  request: CandidateRequest,
  sources: readonly QuotaOfSource[],
): Promise<{ lists: SourceList[]; reports: SourceReport[] }> {
  // What is asked of other threads leaves at the next tick: this thread's own work comes after it, and runs meanwhile.
  const sent = sources.some(({ source }) => source.asksThread) ? new Promise<void>(process.nextTick) : undefined;
  const answers = await Promise.all(
    sources.map(async (one) => {
      if (!one.source.asksThread) await sent;
      return candidatesOf(request, one);
    }),
  );
  const lists = answers.map(({ items, scores }, n) => ({ id: sources[n]!.source.id, items, scores }));
  const reports = answers.map(({ items, ms, absent, note }, n): SourceReport => {
    const { source, quota } = sources[n]!;
    return {
      id: source.id,
      quota,
      found: items.length,
      ms,
      ...(absent !== undefined && { absent }),
      ...(note && { note }),
    };
  });
  return { lists, reports };
}

async function candidatesOf(request: CandidateRequest, { source, quota }: QuotaOfSource): Promise<SourceCandidates> {
  const started = performance.now();
  try {
    return await source.candidates(request, quota);
  } catch (error) {
    if (request.signal?.aborted || (error instanceof StewardError && error.code === 'CANCELLED')) throw error;
    const nothing = { items: new Int32Array(0), scores: new Float32Array(0) };
    const why = error instanceof StewardError ? error.message : 'It failed for a reason that it does not know.';
    return { ...nothing, ms: performance.now() - started, absent: why };
  }
}
