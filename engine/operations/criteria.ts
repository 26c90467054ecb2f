import { StewardError } from '../contract/errors.ts';
import { decisionsFile } from '../fairness/identity/decisions-file.ts';
import { judgedCriteria, judgedEqualRates, judgedTexts, probeTexts } from '../fairness/identity/judged-criteria.ts';
import { type JudgedSample, judgedSample, probeScores } from '../fairness/identity/policy-audit.ts';
import { probeOf } from '../fairness/identity/probe.ts';
import { identityTerms } from '../fairness/identity/terms.ts';
import type { Workspace } from '../workspace.ts';
import { os } from './base.ts';

/** What fairness asks of the decisions about posts: no audit is needed for it. */
export const criteriaOperations = {
  criteria: os.fairness.criteria.handler(async ({ input, context, signal }) => {
    const sample = await sampleWithAuthors(context.workspace(), input.policy, signal);
    return judgedCriteria(sample, input.by, input);
  }),
  equalRates: os.fairness.equalRates.handler(async ({ input, context, signal }) => {
    const sample = await sampleWithAuthors(context.workspace(), input.policy, signal);
    return judgedEqualRates(sample, input.by, input);
  }),
  decisionsFile: os.fairness.decisionsFile.handler(async ({ input, context, signal }) => {
    const workspace = context.workspace();
    const { store } = workspace;
    const { csv, rows } = await decisionsFile(store, await sampleWithAuthors(workspace, input.policy, signal), signal);
    store.db.transaction(() =>
      store.audit.append({
        actor: workspace.settings().reviewer,
        action: 'decisions.export',
        subject: `policy:${input.policy}`,
        detail: { rows },
      }),
    );
    context.changes.announce('audit');
    return { name: `decisions-${input.policy}.csv`, rows, data: new Blob([csv], { type: 'text/csv;charset=utf-8' }) };
  }),
  texts: os.fairness.texts.handler(async ({ input, context, signal }) => {
    const workspace = context.workspace();
    const { store } = workspace;
    if (input.source === 'decisions') {
      const sample = await judgedSample(store, input.policy, { signal });
      return { threshold: sample.threshold, ...(await judgedTexts(workspace, sample, input)) };
    }
    const term = identityTerms.find(({ id }) => id === input.term);
    if (!term) throw new StewardError('NOT_FOUND', `There is no term '${input.term}'.`, { place: { field: 'term' } });
    const pool = await workspace.pool();
    const scored = await probeScores({ store, pool }, input.policy, probeOf([term]), signal);
    return { threshold: scored.threshold, ...probeTexts(scored, input) };
  }),
};

async function sampleWithAuthors(workspace: Workspace, policy: string, signal?: AbortSignal): Promise<JudgedSample> {
  return judgedSample(workspace.store, policy, { people: await workspace.data(), signal });
}
