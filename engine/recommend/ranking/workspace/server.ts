import type { FeedReason } from '../../../contract/index.ts';
import { sourceIds } from '../../../contract/index.ts';
import { calibrate } from '../../../evaluate/calibration.ts';
import { atOnce } from '../../../numeric/pace.ts';
import { placeOf } from '../../histories.ts';
import type { FeatureData, SourceScores } from '../features/data.ts';
import type { FeatureRows } from '../features/encoder.ts';
import { FeatureExtractor } from '../features/extractor.ts';
import { readRanker } from '../files.ts';
import type { FittedRanker } from '../fit.ts';
import { openRanker, type Ranker } from '../ranker.ts';
import type { ScoreRequest } from './requests.ts';
import { wordsOf } from './words.ts';
import { featureDataOf, type RankerWorld } from './world.ts';

/** Feeds whose rows are kept to be explained. */
const mostKept = 50;
/** Moments of the past whose counters are kept. */
const mostMoments = 2;
/** Features that a score is told with; the others are summed up. */
const mostReasons = 14;

/** A ranker over one state of a workspace; the work of a ranking thread. Users and items are named by the workspace's numbers. */
export class RankingServer {
  readonly #fitted: FittedRanker;
  readonly #ranker: Ranker;
  readonly #world: RankerWorld;
  readonly #data: FeatureData;
  /** Stands at the present: after all that the data holds. */
  readonly #present: FeatureExtractor;
  /** Behind the latest thing that the present extractor has seen. */
  #now: number;
  /** By moment, the one that was asked for last at the end. */
  readonly #past = new Map<number, FeatureExtractor>();
  readonly #kept = new Map<string, { items: Int32Array; rows: FeatureRows }[]>();

  /** Loads a ranker and takes in all that happened. BAD_FILE where the file is damaged, BAD_INPUT where nothing has a time. */
  static async load(file: string, world: RankerWorld): Promise<RankingServer> {
    const fitted = await readRanker(file);
    return new RankingServer(fitted, await openRanker(fitted), world);
  }

  private constructor(fitted: FittedRanker, ranker: Ranker, world: RankerWorld) {
    this.#fitted = fitted;
    this.#ranker = ranker;
    this.#world = world;
    const { learnt } = fitted.card;
    const propensities = learnt?.propensities ? Float64Array.from(learnt.propensities) : null;
    this.#data = featureDataOf(world, learnt?.settings.positives ?? [], propensities);
    this.#present = new FeatureExtractor(this.#data, fitted.schema);
    const latest = (times: Float64Array | null | undefined) =>
      times?.reduce((most, time) => (time > most ? time : most), 0) ?? 0;
    this.#now = 1 + Math.max(latest(world.interactions.time), latest(this.#data.impressions?.openedAt));
    this.#present.counters.advance(this.#now);
  }

  /** The calibrated probability of each item, all in one batch; NaN for items that the data does not have. */
  async score(request: ScoreRequest): Promise<Float32Array> {
    const { key, items, sources, isPast } = request;
    const { itemRows, userRows } = this.#world;
    const known = Int32Array.from(items.keys()).filter((n) => placeOf(itemRows, items[n]!) >= 0);
    const user = placeOf(userRows, request.user);
    if (!isPast && user >= 0) this.#takeIn(user, request.recent);
    const time = isPast ? request.time : Math.max(request.time, this.#now);
    if (!isPast) this.#now = time;
    const extractor = isPast ? this.#at(time) : this.#present;
    const latest = [...request.history].map((item) => placeOf(itemRows, item)).filter((row) => row >= 0);
    const raw = atOnce(
      extractor.rows({
        user: new Int32Array(known.length).fill(user),
        item: known.map((n) => placeOf(itemRows, items[n]!)),
        time: new Float64Array(known.length).fill(time),
        sources: this.#own(sources, known),
        latest,
      }),
    );
    const rows = atOnce(this.#ranker.encoder.encode(raw));
    this.#keep(key, { items: known.map((n) => items[n]!), rows });
    const { probabilities } = await this.#ranker.score(rows);
    const scores = new Float32Array(items.length).fill(Number.NaN);
    known.forEach((n, at) => {
      scores[n] = probabilities[at]!;
    });
    return scores;
  }

  /**
   * Shares of scores in words: what it would be with nothing known, the features that weigh most, and the others together
   * add up to the probability. Log-odds become shares by the mean slope of the calibration between the two ends.
   */
  explain(key: string, items: Int32Array): FeedReason[][] {
    const batches = this.#kept.get(key) ?? [];
    return Array.from(items, (item) => {
      const batch = batches.find((one) => one.items.includes(item));
      if (!batch) return [];
      const { logit, base, contributions } = this.#ranker.explain(batch.rows, batch.items.indexOf(item));
      const { curve } = this.#fitted;
      const [whole, nothing] = [calibrate(curve, logit), calibrate(curve, base)];
      const slope = logit === base ? 0 : (whole - nothing) / (logit - base);
      const told = contributions.slice(0, mostReasons).filter(({ contribution }) => contribution !== 0);
      const reasons = told.map(
        (one): FeedReason => ({ label: wordsOf(one), value: one.contribution * slope, group: one.group }),
      );
      const rest = whole - nothing - reasons.reduce((sum, { value }) => sum + value, 0);
      return [
        { label: 'the chance with nothing known', value: nothing },
        ...reasons,
        { label: 'all other features together', value: rest },
      ];
    });
  }

  close(): Promise<void> {
    return this.#ranker.close();
  }

  /** What a user did after the data was read counts too, once. */
  #takeIn(user: number, recent: ScoreRequest['recent']): void {
    const { counters } = this.#present;
    for (const { item, kind, value, at } of recent) {
      const row = placeOf(this.#world.itemRows, item);
      const number = this.#world.kinds.indexOf(kind);
      if (row < 0 || number < 0 || at < this.#now) continue;
      counters.observe(user, row, number, value, at);
      this.#now = at + 1;
    }
  }

  /** An extractor that stands at a moment of the past. */
  #at(time: number): FeatureExtractor {
    const extractor = this.#past.get(time) ?? new FeatureExtractor(this.#data, this.#fitted.schema);
    this.#past.delete(time);
    this.#past.set(time, extractor);
    for (const oldest of this.#past.keys()) {
      if (this.#past.size <= mostMoments) break;
      this.#past.delete(oldest);
    }
    return extractor;
  }

  /** The sources of the ranker's schema, of the rows that are scored. */
  #own({ score, rank }: SourceScores, known: Int32Array): SourceScores {
    const { sources } = this.#fitted.schema;
    const places = sources.map((id) => (sourceIds as readonly string[]).indexOf(id));
    const pick = (from: Float32Array) =>
      Float32Array.from({ length: known.length * places.length }, (_, n) => {
        const place = places[n % places.length]!;
        return place < 0 ? Number.NaN : from[known[Math.floor(n / places.length)]! * sourceIds.length + place]!;
      });
    return { score: pick(score), rank: pick(rank) };
  }

  #keep(key: string, batch: { items: Int32Array; rows: FeatureRows }): void {
    const batches = this.#kept.get(key) ?? [];
    this.#kept.delete(key);
    this.#kept.set(key, [...batches, batch]);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }
}
