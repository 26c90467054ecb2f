import type { CurvePoint } from '../../../engine/contract/models.ts';

/** What a running job tells of one model that it fits; `curve` is the whole curve so far. */
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
 * Takes an event of a running job in. The newest fit comes last; one of the same name, such as the next trial, takes the
 * place of the one before.
 */
export function takeIn(curves: readonly LiveCurve[], event: LiveCurve): readonly LiveCurve[] {
  return [...curves.filter(({ model }) => model !== event.model), event].slice(-keptFits);
}
