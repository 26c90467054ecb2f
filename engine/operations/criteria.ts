import { StewardError } from '../contract/errors.ts';
import { judgedCriteria, judgedEqualRates, judgedTexts, probeTexts } from '../fairness/identity/judged-criteria.ts';
import { judgedSample, probeScores } from '../fairness/identity/policy-audit.ts';
import { probeOf } from '../fairness/identity/probe.ts';
import { identityTerms } from '../fairness/identity/terms.ts';
import { os } from './base.ts';

/** What fairness asks of the decisions about posts: no audit is needed for it. */
export const criteriaOperations = {
  criteria: os.fairness.criteria.handler(async ({ input, context, signal }) => {
    const sample = await judgedSample(context.workspace().store, input.policy, { signal });
    return judgedCriteria(sample, input.by, input);
  }),
  equalRates: os.fairness.equalRates.handler(async ({ input, context, signal }) => {
    const sample = await judgedSample(context.workspace().store, input.policy, { signal });
    return judgedEqualRates(sample, input.by, input);
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
