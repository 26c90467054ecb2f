import type { AuditCell } from '../../../engine/contract/fairness.ts';
import { verdictWords } from './words.ts';

/** The same comparison within each group of the control attribute. */
export function strataOf(cells: readonly AuditCell[], cell: AuditCell): AuditCell[] {
  return cells.filter(
    (other) =>
      other.stratum !== null &&
      other.side === cell.side &&
      other.run === cell.run &&
      other.subject === cell.subject &&
      other.metric === cell.metric &&
      other.grouping === cell.grouping,
  );
}

/**
 * Simpson's check in a sentence: whether groups that differ over everybody stand the other way round, or no longer
 * differ, within the strata; null where there is nothing to say.
 */
export function simpson(cell: AuditCell, strata: readonly AuditCell[]): string | null {
  const known = strata.filter(({ verdict }) => verdict !== 'not-estimable');
  if (known.length === 0) return null;
  const over = directionOf(cell);
  const turned = known.filter((stratum) => {
    const within = over && directionOf(stratum, over.a, over.b);
    return (
      within !== null && stratum.verdict === 'differs' && Math.sign(within.difference) !== Math.sign(over!.difference)
    );
  });
  const names = (some: readonly AuditCell[]) => some.map(({ stratum }) => stratum).join(', ');
  if (cell.verdict === 'differs' && turned.length > 0)
    return `Within ${names(turned)} the groups stand the other way round: what is seen over everybody comes from who is in which stratum.`;
  const same = known.filter(({ verdict }) => verdict === cell.verdict);
  if (cell.verdict === 'differs' && same.length === 0)
    return 'Over everybody the groups differ, within no stratum they are shown to: the strata are smaller, or explain the gap.';
  const differing = known.filter(({ verdict }) => verdict === 'differs');
  if (cell.verdict !== 'differs' && differing.length > 0)
    return `Over everybody: ${verdictWords[cell.verdict].name.toLowerCase()}. Within ${names(differing)} the groups differ: the whole hides it.`;
  return `The verdict holds in ${same.length} of ${known.length} strata that can be told.`;
}

/** The groups that lie farthest apart, or those named, and how far; null where one of them has no value. */
function directionOf(
  { groups }: AuditCell,
  a?: string,
  b?: string,
): { a: string; b: string; difference: number } | null {
  const shown = groups.filter(({ value }) => value !== null).toSorted((one, other) => other.value! - one.value!);
  const first = a === undefined ? shown[0] : shown.find(({ group }) => group === a);
  const last = b === undefined ? shown.at(-1) : shown.find(({ group }) => group === b);
  if (!first || !last || first === last) return null;
  return { a: first.group, b: last.group, difference: first.value! - last.value! };
}
