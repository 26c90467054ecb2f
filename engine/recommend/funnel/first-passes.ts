import type { Vocabulary } from '../../catalog/interactions/vocabulary.ts';
import type { FeedConfig, FeedFor, SourceId } from '../../contract/index.ts';
import type { Calibrator } from '../candidates/calibrate.ts';
import { gather } from '../candidates/gather.ts';
import { type Merged, originsOf } from '../candidates/merge.ts';
import { type CandidateSource, sourceOf } from '../candidates/source.ts';
import { itemToItemSource } from '../candidates/sources/people.ts';
import { type Calibrations, mergeSources } from './merging.ts';
import type { FeedModel } from './model.ts';
import type { Candidate, Pool } from './pool.ts';
import type { Profile } from './profile.ts';
import type { FeedRanker } from './ranker.ts';
import { blend, blendParts, calibrated, type Features } from './second-pass.ts';
import type { FeedSnapshot, Moment } from './snapshot.ts';
import type { FeedTexts } from './text-sources.ts';

const noTexts = ['embeddings', 'new-texts'].map((id) => sourceOf(id, 'By texts', () => 'Texts take no part here.'));

/** All that the first two passes look at. */
export interface Asked {
  who: FeedFor;
  asOf: number;
  config: FeedConfig;
  snapshot: FeedSnapshot;
  moment: Moment;
  profile: Profile;
  model: FeedModel;
  texts: FeedTexts | undefined;
  calibrations: Calibrations;
  ranker: FeedRanker;
  /** Names the feed. */
  key: string;
}

/** The first pass, candidates of all sources merged into one list, and the second, a score for each. */
export async function firstPasses(asked: Asked): Promise<Pool> {
  const { config, moment, profile, model, snapshot, texts } = asked;
  const started = performance.now();
  const sources = sourcesOf(asked);
  const wanted = config.sources.map(({ id, quota }) => ({ source: sources.get(id)!, quota }));
  const request = { user: profile.row, history: profile.history, group: profile.group };
  const { lists, reports } = await gather(request, wanted);
  const { merged, by, calibrators, calibration, note, fallback, remedy } = mergeSources(lists, asked);
  const gatheredMs = performance.now() - started;
  const scores = merged.items.length > 0 ? await model.score(merged.items) : null;
  const likely = scores && calibrated(scores);
  const { items: ids } = snapshot.data.interactions;
  const known = { merged, likely, popularity: popularityOf(moment), ids, calibrators };
  const all: AllMerged = { ...known, scores: blended(known) };
  const candidates: Candidate[] = [];
  for (let n = 0; n < merged.items.length; n++) candidates.push(new MergedCandidate(all, n));
  const found = reports.reduce((sum, report) => sum + report.found, 0);
  return {
    ...asked,
    candidates,
    further: [],
    fallbacks: [...fallbacksOf(asked), ...(fallback === null ? [] : [fallback])],
    merge: by,
    calibration,
    gathered: {
      name: 'candidates',
      in: snapshot.data.itemRows.length,
      out: candidates.length,
      ms: gatheredMs,
      parts: [
        ...reports.map(({ id, found: out, ms, absent, note }) => ({
          name: id,
          in: snapshot.data.itemRows.length,
          out,
          ms,
          absent: absent ?? null,
          ...(note && { note }),
          ...(id === 'embeddings' && texts?.remedy && { remedy: texts.remedy }),
        })),
        { name: 'merged', in: found, out: candidates.length, ms: 0, absent: null, note, ...(remedy && { remedy }) },
      ],
    },
    rankingMs: performance.now() - started - gatheredMs,
    hasModel: likely !== null,
  };
}

/** What the candidates of one feed have in common. */
interface AllMerged {
  merged: Merged;
  /** What the model makes of each, NaN where it has no score for it; null where it has none at all. */
  likely: Float64Array | null;
  popularity: (row: number) => number;
  ids: Vocabulary;
  /** Where they were merged by calibrated score. */
  calibrators: Readonly<Record<string, Calibrator>> | null;
  /** Of the second pass. */
  scores: Float64Array;
}

