import { createHash } from 'node:crypto';
import type { CatalogData, Signals } from '../../catalog/interactions/catalog-data.ts';
import { type AuditCell, type AuditSpec, auditVerdicts, type ItemSide, type SignalRule } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import type { ScoringPool } from '../../moderation/classifiers/pool.ts';
import { inWorker } from '../../numeric/parallel.ts';
import type { Store } from '../../store/store.ts';
import type { ExposureReport } from '../exposure/report.ts';
import { runExposure } from '../exposure/run-exposure.ts';
import { itemSide } from './item-side.ts';
import { limitsOf } from './limits.ts';
import { auditablePolicies, moderationSides } from './moderation-side.ts';
import { type PeopleRequest, peopleSteps } from './people-side.ts';
import { type AuditPlan, checkSpec } from './plan.ts';

/** What audits work with. */
export interface AuditContext {
  store: Store;
  data(): Promise<CatalogData>;
  signals(data: CatalogData, rule: SignalRule): Promise<Signals>;
  pool(): Promise<ScoringPool>;
  threads: number;
  /** Called when an audit was stored. */
  onChanged(): void;
}

/** Audits what the specification names, and stores all of it at once. Resumed, it starts anew: it takes seconds. */
export function auditFairness(context: AuditContext): JobHandler<AuditSpec> {
  return async (spec, { jobId, signal, progress }) => {
    const { store, threads } = context;
    const started = performance.now();
    const data = await context.data();
    const plan = checkSpec(store, data, spec);
    const { subjects, metrics, groupings, control } = plan;
    const pool = spec.sides.includes('moderation') ? await context.pool() : null;
    const policies = pool ? auditablePolicies({ store, pool }) : [];
    const withPeople = spec.sides.includes('people') && subjects.length > 0 ? peopleSteps(plan) : 0;
    const needsLists =
      spec.sides.includes('items') || (withPeople > 0 && metrics.some((metric) => ofLists.has(metric)));
    const measured = needsLists ? subjects : [];
    let done = 0;
    const step = (message: string) => {
      progress({ done, message });
      done += 1;
    };
    progress({ done, total: measured.length + withPeople + policies.length });
    const reports: ExposureReport[] = [];
    for (const { name, run } of measured) {
      step(`${name}: attention to items`);
      reports.push(await runExposure(context, run.id, { signal, ...groupsOf(plan) }));
    }
    let cells: AuditCell[] = [];
    if (withPeople > 0) {
      const request: PeopleRequest = {
        subjects: subjects.map(({ run, name, users, values }, n) => {
          return { run, name, users, values: { ...values, ...valuesOf(users, reports[n]) } };
        }),
        metrics,
        groupings,
        control,
        spec,
        threads,
      };
      const worker = new URL('./people-worker.ts', import.meta.url);
      const onProgress = () => step('comparing groups of people');
      cells = await inWorker<PeopleRequest, AuditCell[]>(worker, request, { signal, onProgress });
    }
    const items = spec.sides.includes('items')
      ? subjects.map((subject, n): ItemSide => itemSide(subject, reports[n]!))
      : [];
    let moderation: Awaited<ReturnType<typeof moderationSides>> = { sides: [], criteria: [] };
    if (pool && policies.length > 0) {
      const { seed, draws } = spec;
      const onPolicy = (name: string) => step(`${name}: identity terms`);
      moderation = await moderationSides({ store, pool, people: data, seed, draws, signal, onPolicy });
    }
    signal.throwIfAborted();
    const counts = Object.fromEntries(
      auditVerdicts.map((verdict) => [verdict, cells.filter((cell) => cell.verdict === verdict).length]),
    ) as Record<(typeof auditVerdicts)[number], number>;
    const id = store.fairness.add({
      job: jobId,
      question: spec.question,
      subjects: subjects.map(({ name }) => name),
      groupings: cells.length > 0 ? groupings.map(({ attribute }) => attribute) : [],
      metrics: cells.length > 0 ? metrics : [],
      counts,
      hash: hashOf(spec, data, plan, moderation),
      seconds: (performance.now() - started) / 1000,
      spec,
      dataHash: data.hash,
      cells,
      items,
      moderation: moderation.sides,
      criteria: moderation.criteria,
      measured: subjects.map(({ run, name, users }) => {
        const { k, split, share } = run.protocol;
        return { run: run.id, subject: name, users: users.length, k, split, share, seed: run.seed };
      }),
      limits: limitsOf(spec, plan, cells),
    });
    context.onChanged();
    return { message: `${counts.differs} of ${cells.length} comparisons differ`, result: { audit: id } };
  };
}

/** Metrics that are made of a run's lists when they are audited. */
const ofLists = new Set(['arp', 'calibration']);

/** They, by user; nothing where nobody asked for them. */
function valuesOf(users: Int32Array, report: ExposureReport | undefined): Record<string, Float64Array> {
  if (!report) return {};
  const { popularity, divergence } = report.ofLists;
  return { arp: popularity, calibration: divergence ?? new Float64Array(users.length).fill(Number.NaN) };
}

/** What items and users are grouped by on the side of items: of users' attributes the first that is one by itself. */
function groupsOf({ groupings, itemAttribute }: AuditPlan) {
  const isPlain = (name: string) => name !== 'activity' && !name.includes('=') && !name.includes(' x ');
  const userAttribute = groupings.map(({ attribute }) => attribute).find(isPlain);
  return {
    ...(userAttribute !== undefined && { userAttribute }),
    ...(itemAttribute !== null && { categories: itemAttribute, itemAttribute }),
  };
}

/** SHA-256 over all that decides what an audit finds; of classifiers and decisions over what they were found to do. */
function hashOf(
  spec: AuditSpec,
  { hash }: CatalogData,
  { subjects, metrics, groupings, itemAttribute }: AuditPlan,
  moderation: Awaited<ReturnType<typeof moderationSides>>,
): string {
  const names = groupings.map(({ attribute }) => attribute);
  const runs = subjects.map(({ run }) => [
    run.algorithm,
    run.params,
    run.protocol,
    run.seed,
    run.rule,
    run.ruleVersion,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([spec, hash, metrics, names, itemAttribute, runs, moderation]))
    .digest('hex');
}
