import type { Allocator, AllocatorId, AllocatorParams } from './allocator.ts';
import type { ConstraintKind } from './candidates.ts';
import { holdAll } from './constraints/hold.ts';
import { fill, type Strategy } from './fill.ts';
import { trackNearest } from './nearest.ts';
import { checkAllocatorParams } from './params.ts';
import { type Prepared, prepare } from './prepare.ts';
import { type Aim, report } from './report.ts';
import { type Similarities, similaritiesOf } from './similarity.ts';

/** What a strategy is made from. */
export interface StrategyInput {
  prepared: Prepared;
  similarities: Similarities;
}

interface GreedySpec<Params extends AllocatorParams> extends Pick<Allocator, 'about' | 'params'> {
  id: AllocatorId;
  defaults: Params;
  aim: Aim;
  start(input: StrategyInput, params: Params): Strategy;
}

const greedyHolds: readonly ConstraintKind[] = ['cap', 'ceiling', 'exposure', 'fresh', 'prefix', 'distinct'];

/** An allocator that fills one place after the other with what a strategy gains most from. */
export function greedyAllocator<Params extends AllocatorParams>(spec: GreedySpec<Params>): Allocator {
  const { id, about, defaults, params, aim } = spec;
  return {
    id,
    about,
    holds: greedyHolds,
    defaults,
    params,
    async allocate(list, context, given = {}) {
      const started = performance.now();
      const settings = { ...defaults, ...checkAllocatorParams({ id, defaults, params }, given) } as Params;
      const prepared = prepare(list, context);
      const similarities = similaritiesOf(list);
      const nearest = trackNearest(similarities);
      const held = holdAll(prepared, nearest);
      const filled = fill(prepared, spec.start({ prepared, similarities }, settings), held, nearest);
      return { ...report(prepared, filled, held, nearest, aim), ms: performance.now() - started };
    },
  };
}
