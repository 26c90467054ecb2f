import type { FeedConfig, FeedPartRemedy, MeasuredModel, Merge, SourceCalibration } from '../../contract/index.ts';
import { type Calibrator, calibratorOf } from '../candidates/calibrate.ts';
import { type Merged, mergeByRank, mergeByScore, type SourceList } from '../candidates/merge.ts';
import { isSameModel } from '../same-model.ts';
import type { FeedModel } from './model.ts';

/** Candidates that sources bring together at most. */
const mostCandidates = 5000;

/** What the scores of sources are worth, as far as merging asks. */
export type Calibration = Pick<SourceCalibration, 'users' | 'cutoff' | 'sources'> & {
  model: Omit<MeasuredModel, 'version'> | null;
  /** Null where it is not stored. */
  id: number | null;
};

/** The latest calibration of a slot. */
export interface Calibrations {
  latest(slot: string): Calibration | undefined;
}

/** Candidates of all sources as one list, and how they became one. */
export interface MergedSources {
  merged: Merged;
  by: Merge;
  /** By source; null where places alone counted. */
  calibrators: Readonly<Record<string, Calibrator>> | null;
  /** The number of the calibration; null where none was used, or it is not stored. */
  calibration: number | null;
  /** How it was done, in a sentence. */
  note: string;
  /** Why not as the configuration has it; null where it was. */
  fallback: string | null;
  remedy: FeedPartRemedy | undefined;
}

/** What decides how lists are merged. */
export interface Merging {
  config: Pick<FeedConfig, 'merge' | 'slot' | 'model'>;
  model: FeedModel;
  calibrations: Calibrations;
}

/**
 * Merges what sources brought as the configuration says. By calibrated score only where the slot's sources were calibrated
 * with the model that it has now: other scores are worth something else. By rank otherwise, with the reason.
 */
export function mergeSources(lists: readonly SourceList[], { config, model, calibrations }: Merging): MergedSources {
  const byRank = (fallback: string | null, remedy?: FeedPartRemedy): MergedSources => ({
    merged: mergeByRank(lists, { limit: mostCandidates }),
    by: 'rank',
    calibrators: null,
    calibration: null,
    note: 'By reciprocal rank: the sum over sources of 1 / (60 + place there).',
    fallback: fallback && `${fallback} Candidates are merged by rank.`,
    remedy,
  });
  if (config.merge === 'rank') return byRank(null);
  const found = calibrations.latest(config.slot);
  if (!found) return byRank(`Sources were not calibrated in '${config.slot}'.`, 'calibrate-sources');
  if (model.isByAnswers) return byRank('Answers stand in for the model, with which sources were calibrated.');
  if (model.isLost || !isSameModel(found.model, model.version)) {
    // Calibrating anew would do it with the slot's active version again.
    const remedy = config.model === null ? 'calibrate-sources' : undefined;
    return byRank('Sources were calibrated with another model than the one that answers.', remedy);
  }
  const calibrators = calibratorsOf(found);
  return {
    merged: mergeByScore(lists, calibrators, { limit: mostCandidates }),
    by: 'score',
    calibrators,
    calibration: found.id,
    note: noteOf(found, lists),
    fallback: null,
    remedy: undefined,
  };
}

const made = new WeakMap<readonly unknown[], Readonly<Record<string, Calibrator>>>();

/** The calibrators of a calibration, made once. */
function calibratorsOf({ sources }: Pick<Calibration, 'sources'>): Readonly<Record<string, Calibrator>> {
  const known = made.get(sources);
  if (known) return known;
  const all = sources.map(({ source, kind, values }) => {
    return [source, calibratorOf({ kind, values: Float64Array.from(values) })] as const;
  });
  const calibrators = Object.fromEntries(all);
  made.set(sources, calibrators);
  return calibrators;
}

function noteOf({ users, cutoff, sources }: Calibration, lists: readonly SourceList[]): string {
  const since = cutoff === null ? 'what was held out by chance' : `what came from ${dayOf(cutoff)} on`;
  const known = new Set<string>(sources.map(({ source }) => source));
  const without = lists.filter(({ id, items }) => items.length > 0 && !known.has(id)).map(({ id }) => id);
  const last = without.length === 0 ? '' : ` Not calibrated, and so last: ${without.join(', ')}.`;
  const people = users.toLocaleString('en');
  return `By calibrated score: the chance that a source is right, from ${people} users and ${since}.${last}`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
