import { StewardError } from '../../contract/errors.ts';
import type { Allocator, AllocatorId } from './allocator.ts';
import { lpAllocator } from './lp/lp.ts';
import type { LpSolver } from './lp/solver.ts';
import { calibrated } from './strategies/calibrated.ts';
import { dpp, window } from './strategies/dpp.ts';
import { facility } from './strategies/facility.ts';
import { kcenter } from './strategies/kcenter.ts';
import { mmr } from './strategies/mmr.ts';
import { score } from './strategies/score.ts';

export type Allocators = ReadonlyMap<AllocatorId, Allocator>;

/** Every allocator there is, by id. The solver's thread starts when the linear programme is first asked for. */
export function createAllocators(solver: LpSolver): Allocators {
  const all = [score, mmr, kcenter, facility, dpp, window, calibrated, lpAllocator(solver)];
  return new Map(all.map((allocator) => [allocator.id, allocator] as const));
}

/** The allocator of an id. BAD_INPUT, listing the ids there are, where there is none. */
export function allocatorOf(allocators: Allocators, id: string): Allocator {
  const found = allocators.get(id as AllocatorId);
  if (found) return found;
  throw new StewardError('BAD_INPUT', `There is no allocator '${id}'.`, {
    advice: `The allocators are: ${[...allocators.keys()].join(', ')}.`,
    place: { field: 'allocator' },
  });
}