/** The score of the second pass for each candidate. */
function blended(all: Omit<AllMerged, 'scores'>): Float64Array {
  const scores = new Float64Array(all.merged.items.length);
  for (let n = 0; n < scores.length; n++) scores[n] = blend(featuresOf(all, n), all.likely !== null);
  return scores;
}

function featuresOf({ merged, likely, popularity }: Omit<AllMerged, 'scores'>, n: number): Features {
  return {
    model: likely ? likely[n]! : Number.NaN,
    agreement: merged.scores[n]! / (merged.scores[0] || 1),
    popularity: popularity(merged.items[n]!),
  };
}

/** One of a thousand candidates, of which a few dozen are shown or told of: what only those need is made when asked for. */
class MergedCandidate implements Candidate {
  readonly row: number;
  readonly #all: AllMerged;
  readonly #n: number;
  #id: string | undefined;

  constructor(all: AllMerged, n: number) {
    this.#all = all;
    this.#n = n;
    this.row = all.merged.items[n]!;
  }

  get score(): number {
    return this.#all.scores[this.#n]!;
  }

  get isScored(): boolean {
    return !Number.isNaN(this.#all.likely?.[this.#n] ?? Number.NaN);
  }

  get id(): string {
    this.#id ??= this.#all.ids.id(this.row);
    return this.#id;
  }

  get sources(): Candidate['sources'] {
    const { merged, calibrators } = this.#all;
    return originsOf(merged, this.#n).map(({ source, ...origin }) => {
      const calibrator = calibrators?.[source];
      return { source: source as SourceId, ...origin, ...(calibrator && { chance: calibrator.chance(origin.score) }) };
    });
  }

  get parts(): Candidate['parts'] {
    return blendParts(featuresOf(this.#all, this.#n), this.#all.likely !== null);
  }

  rankIn(source: SourceId): number | undefined {
    const { merged } = this.#all;
    for (let at = merged.starts[this.#n]!; at < merged.starts[this.#n + 1]!; at++) {
      if (merged.sources[merged.source[at]!] === source) return merged.rank[at];
    }
    return undefined;
  }
}

/** Candidates beside those that sources brought, in the order of popularity; scored without the model. */
export function furtherCandidate({ snapshot, moment }: Pool, row: number, rank: number): Candidate {
  const popularity = popularityOf(moment)(row);
  return {
    row,
    id: snapshot.data.interactions.items.id(row),
    sources: [{ source: 'popular', rank, score: moment.met[row]! }],
    // Below all that a source brought: it is there so that the feed is not short.
    score: 0.05 * popularity,
    parts: [{ kind: 'popularity', value: 0.05 * popularity }],
    isScored: false,
    rankIn: (source) => (source === 'popular' ? rank : undefined),
  };
}

function popularityOf({ met, mostMet }: Moment): (row: number) => number {
  const most = Math.log1p(mostMet) || 1;
  return (row) => Math.log1p(met[row]!) / most;
}

function sourcesOf({ moment, model, texts, snapshot }: Asked): Map<SourceId, CandidateSource> {
  const similar = itemToItemSource(model.similar(moment.together));
  const { data, facts } = snapshot;
  const { met, now } = moment;
  const newness = { met, now, published: facts.published };
  const byTexts = texts ? [texts.source(data), texts.newItems(data, newness)] : noTexts;
  const all = [model.source(), similar, ...byTexts, ...moment.sources];
  return new Map(all.map((source) => [source.id as SourceId, source]));
}

function fallbacksOf({ who, profile, model }: Asked): string[] {
  const words: string[] = [];
  if ('user' in who && profile.number === null) words.push('The workspace has no such user: a feed for a newcomer.');
  if ('group' in who && profile.history.items.length === 0) {
    words.push('Nobody with these attributes, or nothing that they had more than others: a feed for a newcomer.');
  }
  return [...words, ...model.fallbacks];
}
