import type {
  AuditedCriteria,
  CriterionVerdict,
  EqualRates,
  JudgedBy,
  JudgedCriteria,
  JudgedCriterion,
  NamedText,
} from '../../contract/index.ts';
import { maskedLine } from '../../moderation/review.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { Store } from '../../store/store.ts';
import type { Masker } from '../../text/masking.ts';
import type { RateFigure, Verdict } from '../criteria/comparisons.ts';
import { type CriteriaReport, criteriaReport } from '../criteria/report.ts';
import { type EqualRate, equalThresholds } from '../criteria/thresholds.ts';
import { judgedGrouping, offersOf, type ShownGroups, shownGroups } from './judged-groups.ts';
import type { JudgedSample } from './policy-audit.ts';
import { probeTemplates } from './probe.ts';

export interface JudgedThresholds {
  /** Of all groups that have none of their own; the policy's by default. */
  threshold?: number;
  thresholds?: Readonly<Record<string, number>>;
  reference?: string;
  margin?: number;
}

/** How a sample's groups fare at some thresholds, with the scores in bins. BAD_INPUT where there is no such reference. */
export function judgedCriteria(
  sample: JudgedSample,
  by: JudgedBy | readonly JudgedBy[],
  { threshold = sample.threshold, thresholds = {}, reference, margin }: JudgedThresholds = {},
): JudgedCriteria {
  const groups = shownGroups(sample, by);
  const { grouping, hidden } = groups;
  const { truth, scores } = sample;
  const thresholdOf = grouping.names.map((name) => thresholds[name] ?? threshold);
  const decided = Uint8Array.from(scores, (score, row) => Number(score >= (thresholdOf[grouping.of[row]!] ?? 2)));
  const report =
    grouping.names.length === 0 ? null : criteriaReport({ truth, decided, grouping }, { reference, margin });
  const edges = edgesWith(sample.threshold);
  return {
    policy: sample.policy,
    threshold: sample.threshold,
    attribute: grouping.attribute,
    rows: truth.length,
    ungrouped: grouping.of.reduce((sum, group) => sum + Number(group < 0), 0),
    hidden,
    edges,
    groups: binned(sample, groups, edges),
    offers: offersOf(sample),
    criteria: report ? criteriaOf(report) : [],
    impossibility: report?.impossibility ?? null,
  };
}

/** Terms whose criteria an audit looks at: those that most posts name. */
const mostTerms = 5;

/**
 * What an audit keeps of a sample's criteria at the policy's threshold: by language, by kind, by what is known of authors,
 * and by the terms that most posts name; nothing of what parts the posts into fewer than two groups that are shown.
 */
export function* auditedCriteria(sample: JudgedSample): Generator<AuditedCriteria> {
  const { policy, threshold, truth, scores } = sample;
  const offers = offersOf(sample).map(({ by }) => by);
  const isTerm = (by: JudgedBy) => typeof by === 'object' && 'term' in by;
  const decided = Uint8Array.from(scores, (score) => Number(score >= threshold));
  for (const by of [...offers.filter((by) => !isTerm(by)), ...offers.filter(isTerm).slice(0, mostTerms)]) {
    const { grouping, hidden } = shownGroups(sample, by);
    if (grouping.names.length < 2) continue;
    const report = criteriaReport({ truth, decided, grouping });
    const { attribute, rows, ungrouped, groups, impossibility } = report;
    yield {
      ...{ policy, threshold, attribute, rows, ungrouped, hidden },
      groups: groups.map(({ group, confusion, rates }) => {
        const { selection, tpr, fpr, ppv, npv } = rates;
        return {
          ...{ group, n: confusion.n, selection: plain(selection) },
          ...{ tpr: plain(tpr), fpr: plain(fpr), ppv: plain(ppv), npv: plain(npv) },
        };
      }),
      criteria: criteriaOf(report),
      impossibility,
    };
  }
}

/**
 * Thresholds of the groups that make a rate equal, chosen on a random half of the posts and measured on the other. Null
 * where the rate is not defined on the first half. `costRatio` is what a wrong action costs, in missed violations.
 */
export function judgedEqualRates(
  sample: JudgedSample,
  by: JudgedBy | readonly JudgedBy[],
  options: { rate: EqualRate; threshold?: number; costRatio: number; seed: number },
): EqualRates | null {
  const { truth } = sample;
  const { grouping } = shownGroups(sample, by);
  const rows = Int32Array.from({ length: truth.length }, (_, row) => row);
  const random = seededRandom(options.seed);
  for (let at = rows.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [rows[at], rows[other]] = [rows[other]!, rows[at]!];
  }
  const half = Math.floor(rows.length / 2);
  const heldOut = rows.subarray(half);
  const found = equalThresholds({
    scores: sample.scores,
    truth,
    grouping,
    validation: rows.subarray(0, half),
    heldOut,
    threshold: options.threshold ?? sample.threshold,
    rate: options.rate,
    costs: { falsePositive: options.costRatio, falseNegative: 1 },
  });
  return found && { ...found, heldOut: heldOut.length };
}

