import { type Grouping, groupingOf, intersect, sizesOf } from '../../catalog/interactions/groups.ts';
import { offeredGroupings, userGrouping } from '../../catalog/interactions/user-groups.ts';
import { StewardError } from '../../contract/errors.ts';
import type { JudgedBy, JudgedCriteria } from '../../contract/index.ts';
import type { JudgedSample } from './policy-audit.ts';

/** Groups of fewer posts, or of the posts of fewer authors where authors are what is grouped by, are not shown. */
const hideBelow = 10;

/** A sample by groups that can be shown. */
export interface ShownGroups {
  /** Posts of groups that are not shown are in none. */
  grouping: Grouping;
  /** The authors of each group's posts; null where they are not what is grouped by. */
  authors: Int32Array | null;
  hidden: { group: string; n: number }[];
}

/**
 * The posts of a sample by group, or by crosses of groups. NOT_FOUND where there is no such term, BAD_INPUT where authors
 * have no such attribute.
 */
export function judgedGrouping(sample: JudgedSample, by: JudgedBy | readonly JudgedBy[]): Grouping {
  return intersect(allOf(by).map((one) => groupingBy(sample, one)));
}

/** The groups that can be shown: those of enough posts, by enough people. Errors as of `judgedGrouping`. */
export function shownGroups(sample: JudgedSample, by: JudgedBy | readonly JudgedBy[]): ShownGroups {
  return shownOf(sample, judgedGrouping(sample, by), allOf(by).some(isByAuthor));
}

/** What a sample can be grouped by, with the posts that are in a group that is shown. Terms come last, the most frequent first. */
export function offersOf(sample: JudgedSample): JudgedCriteria['offers'] {
  const authors = sample.people ? offeredGroupings(sample.people).map(({ attribute }) => ({ author: attribute })) : [];
  const terms = sample.terms.map(({ id }, term) => ({
    by: { term: id },
    label: `names ${id}`,
    n: sample.named[term]!.reduce((sum, isNamed) => sum + isNamed, 0),
  }));
  const others = ['language' as const, 'kind' as const, ...authors].map((by) => {
    const { of } = shownGroups(sample, by).grouping;
    return { by, label: labelOf(by), n: of.reduce((sum, group) => sum + Number(group >= 0), 0) };
  });
  return [...others, ...terms.sort((a, b) => b.n - a.n)].filter(({ n }) => n >= hideBelow);
}

function groupingBy(sample: JudgedSample, by: JudgedBy): Grouping {
  const { languages, kinds, people, authors, terms, named } = sample;
  if (by === 'language') return groupingOf('language', languages);
  if (by === 'kind') return groupingOf('kind', kinds);
  if ('author' in by) {
    if (!people)
      return groupingOf(
        labelOf(by),
        Array.from(authors, () => null),
      );
    const grouping = userGrouping(people, by.author);
    const of = authors.map((row) => (row < 0 ? -1 : grouping.of[row]!));
    return { ...grouping, attribute: labelOf(by), of };
  }
  const term = terms.findIndex(({ id }) => id === by.term);
  if (term < 0) {
    throw new StewardError('NOT_FOUND', `There is no term '${by.term}'.`, { place: { field: 'term' } });
  }
  return groupingOf(
    labelOf(by),
    Array.from(named[term]!, (isNamed) => (isNamed === 1 ? by.term : 'other posts')),
  );
}

function shownOf(sample: JudgedSample, all: Grouping, isOfAuthors: boolean): ShownGroups {
  const sizes = sizesOf(all);
  const authors = isOfAuthors ? all.names.map(() => new Set<number>()) : null;
  if (authors) for (const [row, group] of all.of.entries()) if (group >= 0) authors[group]!.add(sample.authors[row]!);
  const isShown = (group: number) =>
    sizes[group]! >= hideBelow && (authors === null || authors[group]!.size >= hideBelow);
  const shown = [...all.names.keys()].filter(isShown);
  return {
    grouping: {
      attribute: all.attribute,
      names: shown.map((group) => all.names[group]!),
      of: all.of.map((group) => shown.indexOf(group)),
    },
    authors: authors && Int32Array.from(shown, (group) => authors[group]!.size),
    hidden: all.names.flatMap((group, at) => (isShown(at) || sizes[at] === 0 ? [] : [{ group, n: sizes[at]! }])),
  };
}

function labelOf(by: JudgedBy): string {
  if (typeof by === 'string') return by;
  return 'term' in by ? `names ${by.term}` : `author’s ${by.author}`;
}

function isByAuthor(by: JudgedBy): boolean {
  return typeof by === 'object' && 'author' in by;
}

function allOf(by: JudgedBy | readonly JudgedBy[]): readonly JudgedBy[] {
  return Array.isArray(by) ? by : [by as JudgedBy];
}
