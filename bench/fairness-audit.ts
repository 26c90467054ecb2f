import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Grouping } from '../engine/catalog/interactions/groups.ts';
import type { AuditCell } from '../engine/contract/index.ts';
import { auditSpec, type Run } from '../engine/contract/index.ts';
import { type PeopleRequest, peopleSteps } from '../engine/fairness/audit/people-side.ts';
import { writeReport } from '../engine/fairness/report/write.ts';
import { inWorker } from '../engine/numeric/parallel.ts';
import { seededRandom } from '../engine/numeric/random.ts';
import type { Figure } from './measure.ts';

const bench = 'fairness-audit';
const users = 6040;
const threads = 2;
const worker = new URL('../engine/fairness/audit/people-worker.ts', import.meta.url);

/**
 * The side of people of an audit as the job runs it: 6,040 users, 5 models, 6 metrics, attributes of 2, 7 and 21 groups,
 * 10,000 draws of bootstrap and of permutation; how long the calling thread was held meanwhile, how soon a cancel is
 * answered, and what reports of it take.
 */
export async function fairnessAudit(): Promise<Figure[]> {
  const request = planted();
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const started = performance.now();
  const cells = await inWorker<PeopleRequest, AuditCell[]>(worker, request);
  const seconds = (performance.now() - started) / 1000;
  held.disable();

  const stop = new AbortController();
  const running = inWorker<PeopleRequest, AuditCell[]>(worker, request, { signal: stop.signal }).catch(() => null);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const cancelled = performance.now();
  stop.abort();
  await running;
  const answered = performance.now() - cancelled;

  const { spec, metrics, subjects, groupings } = request;
  const audit = {
    ...{ spec, metrics: [...metrics], cells, question: 'Are they served alike?', hash: 'a'.repeat(64) },
    ...{ dataHash: 'd'.repeat(64), items: [], moderation: [], criteria: [], measured: [], mitigations: [], limits: [] },
    subjects: subjects.map(({ name }) => name),
    groupings: groupings.map(({ attribute }) => attribute),
    counts: { differs: 0, equivalent: 0, 'no-evidence': 0, 'not-estimable': 0 },
  };
  const figures: Figure[] = [];
  for (const format of ['html', 'pdf'] as const) {
    const from = performance.now();
    await writeReport({ audit, version: '0', format });
    figures.push({ bench, what: `report as ${format}`, value: (performance.now() - from) / 1000, unit: 's' });
  }
  const what = `${cells.length} comparisons of ${users} users in ${peopleSteps(request)} groupings`;
  return [
    { bench, what, value: seconds, unit: 's' },
    { bench, what: 'calling thread held at most', value: held.max / 1e6, unit: 'ms' },
    { bench, what: 'cancel answered after', value: answered, unit: 'ms' },
    ...figures,
  ];
}

function planted(): PeopleRequest {
  const random = seededRandom(1);
  const rows = Int32Array.from({ length: users }, (_, user) => user);
  const metrics = ['ndcg', 'recall', 'precision', 'map', 'mrr', 'rmse'];
  // Steps of a hundredth: ranking metrics have ties.
  const value = () => Math.round(100 * random.uniform()) / 100;
  const subjects = ['a', 'b', 'c', 'd', 'e'].map((name, n) => ({
    run: { id: n + 1 } as Run,
    name,
    users: rows,
    values: Object.fromEntries(metrics.map((metric) => [metric, Float64Array.from(rows, value)])),
  }));
  const groupings = [2, 7, 21].map(
    (groups): Grouping => ({
      attribute: `of ${groups}`,
      names: Array.from({ length: groups }, (_, g) => `g${g}`),
      of: Int32Array.from(rows, () => random.below(groups)),
    }),
  );
  return { subjects, metrics, groupings, control: null, spec: auditSpec.parse({}), threads };
}
