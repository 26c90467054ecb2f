import { quantile } from '../../evaluate/bootstrap.ts';
import type { Pieces } from '../../numeric/pace.ts';
import { type Random, seededRandom } from '../../numeric/random.ts';

type Numbers = ArrayLike<number>;

/**
 * What a score does to texts that name an identity (Borkan et al. 2019). The background are the texts that do not.
 * subgroup: AUC within the subgroup. bpsn: AUC of background positives against subgroup negatives; low where ordinary
 * texts of the subgroup are scored like violations. bnsp: AUC of subgroup positives against background negatives; low
 * where violations in the subgroup are missed. negAeg and posAeg: 1/2 minus the chance that a background negative
 * (positive) scores above one of the subgroup: from -1/2 to 1/2, above 0 where the subgroup is scored higher.
 */
export const aucNames = ['overall', 'subgroup', 'bpsn', 'bnsp', 'negAeg', 'posAeg'] as const;
export type AucName = (typeof aucNames)[number];
export type Aucs = Record<AucName, number | null>;

/** A figure with its bootstrap interval; null where it is not defined, for want of rows of a kind. */
export interface AucInterval {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Rows in the order of their scores, so that the figures of any subgroup and any resample take one walk over them. */
export class ScoredRows {
  readonly size: number;
  readonly #truth: Numbers;
  readonly #order: Int32Array;
  /** Where each run of equal scores ends, in the order. */
  readonly #ends: Int32Array;

  /** `truth` is 1 for a violation, else 0. */
  constructor(scores: Numbers, truth: Numbers) {
    this.size = scores.length;
    this.#truth = truth;
    this.#order = Int32Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
    const { length } = this.#order;
    const isEnd = (at: number) => at === length || scores[this.#order[at]!] !== scores[this.#order[at - 1]!];
    this.#ends = Int32Array.from({ length }, (_, at) => at + 1).filter(isEnd);
  }

  /** The figures of a subgroup: rows where `isNamed` is 1. `weights` says how often each row counts, once by default. */
  aucs(isNamed: Numbers, weights?: Numbers): Aucs {
    // Cells: background negatives and positives, subgroup negatives and positives.
    const below = new Float64Array(4);
    const here = new Float64Array(4);
    const won = new Float64Array(16);
    let at = 0;
    for (const end of this.#ends) {
      here.fill(0);
      for (; at < end; at++) {
        const row = this.#order[at]!;
        here[this.#truth[row]! + 2 * isNamed[row]!]! += weights ? weights[row]! : 1;
      }
      for (let a = 0; a < 4; a++) {
        if (here[a] === 0) continue;
        for (let b = 0; b < 4; b++) won[a * 4 + b]! += here[a]! * (below[b]! + here[b]! / 2);
      }
      for (let a = 0; a < 4; a++) below[a]! += here[a]!;
    }
    const above = (a: number, b: number) =>
      below[a]! * below[b]! > 0 ? won[a * 4 + b]! / (below[a]! * below[b]!) : null;
    const gap = (a: number, b: number) => {
      const chance = above(a, b);
      return chance === null ? null : 0.5 - chance;
    };
    const pairs = (below[1]! + below[3]!) * (below[0]! + below[2]!);
    const wins = won[4]! + won[6]! + won[12]! + won[14]!;
    return {
      overall: pairs > 0 ? wins / pairs : null,
      subgroup: above(3, 2),
      bpsn: above(1, 2),
      bnsp: above(3, 0),
      negAeg: gap(0, 2),
      posAeg: gap(1, 3),
    };
  }
}

export interface AucOptions {
  seed: number;
  /** 500 by default. */
  resamples?: number;
  /** 0.95 by default. */
  level?: number;
  /** What is drawn as one, by row: the template of a probe text. Every row by itself by default. */
  cluster?: Int32Array;
}

/**
 * The figures of several subgroups with percentile bootstrap intervals: all of one resample are from the same rows.
 * `named` holds one array of 0 and 1 a subgroup.
 */
export function* subgroupAucs(
  rows: ScoredRows,
  named: readonly Numbers[],
  { seed, resamples = 500, level = 0.95, cluster }: AucOptions,
): Pieces<Record<AucName, AucInterval>[]> {
  const drawn = named.map(() => aucNames.map((): number[] => []));
  const random = seededRandom(seed);
  for (let resample = 0; resample < resamples; resample++) {
    const weights = drawWeights(rows.size, random, cluster);
    for (const [n, isNamed] of named.entries()) {
      const figures = rows.aucs(isNamed, weights);
      for (const [f, name] of aucNames.entries()) if (figures[name] !== null) drawn[n]![f]!.push(figures[name]);
      yield;
    }
  }
  return named.map((isNamed, n) => {
    const figures = rows.aucs(isNamed);
    const intervals = aucNames.map((name, f): [AucName, AucInterval] => {
      const sorted = Float64Array.from(drawn[n]![f]!).sort();
      const at = (share: number) => (figures[name] === null || sorted.length === 0 ? null : quantile(sorted, share));
      return [name, { value: figures[name], low: at((1 - level) / 2), high: at((1 + level) / 2) }];
    });
    return Object.fromEntries(intervals) as Record<AucName, AucInterval>;
  });
}

/** The generalised mean (mean of m^p)^(1/p): with p = -5 the worst subgroups count most. Null without values, or where one is not defined. */
export function generalisedMean(values: readonly (number | null)[], power = -5): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return (values.reduce((sum: number, value) => sum + value! ** power, 0) / values.length) ** (1 / power);
}

/**
 * The score of Jigsaw's competition: a quarter of the overall AUC and a quarter of the generalised mean over subgroups of
 * each of subgroup, BPSN and BNSP AUC. Null where one of the four is not defined.
 */
export function competitionScore(overall: number | null, subgroups: readonly Aucs[]): number | null {
  const means = (['subgroup', 'bpsn', 'bnsp'] as const).map((name) =>
    generalisedMean(subgroups.map((own) => own[name])),
  );
  return [overall, ...means].reduce<number | null>(
    (sum, part) => (sum === null || part === null ? null : sum + part / 4),
    0,
  );
}

function drawWeights(size: number, random: Random, cluster?: Int32Array): Int32Array {
  const clusters = cluster ? cluster.reduce((most, own) => Math.max(most, own + 1), 0) : size;
  const times = new Int32Array(clusters);
  for (let n = 0; n < clusters; n++) times[random.below(clusters)]! += 1;
  return cluster ? cluster.map((own) => times[own]!) : times;
}
