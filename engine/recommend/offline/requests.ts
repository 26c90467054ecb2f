import type {
  FeedConfig,
  FeedMeasurement,
  RankerCard,
  RankerSettings,
  SignalRule,
  SourceCalibration,
  StoredRule,
} from '../../contract/index.ts';
import type { StoredVersion } from '../../store/versions.ts';
import type { EmbeddedTexts } from '../jobs/item-embeddings.ts';
import type { ItemEmbeddings } from '../models/model.ts';

/** A configuration with the version it was saved as, 0 for a built-in one, under a name unlike all others. */
export interface ConfigToMeasure {
  name: string;
  config: FeedConfig;
  version: number;
}

/** The active version of a slot, or one that a configuration names, to be fitted anew to what was before the cutoff. */
export interface SlotModel {
  version: StoredVersion;
  rule: StoredRule;
}

/** The active ranker of a slot, to be trained anew by the same settings on what was before the cutoff. */
export interface SlotRanker {
  version: StoredVersion;
  settings: RankerSettings;
}

/** All that decides what comes out of a measurement. */
export interface MeasureFeedsRequest {
  configs: readonly ConfigToMeasure[];
  /** Each version once; slots without an active one have none. */
  models: readonly SlotModel[];
  /** Of slots with a configuration that asks for one, where one is active. */
  rankers: Readonly<Record<string, SlotRanker>>;
  texts: EmbeddedTexts;
  itemEmbeddings: ItemEmbeddings | null;
  /** What the embeddings were made of; CONFLICT where the data has become other since. */
  dataHash: string;
  /** What counts as relevant of what is held out. */
  rule: SignalRule;
  users: number;
  k: number;
  share: number;
  seed: number;
  /** Worker threads that a fit may use. */
  threads: number;
}

/** How far a measurement is, in feeds; a fit counts as many as there are users. */
export interface MeasureFeedsProgress {
  done: number;
  total: number;
  message: string;
}

/** A measurement without what only the engine knows of it. */
export type MeasuredFeeds = Pick<
  FeedMeasurement,
  'dataHash' | 'split' | 'cutoff' | 'users' | 'eligible' | 'comparisons'
> & {
  feeds: {
    name: string;
    slot: string;
    config: ConfigToMeasure | null;
    model: SlotModel | undefined;
    /** What the ranker learnt from that ordered it; null where none did. */
    ranker: RankerCard['source'] | null;
    metrics: FeedMeasurement['feeds'][number]['metrics'];
  }[];
};

/** What a thread needs to find out what the scores of sources are worth. */
export interface CalibrateRequest {
  slot: string;
  /** Undefined where the slot has none. */
  model: SlotModel | undefined;
  texts: EmbeddedTexts;
  itemEmbeddings: ItemEmbeddings | null;
  /** What the embeddings were made of; CONFLICT where the data has become other since. */
  dataHash: string;
  /** What counts as right of what is held out. */
  rule: SignalRule;
  users: number;
  share: number;
  seed: number;
  /** Worker threads that a fit may use. */
  threads: number;
}

/** A calibration, without what only the engine knows of it. */
export type CalibratedSources = Pick<SourceCalibration, 'split' | 'cutoff' | 'users' | 'sources'>;

/** What a measuring thread answers. */
export type MeasuringRequests = {
  calibrate: { input: CalibrateRequest; result: CalibratedSources; progress: MeasureFeedsProgress };
  /** Holds out and fits models, for `measure`. The thread may be closed meanwhile. */
  prepare: { input: MeasureFeedsRequest; result: null; progress: MeasureFeedsProgress };
  /** Trains rankers and makes feeds. Rankers are at work on threads of this one: it is not to be closed, but ended by `cancel`. */
  measure: { input: null; result: MeasuredFeeds; progress: MeasureFeedsProgress };
  cancel: { input: null; result: null; progress: never };
};
