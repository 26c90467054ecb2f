import type { Pieces } from '../../numeric/pace.ts';
import {
  type AucInterval,
  type AucName,
  type AucOptions,
  type Aucs,
  competitionScore,
  generalisedMean,
  ScoredRows,
  subgroupAucs,
} from './aucs.ts';
import { type Flips, flipsOf } from './counterfactual.ts';
import type { Probe } from './probe.ts';
import type { IdentityTerm } from './terms.ts';

/** What a score does to the texts that name a term. */
export interface TermAudit {
  term: string;
  /** Texts that name it, and violations among them. */
  rows: number;
  positives: number;
  aucs: Record<Exclude<AucName, 'overall'>, AucInterval>;
}

export interface IdentityAudit {
  rows: number;
  positives: number;
  overall: AucInterval;
  /** Terms that at least one text names. */
  terms: TermAudit[];
  /** Generalised means (power -5) over the terms for which all three figures are defined, and the competition's score. */
  means: { subgroup: number | null; bpsn: number | null; bnsp: number | null; score: number | null };
  /** Terms that are left out of the means, for want of texts of a kind. */
  leftOut: string[];
}

/** Texts of which it is known whether they are violations, and which terms they name. */
export interface NamedTexts {
  scores: ArrayLike<number>;
  /** 1 for a violation, else 0. */
  truth: ArrayLike<number>;
  terms: readonly Pick<IdentityTerm, 'id'>[];
  /** One array of 0 and 1 a term: the rows that name it. */
  named: readonly Uint8Array[];
}

/** The subgroup AUCs of every term that a text names, with intervals. */
export function* identityAudit(
  { scores, truth, terms, named }: NamedTexts,
  options: AucOptions,
): Pieces<IdentityAudit> {
  const met = terms.flatMap(({ id }, n) => (named[n]!.includes(1) ? [{ id, isNamed: named[n]! }] : []));
  const nobody = new Uint8Array(scores.length);
  const rows = new ScoredRows(scores, truth);
  const [all, ...figures] = yield* subgroupAucs(rows, [nobody, ...met.map(({ isNamed }) => isNamed)], options);
  const results = met.map(({ id, isNamed }, n): TermAudit => {
    const { overall: _, ...aucs } = figures[n]!;
    return { term: id, rows: count(isNamed), positives: count(isNamed, truth), aucs };
  });
  const valuesOf = ({ aucs }: TermAudit) => {
    const values = Object.entries(aucs).map(([name, { value }]) => [name, value] as const);
    return Object.fromEntries(values) as Omit<Aucs, 'overall'>;
  };
  const isWhole = (of: TermAudit) =>
    [of.aucs.subgroup, of.aucs.bpsn, of.aucs.bnsp].every(({ value }) => value !== null);
  const whole = results.filter(isWhole).map(valuesOf);
  const meanOf = (name: 'subgroup' | 'bpsn' | 'bnsp') => generalisedMean(whole.map((own) => own[name]));
  const overall = all!.overall;
  return {
    rows: scores.length,
    positives: count(truth),
    overall,
    terms: results,
    means: {
      subgroup: meanOf('subgroup'),
      bpsn: meanOf('bpsn'),
      bnsp: meanOf('bnsp'),
      score: competitionScore(
        overall.value,
        whole.map((own) => ({ ...own, overall: overall.value })),
      ),
    },
    leftOut: results.filter((of) => !isWhole(of)).map(({ term }) => term),
  };
}

/** What a score does to the probe's sentences: the AUCs of each term (sentences are drawn as one), and what flips. */
export interface ProbeAudit {
  audit: IdentityAudit;
  threshold: number;
  flips: Flips;
  /** Names of the terms, by the numbers in `flips`. */
  terms: string[];
}

/** Audits the scores of a probe's texts, which are in the order of `probe.texts`. */
export function* probeAudit(
  { terms, templates }: Pick<Probe, 'terms' | 'templates'>,
  scores: ArrayLike<number>,
  threshold: number,
  options: Omit<AucOptions, 'cluster'>,
): Pieces<ProbeAudit> {
  const places = Int32Array.from({ length: scores.length }, (_, row) => row);
  const truth = Uint8Array.from(places, (row) => Number(templates[Math.floor(row / terms.length)]!.isUnkind));
  const named = terms.map((_, term) => Uint8Array.from(places, (row) => Number(row % terms.length === term)));
  const cluster = places.map((row) => Math.floor(row / terms.length));
  const audit = yield* identityAudit({ scores, truth, terms, named }, { ...options, cluster });
  return { audit, threshold, flips: flipsOf(scores, terms.length, threshold), terms: terms.map(({ id }) => id) };
}

function count(flags: ArrayLike<number>, also?: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1 && (!also || also[i] === 1)) n += 1;
  return n;
}
