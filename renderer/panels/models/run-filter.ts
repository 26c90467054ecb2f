import type { Run } from '../../../engine/contract/models.ts';
import { shortVersion } from '../../ui/format.ts';

/** What runs can be filtered by, beside free text. */
export const facetIds = ['kind', 'algorithm', 'rule', 'split', 'data'] as const;
export type FacetId = (typeof facetIds)[number];

/** What each facet is called. */
export const facetNames: Record<FacetId, string> = {
  kind: 'Kind',
  algorithm: 'Algorithm',
  rule: 'Rule',
  split: 'Split',
  data: 'Data',
};

const facetOf: Record<FacetId, (run: Run) => string> = {
  kind: (run) => run.kind,
  algorithm: (run) => run.algorithm,
  rule: (run) => run.rule,
  split: (run) => run.protocol.split,
  data: (run) => run.dataHash,
};

/** A filter: words that all must be found, and for each facet the values that may be; none chosen lets all through. */
export interface RunFilter {
  text: string;
  chosen: Partial<Record<FacetId, readonly string[]>>;
}

export const noFilter: RunFilter = { text: '', chosen: {} };

/** One value of a facet, and how many runs have it that the other filters let through. */
export interface FacetValue {
  value: string;
  n: number;
  isChosen: boolean;
}

/** The runs that a filter lets through, in their order. */
export function filterRuns(runs: readonly Run[], filter: RunFilter): readonly Run[] {
  if (isEmpty(filter)) return runs;
  const words = wordsIn(filter.text);
  return runs.filter((run) => hasWords(run, words) && facetIds.every((id) => passes(run, id, filter)));
}

/** The values of each facet with their counts, the most frequent first; chosen ones stay, also where none is left. */
export function facets(runs: readonly Run[], filter: RunFilter): Record<FacetId, FacetValue[]> {
  const words = wordsIn(filter.text);
  const counts = Object.fromEntries(facetIds.map((id) => [id, new Map<string, number>()])) as Record<
    FacetId,
    Map<string, number>
  >;
  for (const run of runs) {
    if (!hasWords(run, words)) continue;
    const failed = facetIds.filter((id) => !passes(run, id, filter));
    for (const id of facetIds) {
      const value = facetOf[id](run);
      const isCounted = failed.length === 0 || (failed.length === 1 && failed[0] === id);
      counts[id].set(value, (counts[id].get(value) ?? 0) + (isCounted ? 1 : 0));
    }
  }
  return Object.fromEntries(
    facetIds.map((id) => {
      const chosen = filter.chosen[id] ?? [];
      for (const value of chosen) if (!counts[id].has(value)) counts[id].set(value, 0);
      const values = [...counts[id]].map(([value, n]) => ({ value, n, isChosen: chosen.includes(value) }));
      return [id, values.sort((a, b) => b.n - a.n || a.value.localeCompare(b.value))];
    }),
  ) as Record<FacetId, FacetValue[]>;
}

/** The filter with one value of a facet taken in or out. */
export function toggled(filter: RunFilter, id: FacetId, value: string): RunFilter {
  const before = filter.chosen[id] ?? [];
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  return { ...filter, chosen: { ...filter.chosen, [id]: after } };
}

/** Every part of a filter that holds runs back, each of which can be taken out. */
export function chips(filter: RunFilter): { id: FacetId | 'text'; value: string }[] {
  const text = filter.text.trim();
  return [
    ...(text ? [{ id: 'text' as const, value: text }] : []),
    ...facetIds.flatMap((id) => (filter.chosen[id] ?? []).map((value) => ({ id, value }))),
  ];
}

/** Whether a filter lets everything through. */
export function isEmpty(filter: RunFilter): boolean {
  return chips(filter).length === 0;
}

/** A value of a facet as it is shown. */
export function facetText(id: FacetId, value: string): string {
  return id === 'data' ? shortVersion(value) : value;
}

/**
 * The runs on the screen while others arrive: what was seen stays where it is and is brought up to date, what went away
 * goes, and what is new waits until it is asked for. Without anything seen, everything is shown.
 */
export function holdBack<Row extends { id: number }>(
  rows: readonly Row[],
  seen: ReadonlySet<number>,
): { shown: readonly Row[]; fresh: number } {
  if (seen.size === 0) return { shown: rows, fresh: 0 };
  const shown = rows.filter(({ id }) => seen.has(id));
  if (shown.length === 0) return { shown: rows, fresh: 0 };
  return shown.length === rows.length ? { shown: rows, fresh: 0 } : { shown, fresh: rows.length - shown.length };
}

function passes(run: Run, id: FacetId, { chosen }: RunFilter): boolean {
  const values = chosen[id];
  return !values || values.length === 0 || values.includes(facetOf[id](run));
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

const texts = new WeakMap<Run, string>();

function hasWords(run: Run, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  let text = texts.get(run);
  if (text === undefined) {
    const params = Object.entries(run.params).map(([name, value]) => `${name}=${value}`);
    text = [run.id, run.name, run.algorithm, run.rule, `seed=${run.seed}`, ...params].join(' ').toLowerCase();
    texts.set(run, text);
  }
  return words.every((word) => text.includes(word));
}
