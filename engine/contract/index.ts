import { catalogContract } from './catalog.ts';
import { classifiersContract } from './classifiers.ts';
import { contentContract } from './content.ts';
import { fairnessContract } from './fairness.ts';
import { feedsContract } from './feeds.ts';
import { changesContract, engineContract, jobsContract } from './jobs.ts';
import { modelsContract } from './models.ts';
import { rankersContract } from './rankers.ts';
import { moderationContract, policiesContract, reviewContract } from './review.ts';
import { workspaceContract } from './workspace.ts';

const operations = {
  engine: engineContract,
  workspace: workspaceContract,
  jobs: jobsContract,
  changes: changesContract,
  content: contentContract,
  catalog: catalogContract,
  models: modelsContract,
  rankers: rankersContract,
  feeds: feedsContract,
  fairness: fairnessContract,
  moderation: moderationContract,
  review: reviewContract,
  policies: policiesContract,
  classifiers: classifiersContract,
};
type Operations = typeof operations;

/** An interface, so that declarations of what is made of it name it: spelled out it is longer than the compiler writes. */
export interface Contract extends Operations {}

/** Every operation of the engine. Renderer, hosts and command line know the engine by this alone. */
export const contract: Contract = operations;

export * from './audited.ts';
export * from './bridge.ts';
export * from './catalog.ts';
export * from './classifiers.ts';
export * from './content.ts';
export * from './criteria.ts';
export * from './errors.ts';
export * from './fair-training.ts';
export * from './fairness.ts';
export * from './feed-batch.ts';
export * from './feed-calibrations.ts';
export * from './feed-config.ts';
export * from './feed-journey.ts';
export * from './feed-measures.ts';
export * from './feed-result.ts';
export * from './feeds.ts';
export * from './jobs.ts';
export * from './mitigation.ts';
export * from './models.ts';
export * from './rankers.ts';
export * from './review.ts';
export * from './workspace.ts';
