import type { Job } from '../contract/index.ts';
import type { FitParams } from '../recommend/jobs/fit.ts';
import { planTraining, trainingText } from '../recommend/mitigation/training.ts';
import { planModels, storedFacts } from '../recommend/plan.ts';
import type { Workspace } from '../workspace.ts';

/** Checks what is to be fitted, and starts the job that makes a version of it. */
export async function startFit(workspace: Workspace, params: FitParams): Promise<Job> {
  const { jobs, store } = workspace;
  const { algorithm, slot, mitigation } = params;
  const [model] = await planModels([params], storedFacts(store), store.rules, params.rule);
  if (mitigation) planTraining(mitigation, model!.algorithm.id, await workspace.data());
  const title = `Fit ${algorithm} for '${slot}'${mitigation ? `, ${trainingText(mitigation)}` : ''}`;
  return jobs.start('fit', { title, params, unit: 'steps', resumable: true });
}
