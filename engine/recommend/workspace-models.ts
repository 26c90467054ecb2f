import { join } from 'node:path';
import type { JobRunner } from '../jobs/runner.ts';
import { workspaceFiles } from '../store/open.ts';
import { Funnel } from './funnel/funnel.ts';
import type { ModelJobs } from './jobs/context.ts';
import { evaluateModels } from './jobs/evaluate.ts';
import { fitVersion } from './jobs/fit.ts';
import { tuneModel } from './jobs/tune.ts';
import { Recommender } from './recommender.ts';
import { ModelService } from './service.ts';
import { TrainingFeed } from './training-feed.ts';

/** The models of an open workspace: their jobs, what is stored of them, and what they recommend. */
export class Models {
  readonly feed = new TrainingFeed();
  readonly service: ModelService;
  readonly recommender: Recommender;
  readonly funnel: Funnel;

  /** Registers the jobs 'evaluate', 'tune' and 'fit'. */
  constructor(jobs: JobRunner, options: Omit<ModelJobs, 'feed'>) {
    const context: ModelJobs = { ...options, feed: this.feed };
    const { store, data, clock } = options;
    this.service = new ModelService(context);
    this.recommender = new Recommender(store.versions, store.rules, data, join(store.dir, workspaceFiles.cache));
    this.funnel = new Funnel({ store, data, recommender: this.recommender, clock });
    jobs.handle('evaluate', evaluateModels(context));
    jobs.handle('tune', tuneModel(context));
    jobs.handle('fit', fitVersion(context));
  }

  async close(): Promise<void> {
    await this.funnel.close();
    await this.recommender.close();
  }
}
