import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { Grouping } from '../../catalog/interactions/groups.ts';
import { crosses, offeredGroupings, userGrouping } from '../../catalog/interactions/user-groups.ts';
import { StewardError } from '../../contract/errors.ts';
import type { AuditSpec } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import { metricsFor, readSubjects, type Subject } from './subjects.ts';

/** Crosses of more groups than this say nothing that anybody could read. */
const mostGroups = 200;

/** What an audit looks at. */
export interface AuditPlan {
  subjects: Subject[];
  metrics: string[];
  /** Attributes alone first, then their crosses. */
  groupings: Grouping[];
  /** What items are grouped by, and whose values are the categories of calibration; null where items have none. */
  itemAttribute: string | null;
  /** Whose groups all groupings are looked at within; null for none. */
  control: Grouping | null;
}

/**
 * Reads what an audit names. BAD_INPUT where a run, a metric or an attribute cannot be audited, or nothing would be;
 * NOT_FOUND for a run that is not there.
 */
export function checkSpec(store: Store, data: CatalogData, spec: AuditSpec): AuditPlan {
  const needsRuns = spec.sides.includes('people') || spec.sides.includes('items');
  if (needsRuns && spec.runs.length === 0 && !spec.sides.includes('moderation')) {
    throw new StewardError('BAD_INPUT', 'No run is named, and people and items are audited by runs.', {
      advice: 'Evaluate a model, and name its run.',
      place: { field: 'runs' },
    });
  }
  const subjects = needsRuns ? readSubjects(store, data, spec.runs) : [];
  const itemAttribute = itemAttributeOf(data, spec.itemAttribute);
  const derived = itemAttribute === null ? ['arp'] : ['arp', 'calibration'];
  const metrics = subjects.length > 0 ? metricsFor(subjects, spec.metrics, derived) : [];
  const alone =
    spec.attributes.length > 0 ? spec.attributes.map((name) => userGrouping(data, name)) : offeredGroupings(data);
  const all = crosses(alone, Math.min(spec.intersections, alone.length));
  return {
    subjects,
    metrics,
    itemAttribute,
    groupings: all.filter(({ names }, n) => n < alone.length || names.length <= mostGroups),
    control: spec.control === null ? null : userGrouping(data, spec.control),
  };
}

/** Attributes of items with more values part them too finely to be chosen unasked. */
const mostCategories = 40;

/** The attribute that is named, or the first that parts items into two to 40 groups. BAD_INPUT where items have no such. */
function itemAttributeOf({ itemAttributes }: CatalogData, asked: string | null): string | null {
  const counts = new Map<string, number>();
  for (const name of itemAttributes?.names ?? []) {
    const attribute = name.slice(0, name.indexOf(':'));
    counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  }
  if (asked === null) return [...counts].find(([, count]) => count >= 2 && count <= mostCategories)?.[0] ?? null;
  if (counts.has(asked)) return asked;
  throw new StewardError('BAD_INPUT', `Items have no attribute '${asked}'.`, {
    advice: counts.size === 0 ? 'Import a file that describes them.' : `They have: ${[...counts.keys()].join(', ')}.`,
    place: { field: 'itemAttribute' },
  });
}

/** A grouping within one group of the control attribute: everybody else is in no group. */
export function within(grouping: Grouping, control: Grouping, group: number): Grouping {
  const of = grouping.of.map((own, user) => (control.of[user] === group ? own : -1));
  return { ...grouping, of };
}

/** Whether a grouping is the control attribute itself, or crossed with it. */
export function involves({ attribute }: Grouping, { attribute: other }: Grouping): boolean {
  return attribute.split(' x ').includes(other);
}
