import type { Audit, AuditCell, Mitigation } from '../../contract/index.ts';
import type { StoredAudit } from '../../store/fairness.ts';
import type { MitigationStore } from '../../store/mitigations.ts';
import { metricDefinitions } from './definitions.ts';

/** What was tried against the gaps of an audit's runs, without what says when. */
export type ReportMitigation = Pick<
  Mitigation,
  'spec' | 'runName' | 'better' | 'worse' | 'users' | 'k' | 'base' | 'points'
>;

/** What of an audit its report is made of. */
export type ReportInput = Pick<
  Audit,
  | 'question'
  | 'subjects'
  | 'groupings'
  | 'metrics'
  | 'counts'
  | 'hash'
  | 'dataHash'
  | 'spec'
  | 'cells'
  | 'items'
  | 'moderation'
  | 'criteria'
  | 'measured'
  | 'limits'
> & { mitigations: readonly ReportMitigation[] };

/** Mitigations of a run that are looked through, the newest first. */
const mostRead = 100;

/** An audit with the newest mitigation of each of its runs by each of its attributes, as far as they are of the same data. */
export function withMitigations(
  { mitigations }: { mitigations: Pick<MitigationStore, 'list'> },
  audit: StoredAudit,
): ReportInput {
  const newest = audit.spec.runs.flatMap((run) => {
    const { rows } = mitigations.list({ offset: 0, limit: mostRead, run });
    const own = rows.filter(({ dataHash }) => dataHash === audit.dataHash);
    return audit.groupings.flatMap((by) => own.find(({ spec }) => spec.by === by) ?? []);
  });
  return { ...audit, mitigations: newest };
}

/** Metrics of the first k places. */
const ofPlaces = new Set(['ndcg', 'recall', 'precision', 'hit', 'map', 'mrr']);

/** Names metrics as people do, with the k of the lists where all runs of the audit have the same: 'NDCG@10'. */
export function metricNames({ measured }: Pick<ReportInput, 'measured'>): (metric: string) => string {
  const lengths = unique(measured.map(({ k }) => k));
  return (metric) => {
    const name = metricDefinitions[metric]?.name ?? metric;
    return lengths.length === 1 && ofPlaces.has(metric) ? `${name}@${lengths[0]}` : name;
  };
}

/** What a comparison is over: 'gender', or 'gender within activity: low' in a stratum. */
export function placeOf({ grouping, stratum }: AuditCell): string {
  return stratum === null ? grouping : `${grouping} within ${stratum}`;
}

/** The groups that lie farthest apart, and the interval of the difference; null where fewer than two are shown. */
export function extremesOf({ groups, pairs }: AuditCell) {
  const shown = groups.filter(({ value }) => value !== null).sort((a, b) => a.value! - b.value!);
  const [lowest, highest] = [shown[0], shown.at(-1)];
  if (shown.length < 2 || !lowest || !highest) return null;
  const pair = pairs.find(
    ({ a, b }) => (a === lowest.group && b === highest.group) || (a === highest.group && b === lowest.group),
  );
  const isTurned = pair?.a === lowest.group;
  const [low, high] = pair ? [pair.low, pair.high] : [null, null];
  const interval = low === null || high === null ? null : isTurned ? { low: -high, high: -low } : { low, high };
  return { lowest, highest, interval: interval ?? { low: null, high: null } };
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
