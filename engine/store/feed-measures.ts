import type { FeedMeasurement, MeasuredFeed } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** A measured feed as it is stored; `definition` is its configuration as it was, null for a model alone. */
export type StoredFeedMeasure = Omit<MeasuredFeed, 'behind'> & { definition: unknown };

/** A measurement as it is stored. */
export type StoredMeasurement = Omit<FeedMeasurement, 'feeds'> & { feeds: StoredFeedMeasure[] };

type About = Omit<FeedMeasurement, 'id' | 'job' | 'at' | 'dataHash' | 'feeds' | 'comparisons'>;

/** What feeds were measured to be on behaviour that was held out. */
export class FeedMeasureStore {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Stores a measurement in one transaction; returns its number. */
  add(measurement: Omit<StoredMeasurement, 'id' | 'at'>): number {
    const { job, dataHash, comparisons, feeds, ...about } = measurement;
    return this.#db.transaction(() => {
      const { id } = this.#db.run(
        build.insertInto('feed_measurement').values({
          job_id: job,
          at: this.#clock(),
          data_hash: dataHash,
          about: JSON.stringify(about satisfies About),
          comparisons: JSON.stringify(comparisons),
        }),
      );
      for (const [place, { name, config, version, definition, slot, model, ranker, metrics }] of feeds.entries()) {
        this.#db.run(
          build.insertInto('feed_measure').values({
            measurement_id: id,
            place,
            name,
            config,
            config_version: version,
            definition: config === null ? null : JSON.stringify(definition),
            slot,
            model: model && JSON.stringify(model),
            ranker: ranker && JSON.stringify(ranker),
            metrics: JSON.stringify(metrics),
          }),
        );
      }
      return id;
    });
  }

  /** The latest measurements, newest first, all or those that a configuration is part of. */
  list({ config, limit }: { config?: string; limit: number }): StoredMeasurement[] {
    let wanted = build.selectFrom('feed_measurement').selectAll().orderBy('id', 'desc').limit(limit);
    if (config !== undefined) {
      const having = build.selectFrom('feed_measure').select('measurement_id').where('config', '=', config);
      wanted = wanted.where('id', 'in', having);
    }
    return this.#db.all(wanted).map((row) => ({
      id: row.id,
      job: row.job_id,
      at: row.at,
      dataHash: row.data_hash,
      // The first measurements went without texts, and do not say so.
      texts: 0,
      ...(JSON.parse(row.about) as Omit<About, 'texts'> & { texts?: number }),
      feeds: this.#feeds(row.id),
      comparisons: JSON.parse(row.comparisons) as StoredMeasurement['comparisons'],
    }));
  }

  #feeds(measurement: number): StoredFeedMeasure[] {
    const rows = build.selectFrom('feed_measure').selectAll().where('measurement_id', '=', measurement);
    return this.#db
      .all(rows.orderBy('place'))
      .map(({ name, config, config_version, definition, slot, model, ranker, metrics }) => ({
        name,
        kind: config === null ? 'model alone' : 'configuration',
        config,
        version: config_version,
        definition: definition === null ? null : (JSON.parse(definition) as unknown),
        slot,
        model: model === null ? null : (JSON.parse(model) as StoredFeedMeasure['model']),
        ranker: ranker === null ? null : (JSON.parse(ranker) as StoredFeedMeasure['ranker']),
        metrics: JSON.parse(metrics) as StoredFeedMeasure['metrics'],
      }));
  }
}
