import { join } from 'node:path';
import type { JobRunner } from '../jobs/runner.ts';
import { workspaceFiles } from '../store/open.ts';
import { Funnel } from './funnel/funnel.ts';
import { ItemTexts } from './funnel/item-texts.ts';
import { allocateFeedsJob } from './jobs/allocate-feeds.ts';
import { calibrateSourcesJob } from './jobs/calibrate-sources.ts';
import type { ModelJobs } from './jobs/context.ts';
import { evaluateModels } from './jobs/evaluate.ts';
import { fitVersion } from './jobs/fit.ts';
import { fitRankerVersion } from './jobs/fit-ranker.ts';
import { measureFeedsJob } from './jobs/measure-feeds.ts';
import { tuneModel } from './jobs/tune.ts';
import { SourceCalibrations } from './offline/calibrations.ts';
import { FeedMeasurements } from './offline/measurements.ts';
import { RankerService } from './ranking/workspace/service.ts';
import { RankerServing } from './ranking/workspace/serving.ts';
import { Recommender } from './recommender.ts';
import { ModelService } from './service.ts';
import { TrainingFeed } from './training-feed.ts';

/** The models of an open workspace: their jobs, what is stored of them, and what they recommend. */
export class Models {
  readonly feed = new TrainingFeed();
  readonly service: ModelService;
  readonly recommender: Recommender;
  readonly rankers: RankerService;
  /** Serves the active rankers to feeds. */
  readonly ranking: RankerServing;
  readonly texts: ItemTexts;
  readonly funnel: Funnel;
  readonly measurements: FeedMeasurements;
  readonly calibrations: SourceCalibrations;

  /**
   * Registers the jobs 'evaluate', 'tune', 'fit', 'fit-ranker', 'measure-feeds', 'calibrate-sources', 'allocate-feeds' and
   * 'embed-items'.
   */
  constructor(jobs: JobRunner, options: Omit<ModelJobs, 'feed'>) {
    const context: ModelJobs = { ...options, feed: this.feed };
    const { store, data, clock } = options;
    this.service = new ModelService(context);
    const cache = join(store.dir, workspaceFiles.cache);
    this.recommender = new Recommender(store.versions, store.rules, data, cache);
    this.texts = new ItemTexts({ store, cache, openEmbedder: options.openEmbedder, threads: options.threads });
    this.rankers = new RankerService(store.rankers, data);
    this.ranking = new RankerServing(store);
    this.funnel = new Funnel({
      store,
      data,
      recommender: this.recommender,
      ranking: this.ranking,
      texts: this.texts,
      clock,
    });
    this.measurements = new FeedMeasurements(store, data);
    this.calibrations = new SourceCalibrations(store, data);
    jobs.handle('evaluate', evaluateModels(context));
    jobs.handle('tune', tuneModel(context));
    jobs.handle('fit', fitVersion(context));
    jobs.handle('fit-ranker', fitRankerVersion(context));
    jobs.handle('measure-feeds', measureFeedsJob(context));
    jobs.handle('calibrate-sources', calibrateSourcesJob(context));
    jobs.handle('allocate-feeds', allocateFeedsJob({ store, funnel: this.funnel, clock }));
    jobs.handle('embed-items', async (_, job) => {
      const texts = await this.texts.embed(await data(), job);
      return { message: `${texts.toLocaleString('en')} items have an embedded text`, result: { texts } };
    });
  }

  async close(): Promise<void> {
    await this.funnel.close();
    await this.texts.close();
    await this.recommender.close();
    await this.ranking.close();
  }
}
