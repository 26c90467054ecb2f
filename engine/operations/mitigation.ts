import { StewardError } from '../contract/errors.ts';
import { configOfPoint, findPoint, versionOfPoint } from '../fairness/mitigation/apply.ts';
import { planMitigation } from '../fairness/mitigation/job.ts';
import { configOf } from '../recommend/funnel/configs.ts';
import { os } from './base.ts';
import { startFit } from './fit.ts';

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
  fitPoint: os.fairness.fitPoint.handler(({ input: { slot, activate, ...choice }, context }) => {
    const workspace = context.workspace();
    const found = findPoint(workspace.store, choice);
    const run = workspace.models.service.run(found.mitigation.spec.run);
    return startFit(workspace, { ...versionOfPoint(found, run), slot, activate });
  }),
  savePoint: os.fairness.savePoint.handler(({ input: { name, base, ...choice }, context }) => {
    const workspace = context.workspace();
    const { store, models } = workspace;
    const config = configOfPoint(findPoint(store, choice), configOf(store.feeds, base).config, name);
    return models.funnel.saveConfig(config, workspace.settings().reviewer);
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
