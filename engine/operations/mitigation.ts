import { StewardError } from '../contract/errors.ts';
import { planMitigation } from '../fairness/mitigation/job.ts';
import { os } from './base.ts';

export const mitigationOperations = {
  mitigate: os.fairness.mitigate.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const { run } = planMitigation(workspace.store, await workspace.data(), input);
    const title = `Mitigate ${run.name} by ${input.by}`;
    return workspace.jobs.start('mitigate', { title, params: input, unit: 'steps', resumable: false });
  }),
  mitigations: os.fairness.mitigations.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const { rows, total } = workspace.store.mitigations.list(input);
    if (rows.length === 0) return { rows: [], total };
    const { hash } = await workspace.data();
    return { rows: rows.map((row) => ({ ...row, isBehind: row.dataHash !== hash })), total };
  }),
  removeMitigation: os.fairness.removeMitigation.handler(({ input, context }) => {
    if (!context.workspace().store.mitigations.remove(input.id)) {
      throw new StewardError('NOT_FOUND', `There is no mitigation ${input.id}.`, {
        advice: 'Look at the list; it may have been removed.',
        place: { field: 'id' },
      });
    }
    context.changes.announce('fairness');
    return { id: input.id };
  }),
};
