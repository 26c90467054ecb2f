import type { MitigationPoint } from '../../contract/index.ts';

/** What choosing looks at: figures of the validation part alone. */
export type Validated = Pick<MitigationPoint, 'method' | 'aim' | 'validation'>;

/**
 * The point of each method that the validation part is for: within the budget the smallest absolute gap, or for methods
 * that look at items the largest exposure of the tail; none where no strength stays within the budget. The milder one of
 * equals. Returns whether each point is chosen.
 */
export function chosenOf(points: readonly Validated[], base: Validated['validation'], budget: number): boolean[] {
  const least = (1 - budget) * base.metric;
  const best = new Map<string, number>();
  for (const [at, { method, aim, validation }] of points.entries()) {
    if (validation.metric < least) continue;
    const known = best.get(method);
    const worth = (of: Validated['validation']) => (aim === 'people' ? -Math.abs(of.gap) : of.tail);
    if (known === undefined || worth(validation) > worth(points[known]!.validation)) best.set(method, at);
  }
  const chosen = new Set(best.values());
  return points.map((_, at) => chosen.has(at));
}

/** Whether each point has another that is no worse in both the metric and the absolute gap, and better in one. */
export function dominatedOf(points: readonly { metric: number; gap: number }[]): boolean[] {
  return points.map((own) =>
    points.some((other) => {
      const [ownGap, otherGap] = [Math.abs(own.gap), Math.abs(other.gap)];
      const isNoWorse = other.metric >= own.metric && otherGap <= ownGap;
      return isNoWorse && (other.metric > own.metric || otherGap < ownGap);
    }),
  );
}