type AucFigure = 'subgroup' | 'bpsn' | 'bnsp';

/** The posts of a sample behind an AUC of a term, the worst first, as masked lines. Posts that are gone are left out. */
export async function judgedTexts(
  { store, mask }: { store: Pick<Store, 'content'>; mask: Masker },
  sample: JudgedSample,
  { term, figure, limit }: { term: string; figure: AucFigure; limit: number },
): Promise<{ total: number; rows: NamedText[] }> {
  const { truth } = sample;
  // Says that there is no such term.
  const grouping = judgedGrouping(sample, { term });
  const named = grouping.names.indexOf(term);
  const rows = worstFirst(
    [...sample.ids.keys()].filter((row) => grouping.of[row] === named),
    figure,
    sample,
  );
  const texts = await Promise.all(
    rows.slice(0, limit).map(async (row): Promise<NamedText[]> => {
      const content = await store.content.getByExternalId(sample.ids[row]!);
      if (!content) return [];
      const line = maskedLine(content, mask);
      return [{ post: sample.ids[row]!, line, score: sample.scores[row]!, isViolation: truth[row] === 1 }];
    }),
  );
  return { total: rows.length, rows: texts.flat() };
}

/** The probe's templates behind an AUC of a term, from the scores of its sentences, the worst first. */
export function probeTexts(
  { threshold, scores }: { threshold: number; scores: Float64Array },
  { figure, limit }: { figure: AucFigure; limit: number },
): { total: number; rows: NamedText[] } {
  const truth = Uint8Array.from(probeTemplates, ({ isUnkind }) => Number(isUnkind));
  const rows = worstFirst([...probeTemplates.keys()], figure, { truth, scores, threshold });
  const texts = rows.slice(0, limit).map((row) => ({
    post: null,
    line: probeTemplates[row]!.text,
    score: scores[row]!,
    isViolation: truth[row] === 1,
  }));
  return { total: rows.length, rows: texts };
}

function worstFirst(
  rows: number[],
  figure: AucFigure,
  { truth, scores, threshold }: Pick<JudgedSample, 'truth' | 'scores' | 'threshold'>,
): number[] {
  const wanted = figure === 'bpsn' ? 0 : 1;
  const wrong = (row: number) => (truth[row] === 1 ? threshold - scores[row]! : scores[row]! - threshold);
  return rows
    .filter((row) => figure === 'subgroup' || truth[row] === wanted)
    .sort((a, b) => wrong(b) - wrong(a) || a - b);
}

/** Hundredths, and the threshold where it is none. */
function edgesWith(threshold: number): number[] {
  const hundredths = Array.from({ length: 101 }, (_, n) => n / 100);
  return hundredths.includes(threshold) ? hundredths : [...hundredths, threshold].sort((a, b) => a - b);
}

function binned(
  { truth, scores }: JudgedSample,
  { grouping: { names, of }, authors }: ShownGroups,
  edges: readonly number[],
): JudgedCriteria['groups'] {
  const none = () => edges.map(() => 0);
  const bins = names.map((group, number) => {
    return { group, positives: none(), negatives: none(), authors: authors?.[number] ?? null };
  });
  for (let row = 0; row < truth.length; row++) {
    const own = bins[of[row]!];
    if (!own) continue;
    const score = scores[row]!;
    // The bin of its hundredth, or a neighbour: the threshold may be an edge of its own, and 0.29 * 100 is below 29.
    let bin = Math.min(edges.length - 1, Math.floor(score * 100) + 2);
    while (bin > 0 && edges[bin]! > score) bin -= 1;
    own[truth[row] === 1 ? 'positives' : 'negatives'][bin]! += 1;
  }
  return bins;
}

function plain({ value, low, high, n }: RateFigure) {
  return { value, low, high, n };
}

function criteriaOf({ criteria, rates }: CriteriaReport): JudgedCriterion[] {
  return criteria.map((criterion) => ({
    name: criterion.name,
    verdict: verdictName(criterion.verdict),
    rates: criterion.rates.map((rate) => {
      const { gap, test, verdict } = rates.find((one) => one.rate === rate)!;
      return { rate, gap: gap.difference, p: test?.corrected ?? null, verdict: verdictName(verdict) };
    }),
  }));
}

function verdictName(verdict: Verdict): CriterionVerdict {
  return verdict === 'no evidence' ? 'no-evidence' : verdict === 'not estimable' ? 'not-estimable' : verdict;
}
