import type { AllocatorOutcome, AllocatorsCompared, FeedConfig } from '../../contract/index.ts';
import { compare } from '../reranking/compare.ts';
import { allocatorOf } from '../reranking/registry.ts';
import { cutOf, type LastPass } from './last-pass.ts';
import { measuresOf } from './measures.ts';
import type { Pool } from './pool.ts';
import { allocatable, exposureFloors } from './third-pass.ts';
import { relaxedInWords } from './words.ts';

/**
 * What each of some allocators makes of the candidates of a pool, filtered once for all of them: what a model was
 * trained for and what the business looks at need not agree. The configuration's own allocator is always among them.
 */
export async function compareAllocators(
  parts: LastPass,
  pool: Pool,
  { config, ids }: { config: FeedConfig; ids?: readonly string[] | undefined },
): Promise<AllocatorsCompared> {
  const { store, allocators } = parts;
  const present = allocatorOf(allocators, config.allocator);
  const others = (ids ?? [...allocators.keys()]).map((id) => allocatorOf(allocators, id));
  const chosen = new Set(others).add(present);
  const contenders = [...allocators.values()]
    .filter((allocator) => chosen.has(allocator))
    .map((allocator) => ({ allocator, params: allocator === present ? config.allocatorParams : {} }));
  const { kept, explored, effects, unwanted } = await cutOf(parts, pool, config);
  if (kept.length === 0) return { candidates: 0, rows: [] };
  const { list, context, groups } = allocatable(pool, config, {
    candidates: kept,
    effects,
    unwanted,
    explored: explored.places,
    attributes: store.catalog.attributes(),
  });
  const idOf = new Map(kept.map(({ row, id }) => [row, id]));
  const compared = await compare(contenders, list, context);
  return {
    candidates: kept.length,
    rows: compared.map(({ id, allocation, ...measured }, n): AllocatorOutcome => {
      const { allocator, params } = contenders[n]!;
      return {
        id,
        params: { ...allocator.defaults, ...params },
        isPresent: allocator === present,
        items: Array.from(allocation.order, (row) => idOf.get(row)!),
        measures: measuresOf(pool.moment, list, context, allocation, { allocation, ...measured }),
        floors: exposureFloors(config).map(({ group, words, share: atLeast }) => ({
          words,
          share: group === 'tail' ? measured.tail : (measured.exposure.get(group) ?? 0),
          atLeast,
        })),
        relaxed: allocation.relaxed.map((one) => relaxedInWords(one, groups)),
        ms: allocation.ms,
      };
    }),
  };
}
