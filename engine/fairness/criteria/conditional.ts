import { type Grouping, groupingAt, referenceOf } from '../../catalog/interactions/groups.ts';
import { type Confusion, confusionsOf, type RateName, rateOf } from './confusion.ts';
import type { CriteriaInput } from './report.ts';

/** A rate of groups within one stratum of what is controlled for. */
export interface Stratum {
  stratum: string;
  n: number;
  /** By group; null where it is not defined. */
  rates: (number | null)[];
}

/** A rate with a third attribute held fixed: what seems to come from the group may come from that (Simpson's paradox). */
export interface ConditionalRate {
  rate: RateName;
  control: string;
  strata: Stratum[];
  groups: {
    group: string;
    /** Group minus reference, over all rows of the strata. */
    pooled: number | null;
    /** The mean over strata of the difference within each, by rows; strata where either is not defined are left out. */
    standardised: number | null;
    /** Whether the two point in opposite directions. */
    reverses: boolean;
  }[];
}

/** Holds a control attribute fixed. Rows without a group or a stratum are left out. BAD_INPUT where there is no such reference. */
export function conditionalRate(
  { truth, decided, grouping }: CriteriaInput,
  control: Grouping,
  rate: RateName,
  referenceName?: string,
): ConditionalRate {
  const reference = referenceOf(grouping, referenceName);
  const rows = Int32Array.from({ length: truth.length }, (_, row) => row).filter(
    (row) => control.of[row]! >= 0 && grouping.of[row]! >= 0,
  );
  const confusions = (own: Int32Array) =>
    confusionsOf(
      own.map((row) => truth[row]!),
      own.map((row) => decided[row]!),
      groupingAt(grouping, own),
    );
  const strata = control.names.map((stratum, number) => {
    const { groups, overall } = confusions(rows.filter((row) => control.of[row] === number));
    return { stratum, n: overall.n, rates: groups.map((confusion) => rateOf(confusion, rate)) };
  });
  const whole = confusions(rows).groups;
  return {
    rate,
    control: control.attribute,
    strata,
    groups: grouping.names.map((group, number) => {
      const pooled = minus(whole[number]!, whole[reference]!, rate);
      const standardised = standardise(strata, number, reference);
      const reverses = pooled !== null && standardised !== null && pooled * standardised < 0;
      return { group, pooled, standardised, reverses };
    }),
  };
}

function minus(group: Confusion, reference: Confusion, rate: RateName): number | null {
  const [own, base] = [rateOf(group, rate), rateOf(reference, rate)];
  return own === null || base === null ? null : own - base;
}

function standardise(strata: readonly Stratum[], group: number, reference: number): number | null {
  let [sum, n] = [0, 0];
  for (const { rates, n: size } of strata) {
    const [own, base] = [rates[group]!, rates[reference]!];
    if (own === null || base === null) continue;
    sum += size * (own - base);
    n += size;
  }
  return n === 0 ? null : sum / n;
}
