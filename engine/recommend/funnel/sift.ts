import type { DroppedItem, FeedConfig } from '../../contract/index.ts';
import type { Effect } from '../../store/feeds-read.ts';
import { compileRules, type Rule } from '../filters/rules.ts';
import { SeenItems } from '../filters/seen.ts';
import { ruleColumns } from './item-facts.ts';
import type { Candidate, Pool, StagePart } from './pool.ts';

/** A candidate that a filter took out, and why. */
export interface Sifted {
  candidate: Candidate;
  reason: Extract<DroppedItem['reason'], 'removed' | 'not-interested' | 'seen' | 'rule'>;
  words: string;
}

/** What one kind of filter says of a candidate: why it goes, or null. */
interface Sieve {
  reason: Sifted['reason'];
  test(candidate: Candidate): string | null;
}

/** The filters of one feed, ready for any candidate. */
export interface Sieves {
  readonly all: readonly Sieve[];
  /** What the filter of seen items claimed, and how often the exact list said otherwise. */
  readonly seen: { claimed: number; wrong: number };
}

/**
 * The filters of a feed, the gravest first: what moderation removed, what the user does not want, what they had, and the
 * rules of the configuration. BAD_INPUT where a rule names an attribute that items do not have.
 */
export function sievesOf(
  pool: Pool,
  config: FeedConfig,
  effects: ReadonlyMap<string, Effect>,
  unwanted: Set<number>,
): Sieves {
  const { snapshot, moment, profile, asOf } = pool;
  const { data, facts } = snapshot;
  const seen = { claimed: 0, wrong: 0 };
  const had = new Set(profile.history.items);
  // One short chain: most candidates are told from what was seen without asking the exact list.
  const filter = new SeenItems({ first: Math.max(16, had.size) });
  for (const row of had) filter.add(0, row);
  const rules = config.filters.rules.map(
    ({ attribute, is, values }): Rule => ({
      kind: is,
      column: attribute,
      values,
      reason: `${attribute} ${is === 'allow' ? 'is none of' : 'is one of'} ${values.join(', ')}`,
    }),
  );
  const attributes = config.filters.rules.map(({ attribute }) => attribute);
  const columns = rules.length > 0 ? ruleColumns(data, attributes) : {};
  const compiled = compileRules(rules, columns);
  const latest = Math.max(asOf, moment.now);
  const all: Sieve[] = [
    {
      reason: 'removed',
      test: (candidate) => {
        const effect = effects.size === 0 ? undefined : effects.get(candidate.id);
        return effect?.effect === 'remove' ? decisionInWords('Removed', effect) : null;
      },
    },
    {
      reason: 'not-interested',
      test: ({ row }) => (unwanted.has(row) ? 'The user asked not to see it.' : null),
    },
    {
      reason: 'seen',
      test: ({ row }) => {
        if (!config.filters.seen || !filter.has(0, row)) return null;
        seen.claimed += 1;
        if (had.has(row)) return 'The user had it already.';
        seen.wrong += 1;
        return null;
      },
    },
    {
      reason: 'rule',
      test: ({ row }) => {
        if (facts.published && facts.published[row]! > latest) return 'It comes out later.';
        if (rules.length === 0) return null;
        const broken = compiled.test(row, moment.now);
        return broken < 0 ? null : `Its ${compiled.reasons[broken]}.`;
      },
    },
  ];
  return { all, seen };
}

/** Parts candidates into those that pass and those that do not, with counts for each filter. */
export function sift(candidates: readonly Candidate[], { all, seen }: Sieves) {
  const dropped: Sifted[] = [];
  const parts: StagePart[] = [];
  const left = [...candidates];
  for (const { reason, test } of all) {
    const started = performance.now();
    const before = left.length;
    let size = 0;
    for (const candidate of left) {
      const words = test(candidate);
      if (words === null) left[size++] = candidate;
      else dropped.push({ candidate, reason, words });
    }
    left.length = size;
    const note = reason === 'seen' ? `${seen.claimed} claimed by the filter, ${seen.wrong} of them wrongly` : undefined;
    const ms = performance.now() - started;
    parts.push({ name: reason, in: before, out: size, ms, absent: null, ...(note && { note }) });
  }
  return { kept: left, dropped, parts };
}

/** 'Removed by a moderator (Hate).' */
export function decisionInWords(verb: string, { source, policy }: Effect): string {
  const by = source === 'person' ? ' by a moderator' : source === 'automatic' ? ' by moderation' : '';
  return `${verb}${by}${policy ? ` (${policy})` : ''}.`;
}
