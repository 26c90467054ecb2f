import {
  type AuditSpec,
  type auditMetrics,
  type auditSides,
  auditSpec,
  type GroupingInfo,
} from '../../../engine/contract/fairness.ts';
import type { Run } from '../../../engine/contract/models.ts';
import { counted } from '../../ui/format.ts';

type Side = (typeof auditSides)[number];

/** The form of a new audit as typed. Null stands for what fits: the newest runs, all that is offered. */
export interface AuditDraft {
  question: string;
  runs: readonly number[] | null;
  attributes: readonly string[] | null;
  intersections: 1 | 2 | 3;
  control: string | null;
  metrics: readonly string[] | null;
  sides: readonly Side[];
  hideBelow: string;
  markBelow: string;
  alpha: string;
  margin: string;
  draws: string;
  seed: string;
}

export const newDraft: AuditDraft = {
  question: '',
  runs: null,
  attributes: null,
  intersections: 1,
  control: null,
  metrics: null,
  sides: ['people', 'items', 'moderation'],
  hideBelow: '10',
  markBelow: '100',
  alpha: '0.05',
  margin: '0.1',
  draws: '10000',
  seed: '1',
};

/** What the form can choose from. */
export interface AuditOffer {
  /** Runs that can be audited, newest first. */
  runs: readonly Run[];
  groupings: readonly GroupingInfo[];
}

/** Runs whose users were measured on the present data; the others cannot be audited. */
export function auditable(runs: readonly Run[], dataHash: string): Run[] {
  return runs.filter((run) => run.kind !== 'trial' && run.dataHash === dataHash);
}

/** The newest run of each model. */
export function newestOfEach(runs: readonly Run[]): number[] {
  const first = new Map<string, number>();
  for (const { name, id } of runs) if (!first.has(name)) first.set(name, id);
  return [...first.values()].slice(0, mostRuns);
}

const mostRuns = 20;

/** The runs that the form stands for. */
export function chosenRuns({ runs }: AuditDraft, offer: AuditOffer): readonly number[] {
  return runs === null ? newestOfEach(offer.runs) : runs.filter((id) => offer.runs.some((run) => run.id === id));
}

/** The attributes that the form stands for. */
export function chosenAttributes({ attributes }: AuditDraft, { groupings }: AuditOffer): readonly string[] {
  const known = groupings.map(({ name }) => name);
  return attributes === null ? known : attributes.filter((name) => known.includes(name));
}

/** Metrics of users that every one of these runs has, in the order of `known`. */
export function commonMetrics(runs: readonly Run[], known: typeof auditMetrics): string[] {
  return known.filter((metric) => runs.every(({ metrics }) => metric in metrics));
}

const numbers = ['hideBelow', 'markBelow', 'alpha', 'margin', 'draws', 'seed'] as const;
export type NumberField = (typeof numbers)[number];

const ranges: Record<NumberField, string> = {
  hideBelow: 'A whole number from 2 to 1000',
  markBelow: 'A whole number from 2 to 10000',
  alpha: 'A number from 0.0001 to 0.2',
  margin: 'A number over 0, at most 1',
  draws: 'A whole number from 100 to 100000',
  seed: 'A whole number, 0 or more',
};

/** What is wrong with the form, by field; empty where it can be started. */
export function problemsOf(draft: AuditDraft, offer: AuditOffer): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const field of numbers) {
    const text = draft[field].trim();
    const isRight = text !== '' && auditSpec.shape[field].safeParse(Number(text)).success;
    if (!isRight) problems[field] = ranges[field];
  }
  if (draft.sides.length === 0) problems.sides = 'Choose at least one side';
  const runs = chosenRuns(draft, offer);
  const needsRuns = draft.sides.some((side) => side !== 'moderation');
  if (needsRuns && runs.length === 0) problems.runs = 'Choose at least one run';
  if (runs.length > mostRuns) problems.runs = `At most ${mostRuns} runs`;
  if (draft.sides.includes('people') && chosenAttributes(draft, offer).length === 0)
    problems.attributes = 'Choose at least one attribute';
  if (draft.metrics?.length === 0) problems.metrics = 'Choose at least one metric';
  return problems;
}

/** The specification that the form stands for; the form must have no problems. */
export function specOf(draft: AuditDraft, offer: AuditOffer): AuditSpec {
  const attributes = chosenAttributes(draft, offer);
  return auditSpec.parse({
    question: draft.question,
    runs: draft.sides.some((side) => side !== 'moderation') ? chosenRuns(draft, offer) : [],
    attributes: attributes.slice(0, mostAttributes),
    intersections: draft.intersections,
    control:
      draft.control !== null && offer.groupings.some(({ name }) => name === draft.control) ? draft.control : null,
    metrics: draft.metrics ?? [],
    sides: draft.sides,
    ...Object.fromEntries(numbers.map((field) => [field, Number(draft[field])])),
  });
}

const mostAttributes = 20;

/** What starting would do, in a sentence. */
export function planOf(draft: AuditDraft, offer: AuditOffer): string {
  const runs = chosenRuns(draft, offer).length;
  const attributes = chosenAttributes(draft, offer).length;
  if (draft.sides.every((side) => side === 'moderation'))
    return 'Audits how policies treat texts that name an identity.';
  return `Audits ${counted(runs, 'run')} by ${counted(attributes, 'attribute')}${
    draft.intersections > 1 ? ` and crosses of up to ${draft.intersections}` : ''
  }, with ${counted(Number(draft.draws), 'draw')} of the bootstrap and of permutation each.`;
}
