import type { FeedFor, FeedStage, Merge, SourceId } from '../../contract/index.ts';
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

/** A candidate with another score: some hundred a feed, so that it holds no more than that. */
export class Rescored implements Candidate {
  readonly row: number;
  readonly score: number;
  readonly scoredBy: NonNullable<Candidate['scoredBy']>;
  readonly isScored: boolean;
  readonly #of: Candidate;

  constructor(of: Candidate, score: number, scoredBy: NonNullable<Candidate['scoredBy']>) {
    this.row = of.row;
    this.score = score;
    this.scoredBy = scoredBy;
    this.isScored = of.isScored;
    this.#of = of;
  }

  get id(): string {
    return this.#of.id;
  }

  get sources(): Candidate['sources'] {
    return this.#of.sources;
  }

  get parts(): Candidate['parts'] {
    return this.#of.parts;
  }

  rankIn(source: SourceId): number | undefined {
    return this.#of.rankIn(source);
  }
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
}
