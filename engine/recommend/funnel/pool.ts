import type { FeedConfig, FeedFor, FeedStage, Merge, SourceId } from '../../contract/index.ts';
import type { FeedModel } from './model.ts';
import type { Profile } from './profile.ts';
import type { FeedRanker } from './ranker.ts';
import type { FeedSnapshot, Moment } from './snapshot.ts';

/** A part of a second-pass score. */
export interface FeedReasonValue {
  kind: 'model' | 'agreement' | 'popularity';
  value: number;
}

/** A candidate with its score. */
export interface Candidate {
  /** The row in the snapshot. */
  readonly row: number;
  /** What the outside calls the item. */
  readonly id: string;
  readonly sources: readonly { source: SourceId; rank: number; score: number; chance?: number }[];
  /** Of the second pass, 0..1: of the blend, or the ranker's probability. */
  readonly score: number;
  /** Absent where it is the blend's; 'place' where the ranker does not know the item, which stands where the blend has it. */
  readonly scoredBy?: 'ranker' | 'place';
  readonly parts: readonly FeedReasonValue[];
  /** Whether the model had a score for it. */
  readonly isScored: boolean;
  /** The place that a source gave it, from 1; undefined where that source did not bring it. */
  rankIn(source: SourceId): number | undefined;
}

/** A candidate with another score. */
export function rescored(of: Candidate, score: number, scoredBy: NonNullable<Candidate['scoredBy']>): Candidate {
  return {
    row: of.row,
    score,
    scoredBy,
    isScored: of.isScored,
    rankIn: (source) => of.rankIn(source),
    get id() {
      return of.id;
    },
    get sources() {
      return of.sources;
    },
    get parts() {
      return of.parts;
    },
  };
}

/** The part of a stage. */
export type StagePart = FeedStage['parts'][number];

/** The outcome of the first two passes, which the third can be run on again and again. */
export interface Pool {
  readonly key: string;
  readonly who: FeedFor;
  readonly asOf: number;
  readonly snapshot: FeedSnapshot;
  readonly moment: Moment;
  readonly profile: Profile;
  readonly model: FeedModel;
  readonly ranker: FeedRanker;
  /** All candidates, in the order of their merge; those that filters drop are among them. */
  readonly candidates: readonly Candidate[];
  /** What was brought beside them when too few were left; grows. */
  readonly further: Candidate[];
  readonly fallbacks: readonly string[];
  readonly gathered: FeedStage;
  /** How the candidates of sources became one list, and the calibration that was used. */
  readonly merge: Merge;
  readonly calibration: number | null;
  /** The time that scoring took. */
  readonly rankingMs: number;
  readonly hasModel: boolean;
  /** What the first two passes were made with. */
  readonly made: Pick<FeedConfig, 'slot' | 'sources'>;
}
