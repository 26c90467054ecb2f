import { infoOf, offeredGroupings } from '../catalog/interactions/user-groups.ts';
import { StewardError } from '../contract/errors.ts';
import { checkSpec } from '../fairness/audit/plan.ts';
import { searchSlices } from '../fairness/audit/slices.ts';
import { withMitigations } from '../fairness/report/input.ts';
import { writeReport } from '../fairness/report/write.ts';
import { version } from '../version.ts';
import type { Workspace } from '../workspace.ts';
import { os } from './base.ts';
import { criteriaOperations } from './criteria.ts';
import { mitigationOperations } from './mitigation.ts';

export const fairnessOperations = os.fairness.router({
  groupings: os.fairness.groupings.handler(async ({ context }) =>
    offeredGroupings(await context.workspace().data()).map(infoOf),
  ),
  audit: os.fairness.audit.handler(async ({ input, context }) => {
    const { jobs, store, data } = parts(context.workspace());
    const { subjects } = checkSpec(store, await data(), input);
    const names = subjects.map(({ name }) => name);
    const title = `Audit ${names.length === 0 ? 'moderation' : names.length > 3 ? `${names.length} runs` : names.join(', ')}`;
    return jobs.start('fairness-audit', { title, params: input, unit: 'steps', resumable: true });
  }),
  audits: os.fairness.audits.handler(async ({ input, context }) => {
    const { store, data } = parts(context.workspace());
    const { rows, total } = store.fairness.list(input);
    const { hash } = await data();
    return { rows: rows.map(({ dataHash, ...row }) => ({ ...row, isBehind: dataHash !== hash })), total };
  }),
  read: os.fairness.read.handler(async ({ input, context }) => {
    const { store, data } = parts(context.workspace());
    const found = store.fairness.read(input.id);
    if (!found) throw missing(input.id);
    return { ...found, isBehind: found.dataHash !== (await data()).hash };
  }),
  worstSlices: os.fairness.worstSlices.handler(async ({ input, context, signal }) => {
    const { store, data } = parts(context.workspace());
    const found = store.fairness.read(input.audit);
    if (!found) throw missing(input.audit);
    return searchSlices(store, await data(), found.spec, input, signal);
  }),
  remove: os.fairness.remove.handler(({ input, context }) => {
    const { store } = context.workspace();
    if (!store.fairness.remove(input.id)) throw missing(input.id);
    context.changes.announce('fairness');
    return { id: input.id };
  }),
  report: os.fairness.report.handler(async ({ input, context, signal }) => {
    const { store } = context.workspace();
    const found = store.fairness.read(input.id);
    if (!found) throw missing(input.id);
    return writeReport({ audit: withMitigations(store, found), version, format: input.format }, signal);
  }),
  ...criteriaOperations,
  ...mitigationOperations,
});

function parts(workspace: Workspace) {
  const { jobs, store } = workspace;
  return { jobs, store, data: () => workspace.data() };
}

function missing(id: number): StewardError {
  return new StewardError('NOT_FOUND', `There is no audit ${id}.`, {
    advice: 'Look at the list of audits; it may have been removed.',
    place: { field: 'id' },
  });
}
