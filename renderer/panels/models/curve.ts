import type { CurvePoint } from '../../../engine/contract/models.ts';

/** What a running job tells of one model that it fits. */
export interface LiveCurve {
  model: string;
  done: number;
  total: number;
  unit: string;
  curve: readonly CurvePoint[];
}

/** How many fits of a job are kept; a tuning of a thousand trials shows its latest ones. */
const keptFits = 6;

/**
 * Takes an event of a running job in. It may bring the whole curve so far or only what is new; a fit of the same name
 * that begins anew, such as the next trial, replaces the one before. The newest fit comes last.
 */
export function takeIn(curves: readonly LiveCurve[], event: LiveCurve): readonly LiveCurve[] {
  const at = curves.findIndex(({ model }) => model === event.model);
  const before = curves[at];
  const isContinued = before && event.done >= before.done && event.total === before.total;
  const next: LiveCurve = { ...event, curve: isContinued ? merged(before.curve, event.curve) : event.curve };
  const others = curves.filter((_, index) => index !== at);
  return [...others, next].slice(-keptFits);
}

function merged(before: readonly CurvePoint[], after: readonly CurvePoint[]): readonly CurvePoint[] {
  const first = after[0];
  if (!first) return before;
  const last = before.at(-1);
  if (!last || first.done > last.done) return [...before, ...after];
  return [...before.filter(({ done }) => done < first.done), ...after];
}
