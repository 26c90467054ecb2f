import type { Grouping } from '../../catalog/interactions/groups.ts';
import { calibrationError, type ReliabilityPoint, reliability } from '../../evaluate/binary.ts';

type Numbers = ArrayLike<number>;

/** Whether scores mean the same in a group as they say, and as they mean for all. */
export interface GroupCalibration {
  /** The group's reliability curve in ten bins of equal width. */
  bins: ReliabilityPoint[];
  /** Expected calibration error (Guo et al. 2017): mean distance of score and share of positives, over the group's bins. */
  ece: number | null;
  /**
   * Group-ECE: the mean over the group's bins, by rows, of how far its share of positives is from that of all rows in
   * the bin: 0 where Y does not depend on the group given the score (sufficiency).
   */
  groupEce: number | null;
  /** Calibration in the large: the share of positives minus the mean score; above 0 scores are too low for the group. */
  inTheLarge: number | null;
}

const bins = 10;

/** Calibration of each group against what the scores say and against all rows that are in a group. Scores lie in [0, 1]. */
export function groupCalibrations(truth: Numbers, scores: Numbers, grouping: Grouping): GroupCalibration[] {
  const { names, of } = grouping;
  const rows = new Int32Array((names.length + 1) * bins);
  const positives = new Int32Array((names.length + 1) * bins);
  const members: number[][] = names.map(() => []);
  for (let row = 0; row < truth.length; row++) {
    const group = of[row]!;
    if (group < 0) continue;
    members[group]!.push(row);
    const bin = Math.min(bins - 1, Math.floor(scores[row]! * bins));
    for (const at of [group * bins + bin, names.length * bins + bin]) {
      rows[at]! += 1;
      positives[at]! += truth[row]!;
    }
  }
  return members.map((own, group) => {
    const ownScores = Float64Array.from(own, (row) => scores[row]!);
    const ownTruth = Uint8Array.from(own, (row) => truth[row]!);
    const n = own.length;
    if (n === 0) return { bins: [], ece: null, groupEce: null, inTheLarge: null };
    let groupEce = 0;
    for (let bin = 0; bin < bins; bin++) {
      const [at, all] = [group * bins + bin, names.length * bins + bin];
      if (rows[at]! > 0)
        groupEce += (rows[at]! / n) * Math.abs(positives[at]! / rows[at]! - positives[all]! / rows[all]!);
    }
    return {
      bins: reliability(ownScores, ownTruth),
      ece: calibrationError(ownScores, ownTruth),
      groupEce,
      inTheLarge: (sum(ownTruth) - sum(ownScores)) / n,
    };
  });
}

function sum(values: Numbers): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
