import type { FeedReason, RankerSettings } from '../../../contract/index.ts';
import type { TrainingProgress } from '../../threads/requests.ts';
import type { SourceScores } from '../features/data.ts';
import type { RankerCard } from '../fit.ts';
import type { RankerWorld } from './world.ts';

export interface RankerFit {
  world: RankerWorld;
  settings: RankerSettings;
  /** Milliseconds since 1970: what was shown within a day before may still be opened, and is not learnt from. */
  now: number;
  /** The file to write. */
  file: string;
}

export interface RankerFitted {
  card: RankerCard;
  fitSeconds: number;
}

/** Candidates of one feed that are to be scored in one batch. Users and items are named by the workspace's numbers. */
export interface ScoreRequest {
  /** Under which `explain` finds them. */
  key: string;
  /** -1 for somebody whom the workspace does not know. */
  user: number;
  /** What they had, the latest first: looked at where the ranker does not know the user. */
  history: Int32Array;
  /** What they did lately, oldest first: what the ranker's data does not have yet is added to it. */
  recent: readonly { item: number; kind: string; value: number; at: number }[];
  /** The moment of the feed; what happened at it or later is not seen. */
  time: number;
  /** Whether the moment is one of the past, and not the present. */
  isPast: boolean;
  items: Int32Array;
  /** In the order of `sourceIds`. */
  sources: SourceScores;
}

/** What a ranking thread answers. */
export type RankingRequests = {
  fit: { input: RankerFit; result: RankerFitted; progress: TrainingProgress };
  /** Ends a fit, which is rejected with CANCELLED. */
  cancel: { input: null; result: null; progress: never };
  load: { input: { file: string; world: RankerWorld }; result: null; progress: never };
  /** Calibrated probabilities, NaN for items that the ranker's data does not have. */
  score: { input: ScoreRequest; result: Float32Array; progress: never };
  /** Why items of an earlier request have their scores; nothing for those that are forgotten. */
  explain: { input: { key: string; items: Int32Array }; result: FeedReason[][]; progress: never };
  /** Lets go of the ranker. */
  end: { input: null; result: null; progress: never };
};
