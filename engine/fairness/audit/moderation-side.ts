import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { AuditedCriteria, IdentityTerm, ModerationSide } from '../../contract/index.ts';
import type { ScoreBatch, ScoreInput, ScoringPool } from '../../moderation/classifiers/pool.ts';
import { Pace } from '../../numeric/pace.ts';
import type { StoredPolicy } from '../../store/policies.ts';
import type { Store } from '../../store/store.ts';
import type { IdentityAudit } from '../identity/audit.ts';
import { auditedCriteria } from '../identity/judged-criteria.ts';
import { decisionAudit, judgedSample, policyProbe } from '../identity/policy-audit.ts';

/** Resamples of an interval: an AUC's third decimal is not worth more of a wait. */
const mostResamples = 500;
/** Decisions are drawn over and over for 40 terms: of many, fewer resamples say as much. */
const decisionsTimesResamples = 5_000_000;

export interface ModerationAudit {
  store: Pick<Store, 'policies' | 'judged'>;
  pool: Pick<ScoringPool, 'labels' | 'score'>;
  /** What is known of authors. */
  people: CatalogData;
  seed: number;
  draws: number;
  signal: AbortSignal;
  /** Told before each policy. */
  onPolicy: (name: string) => void;
}

/** The policies whose classifiers can be audited: those in use that have one and a threshold. */
export function auditablePolicies({ store, pool }: Pick<ModerationAudit, 'store' | 'pool'>): StoredPolicy[] {
  return store.policies.list().filter(({ enabled, label, thresholds }) => {
    return enabled && pool.labels.includes(label) && Object.values(thresholds).some((value) => value !== null);
  });
}

/**
 * How each policy's classifier treats texts that name an identity: over the probe's sentences, and over what people
 * decided in this workspace, where they decided both ways; then also how alike its decisions are between groups of posts.
 */
export async function moderationSides(
  work: ModerationAudit,
): Promise<{ sides: ModerationSide[]; criteria: AuditedCriteria[] }> {
  const { store, people, seed, draws, signal, onPolicy } = work;
  const pool = remembering(work.pool);
  const sides: ModerationSide[] = [];
  const criteria: AuditedCriteria[] = [];
  const pace = new Pace();
  for (const { id, name } of auditablePolicies(work)) {
    onPolicy(name);
    signal.throwIfAborted();
    const resamples = Math.min(mostResamples, draws);
    const probe = await policyProbe({ store, pool }, id, { seed, resamples, signal });
    const flips = new Map(probe.flips.terms.map(({ term, flipRate }) => [probe.terms[term]!, flipRate]));
    sides.push(sideOf(id, probe.threshold, 'probes', probe.audit, flips));
    const sample = await judgedSample(store, id, { people, signal });
    if (!sample.truth.includes(1) || !sample.truth.includes(0)) continue;
    for (const one of auditedCriteria(sample)) {
      criteria.push(one);
      await pace.turn();
    }
    const fewer = Math.max(50, Math.min(resamples, Math.floor(decisionsTimesResamples / sample.truth.length)));
    const { audit } = await decisionAudit(sample, { seed, resamples: fewer });
    if (audit.terms.length > 0) sides.push(sideOf(id, sample.threshold, 'decisions', audit, new Map()));
  }
  return { sides, criteria };
}

/** The same pool, but texts that every policy is asked about are scored once. */
function remembering({ labels, score }: ModerationAudit['pool']): ModerationAudit['pool'] {
  const known = new Map<string, Promise<ScoreBatch>>();
  return {
    labels,
    score(items: ScoreInput[], signal) {
      const key = JSON.stringify(items);
      const batch = known.get(key) ?? score(items, signal);
      known.set(key, batch);
      return batch;
    },
  };
}

function sideOf(
  policy: string,
  threshold: number,
  source: ModerationSide['source'],
  { overall, means, terms }: IdentityAudit,
  flips: ReadonlyMap<string, number>,
): ModerationSide {
  return {
    policy,
    threshold,
    source,
    overallAuc: overall.value,
    score: means.score,
    terms: terms.map(
      ({ term, rows, aucs }): IdentityTerm => ({
        term,
        n: rows,
        subgroupAuc: aucs.subgroup,
        bpsn: aucs.bpsn,
        bnsp: aucs.bnsp,
        negativeGap: aucs.negAeg.value,
        positiveGap: aucs.posAeg.value,
        flips: flips.get(term) ?? null,
      }),
    ),
  };
}
