import { asStewardError } from '../../contract/errors.ts';
import type { FeedConfig, FeedReason } from '../../contract/index.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { sourceScores } from '../ranking/workspace/logged.ts';
import type { FeedRanking } from '../ranking/workspace/serving.ts';
import { withinTime } from './limit.ts';
import { type Candidate, Rescored } from './pool.ts';
import type { Profile } from './profile.ts';
import type { FeedSnapshot } from './snapshot.ts';

/** Things that a user did lately, which the ranker may not know of yet, and items of those it does not know. */
const [mostRecent, mostHistory] = [50, 50];

/** The candidates of a feed in the order of the second pass. */
export interface Ranked {
  candidates: readonly Candidate[];
  /** The ranker that scored them; null where they have the scores of the blend. */
  version: StoredVersion | null;
  /** Why a ranker did not score them, where one should have; null otherwise. */
  fallback: string | null;
}

interface RankerOptions {
  serving: FeedRanking;
  slot: string;
  /** The key of the feed. */
  key: string;
  snapshot: FeedSnapshot;
  profile: Profile;
  /** The moment of the feed, and whether it is one of the past. */
  now: number;
  isPast: boolean;
  /** How long an answer may take, in milliseconds. */
  limit: number;
}

/**
 * The active ranker of a slot for one feed. It never fails: where it is missing, broken or slow, the blend's order stays, and
 * is said to. Scores are asked for once an item.
 */
export class FeedRanker {
  readonly #options: RankerOptions;
  /** Found at the first question: a feed that is blended asks for none. */
  #version: StoredVersion | null | undefined;
  #lost: string | null = null;
  /** By row; NaN where the ranker does not know the item. */
  readonly #scores = new Map<number, number>();

  constructor(options: RankerOptions) {
    this.#options = options;
  }

  /** Candidates, which come in the order of the blend, by the ranker's scores. */
  async rank(candidates: readonly Candidate[], mode: FeedConfig['ranking']): Promise<Ranked> {
    const blended = (fallback: string | null): Ranked => ({ candidates, version: null, fallback });
    if (mode === 'blend' || candidates.length === 0) return blended(null);
    const { serving, slot } = this.#options;
    this.#version ??= serving.active(slot) ?? null;
    if (!this.#version) {
      return blended(mode === 'ranker' ? `No ranker is active in '${slot}': ordered by the blend of scores.` : null);
    }
    await this.#score(
      this.#version,
      candidates.filter(({ row }) => !this.#scores.has(row)),
    );
    if (this.#lost !== null) return blended(this.#lost);
    const known = candidates.map(({ row }) => this.#scores.get(row)!).filter((score) => !Number.isNaN(score));
    if (known.length === 0) return blended('The ranker knows none of these items: ordered by the blend of scores.');
    known.sort((a, b) => b - a);
    const scored = candidates.map((candidate, n): Candidate => {
      const own = this.#scores.get(candidate.row)!;
      if (!Number.isNaN(own)) return new Rescored(candidate, own, 'ranker');
      // What is new since the ranker last looked stands where the blend has it.
      const score = known[Math.floor((n * known.length) / candidates.length)]!;
      return new Rescored(candidate, score, 'place');
    });
    scored.sort((a, b) => b.score - a.score || a.row - b.row);
    return { candidates: scored, version: this.#version, fallback: null };
  }

  /** Why items that it scored have their scores; the shares add up to the score. Nothing where that is no longer known. */
  async explain(rows: readonly number[]): Promise<FeedReason[][]> {
    const { serving, key, snapshot, limit } = this.#options;
    const items = Int32Array.from(rows, (row) => snapshot.data.itemRows[row]!);
    try {
      const reasons = await withinTime(serving.explain(this.#version!, key, items), limit);
      if (reasons !== 'slow') return reasons;
    } catch {
      // The scores stand all the same.
    }
    return rows.map(() => []);
  }

  async #score(version: StoredVersion, candidates: readonly Candidate[]): Promise<void> {
    if (candidates.length === 0 || this.#lost !== null) return;
    const { serving, key, snapshot, profile, now, isPast, limit } = this.#options;
    const { data, facts } = snapshot;
    const { items } = profile.history;
    const request = {
      key,
      user: profile.number ?? -1,
      history: items
        .slice(-mostHistory)
        .map((row) => data.itemRows[row]!)
        .reverse(),
      recent: profile.isVisitor ? [] : profile.events.slice(-mostRecent),
      // What happened at the present moment itself is seen.
      time: isPast ? now : now + 1,
      isPast,
      items: Int32Array.from(candidates, ({ row }) => data.itemRows[row]!),
      sources: sourceScores(candidates.map(({ sources }) => sources.map((one) => [one.source, one.rank, one.score]))),
    };
    try {
      const state = { data, publishedAt: facts.published };
      const scores = await withinTime(serving.score(version, state, request), limit);
      if (scores === 'slow')
        this.#lost = `Ranker ${version.id} did not answer within ${limit} ms: ordered by the blend of scores.`;
      else for (const [n, { row }] of candidates.entries()) this.#scores.set(row, scores[n]!);
    } catch (thrown) {
      this.#lost = `Ranker ${version.id}: ${asStewardError(thrown).message} Ordered by the blend of scores.`;
    }
  }
}
