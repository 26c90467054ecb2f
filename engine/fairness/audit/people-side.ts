import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { AuditCell, AuditSpec } from '../../contract/index.ts';
import { groupsOf } from '../stats/groups.ts';
import { resampleGroups } from '../stats/resample.ts';
import { cellOf, judged } from './cells.ts';
import { involves, within } from './plan.ts';
import type { Subject } from './subjects.ts';

/** What a thread needs to audit the side of people. */
export interface PeopleRequest {
  subjects: readonly Pick<Subject, 'run' | 'name' | 'users' | 'values'>[];
  metrics: readonly string[];
  groupings: readonly Grouping[];
  control: Grouping | null;
  spec: AuditSpec;
  threads: number;
}

/** Groupings to look at, each for every set of users: what `onStep` counts up to. */
export function peopleSteps(request: Pick<PeopleRequest, 'subjects' | 'groupings' | 'control'>): number {
  return framesOf(request.subjects).length * strataOf(request).length;
}

/**
 * The cells of people: every metric of every subject by every grouping, judged together. Subjects that measured the same
 * users share their draws. Belongs on a thread.
 */
export async function peopleSide(request: PeopleRequest, onStep: (done: number) => void): Promise<AuditCell[]> {
  const { metrics, spec, threads } = request;
  const cells: AuditCell[] = [];
  let done = 0;
  for (const frame of framesOf(request.subjects)) {
    const users = frame[0]!.users;
    const columns = frame.flatMap(({ run, name, values }) =>
      metrics.map((metric) => ({ run: run.id, subject: name, metric, top: values[metric]! })),
    );
    for (const { grouping, stratum } of strataOf(request)) {
      const own = users.map((user) => grouping.of[user]!);
      const { shown, hidden, group } = partsOf(grouping, own, spec.hideBelow);
      const seed = Math.imul(spec.seed + 1, 0x9e3779b1) ^ done;
      const resampled =
        shown.length < 2
          ? null
          : await resampleGroups(columns, group, shown.length, { seed, draws: spec.draws, threads });
      for (const [c, { top, ...of }] of columns.entries()) {
        const groups = groupsOf(shown, top, group);
        const about = { side: 'people' as const, ...of, grouping: grouping.attribute, stratum };
        cells.push(cellOf(about, { groups, hidden, resampled: resampled?.[c] ?? null }, spec));
      }
      done += 1;
      onStep(1);
    }
  }
  return judged(cells, spec.alpha);
}

/** Subjects by the users whom they measured. */
function framesOf<S extends Pick<Subject, 'users'>>(subjects: readonly S[]): S[][] {
  const frames: S[][] = [];
  for (const subject of subjects) {
    const same = frames.find(([first]) => isSame(first!.users, subject.users));
    if (same) same.push(subject);
    else frames.push([subject]);
  }
  return frames;
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, n) => value === b[n]);
}

/** Every grouping over everybody, and within each group of the control attribute. */
function strataOf({ groupings, control }: Pick<PeopleRequest, 'groupings' | 'control'>) {
  const all: { grouping: Grouping; stratum: string | null }[] = groupings.map((grouping) => ({
    grouping,
    stratum: null,
  }));
  if (!control) return all;
  for (const grouping of groupings) {
    if (involves(grouping, control)) continue;
    for (const [number, name] of control.names.entries())
      all.push({ grouping: within(grouping, control, number), stratum: `${control.attribute} ${name}` });
  }
  return all;
}

/** Groups that are large enough to be shown, numbered anew; those that are not, and how many users they have. */
function partsOf({ names }: Grouping, own: Int32Array, least: number) {
  const sizes = new Int32Array(names.length);
  for (const group of own) if (group >= 0) sizes[group]! += 1;
  const number = new Int32Array(names.length).fill(-1);
  const shown: string[] = [];
  const hidden: { name: string; n: number }[] = [];
  for (const [group, name] of names.entries()) {
    if (sizes[group]! >= least) number[group] = shown.push(name) - 1;
    else if (sizes[group]! > 0) hidden.push({ name, n: sizes[group]! });
  }
  return { shown, hidden, group: own.map((group) => (group < 0 ? -1 : number[group]!)) };
}
