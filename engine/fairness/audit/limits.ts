import type { AuditCell, AuditSpec } from '../../contract/index.ts';
import type { AuditPlan } from './plan.ts';

/** What limits the reading of an audit, in sentences. */
export function limitsOf(spec: AuditSpec, { subjects, groupings }: AuditPlan, cells: readonly AuditCell[]): string[] {
  const limits: string[] = [];
  const [first] = subjects;
  for (const { attribute, of } of groupings) {
    if (!first || attribute.includes(' x ')) continue;
    const unknown = first.users.reduce((n, user) => n + Number(of[user]! < 0), 0);
    if (unknown > 0)
      limits.push(`Of ${unknown} of ${first.users.length} users '${attribute}' is not known; they are in no group.`);
  }
  const hidden = new Set(
    cells.flatMap(({ grouping, groups }) =>
      groups.filter(({ size }) => size === 'hidden').map(({ group }) => `${grouping} ${group}`),
    ),
  );
  if (hidden.size > 0) {
    limits.push(`${hidden.size} groups of fewer than ${spec.hideBelow} users are hidden and not compared.`);
  }
  const tested = cells.filter(({ test }) => test !== null).length;
  if (tested > 0) {
    limits.push(
      `${tested} comparisons were made: p is corrected by Holm within each metric, and verdicts rest on that at ${spec.alpha}.`,
      'No evidence is not equality: see the smallest gap that would have been seen. Equivalent means within the margin.',
      'Metrics are of what users did, who saw what was shown to them before: they inherit the bias of that.',
    );
  }
  return limits;
}
