import type { ParamSpec } from '../info/spec.ts';
import type { AllocationContext, CandidateList, ConstraintKind } from './candidates.ts';

/** The ids of all allocators, as the app, the command line and the files know them. */
export const allocatorIds = ['score', 'mmr', 'kcenter', 'facility', 'dpp', 'window', 'calibrated', 'lp'] as const;
export type AllocatorId = (typeof allocatorIds)[number];

/** What changed an item's relevance before anything was ordered: relevance was multiplied by `factor`. */
export interface Adjustment {
  kind: 'freshness' | 'reduce' | 'not-interested';
  factor: number;
}

/** Why an item has its place. */
export type StepReason =
  /** Its place was given. */
  | 'fixed'
  /** No more relevant item was left. */
  | 'relevance'
  /** A more relevant one was left, but this one adds more to what the allocator is after. */
  | 'diversity'
  | 'taste'
  /** All places together are worth the most with it here, under the constraints. */
  | 'value'
  /** What the allocator wanted here was forbidden by `constraint`. */
  | 'constraint';

/** One place of the feed, and why this item has it. */
export interface Step {
  item: number;
  /** From 0. */
  place: number;
  /** The place, from 0, that its score alone would have given it among all candidates. */
  before: number;
  /** `before` - `place`: how many places it was pushed up; negative for down. */
  push: number;
  reason: StepReason;
  /** The constraint that decided, where one did. */
  constraint?: string;
  /** What it added, in the allocator's own unit. */
  gain: number;
  /** Relevance after adjustments, 0..1. */
  relevance: number;
  /** The most like item above it, -1 where there is none, and how like it is. */
  nearest: number;
  similarity: number;
  adjustments: readonly Adjustment[];
  /** Whether a notice belongs to it. */
  notice: boolean;
}

/** An item that is not in the feed though its score alone would have put it there, or that must never be. */
export interface LeftOut {
  item: number;
  before: number;
  reason: 'removed' | 'not-interested' | 'constraint' | 'diversity' | 'taste' | 'value' | 'relevance';
  constraint?: string;
  /** The most like item of the feed, -1 where there is none. */
  nearest: number;
  similarity: number;
}

/** A constraint that could not be held. */
export interface Relaxed {
  constraint: string;
  /** By how much, in the constraint's own unit: items, or a share. */
  by: number;
}

/** The order of one feed. */
export interface Allocation {
  /** Item rows, best place first: k, or fewer where there are fewer candidates. */
  order: Int32Array;
  /** One for each place of `order`. */
  steps: Step[];
  leftOut: LeftOut[];
  /** Constraints that could not be held; those that an allocator does not know are among them as it left them. */
  relaxed: Relaxed[];
  /** Wall-clock time, in milliseconds. */
  ms: number;
}

export type AllocatorParams = Record<string, number | string | boolean>;

/** A way to order the last candidates. All are deterministic: equal gains go to the smaller item row. */
export interface Allocator {
  readonly id: AllocatorId;
  /** One line for people, with the paper. */
  readonly about: string;
  /** The constraints that it holds as it goes; of others `relaxed` says how far off the outcome is. */
  readonly holds: readonly ConstraintKind[];
  readonly defaults: Readonly<AllocatorParams>;
  readonly params: Readonly<Record<string, ParamSpec>>;
  /** BAD_INPUT where the list, the context or a parameter cannot be; CANCELLED on abort. */
  allocate(list: CandidateList, context: AllocationContext, params?: Partial<AllocatorParams>): Promise<Allocation>;
}
