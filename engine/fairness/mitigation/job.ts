import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { type Grouping, sizesOf } from '../../catalog/interactions/groups.ts';
import { userGrouping } from '../../catalog/interactions/user-groups.ts';
import { StewardError } from '../../contract/errors.ts';
import type { MitigationSpec, RunDetail } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { type ModelJobs, measureRequest } from '../../recommend/jobs/context.ts';
import { describedItems } from '../../recommend/jobs/described-items.ts';
import type { ModelId } from '../../recommend/models/model.ts';
import { algorithmOf } from '../../recommend/params.ts';
import { loadAlgorithms } from '../../recommend/plan.ts';
import { Thread, withThread } from '../../recommend/threads/rpc.ts';
import type { Store } from '../../store/store.ts';
import { categoriesOf } from '../exposure/run-exposure.ts';
import { presentRun } from '../present-run.ts';
import { type AskedMethod, askedMethods } from './methods.ts';
import type { MitigationRequests, MitigationSource } from './requests.ts';

/** What is handed to the job: what jobs of models have, without the feed of learning curves. */
export type MitigationJobs = Omit<ModelJobs, 'feed'>;

export interface MitigationPlan {
  run: RunDetail;
  grouping: Grouping;
  methods: AskedMethod[];
}

/**
 * Checks what is asked for before anything is fitted. NOT_FOUND for a run that is not there; BAD_INPUT for a trial, a run
 * over other data, a grouping of fewer than two groups, a method that the model does not take or a strength out of range.
 */
export function planMitigation(store: Store, data: CatalogData, spec: MitigationSpec): MitigationPlan {
  const run = presentRun(store, data, spec.run, 'run');
  const grouping = userGrouping(data, spec.by);
  if (sizesOf(grouping).filter((size) => size > 1).length < 2) {
    throw new StewardError('BAD_INPUT', `'${spec.by}' does not part users into two groups.`, {
      advice: 'Group by something that users differ in.',
      place: { field: 'by' },
    });
  }
  if (spec.categories !== null) categoriesOf(data.itemAttributes, spec.categories);
  return { run, grouping, methods: askedMethods(run.algorithm as ModelId, spec.methods, spec.strengths) };
}

/**
 * Tries ways to make a run's lists fairer, on a thread of its own: a validation part of the run's training part chooses,
 * the run's test part measures. Stored whole at its end, or not at all.
 */
export function mitigateJob(context: MitigationJobs): JobHandler<MitigationSpec> {
  return async (spec, job) => {
    const { store, clock, threads } = context;
    const started = clock();
    const data = await context.data();
    const { run, grouping, methods } = planMitigation(store, data, spec);
    const algorithm = algorithmOf(await loadAlgorithms(), run.algorithm);
    const rule = store.rules.get(run.rule, run.ruleVersion);
    const { params, protocol, seed, name } = run;
    const model = { name, algorithm, params, rule };
    const { itemEmbeddings } = await describedItems(context, data, [model], job);
    const request = await measureRequest(context, data, model, { protocol, seed });
    const { userAttributes, itemAttributes, prices } = data;
    const source: MitigationSource = { userAttributes, itemAttributes, itemEmbeddings, prices, threads };
    const categories = spec.categories === null ? null : categoriesOf(itemAttributes, spec.categories);
    const worker = new URL('./mitigation-worker.ts', import.meta.url);
    const outcome = await withThread(
      () => new Thread<MitigationRequests>(worker, source),
      job.signal,
      (thread) =>
        thread.ask('mitigate', { ...request, spec, methods, grouping, categories }, ({ done, total, what }) =>
          job.progress({ done: Math.round(100 * done) / 100, total, message: what }),
        ),
    );
    const id = store.mitigations.add({
      ...outcome,
      job: job.jobId,
      spec,
      runName: name,
      algorithm: run.algorithm,
      params,
      k: protocol.k,
      dataHash: data.hash,
      seconds: (clock() - started) / 1000,
    });
    context.onChanged();
    const { points, users } = outcome;
    const count = `${points.length} ${points.length === 1 ? 'point' : 'points'}`;
    return { message: `${count} measured for ${users.toLocaleString('en')} users`, result: { mitigation: id } };
  };
}
