import type { Signal, SignalRule, StoredRule } from '../../../engine/contract/catalog.ts';

/** What a number field of the form holds: a number, or the text that is not one yet. */
export type Field = number | string;

/** One kind of a rule as it stands in the form. `key` is its place on the screen, which no edit changes. */
export interface DraftKind {
  key: number;
  kind: string;
  weight: Field;
  useValue: boolean;
  atLeast: Field;
}

/** A rule as it stands in the form. */
export interface RuleDraft {
  name: string;
  about: string;
  signal: Signal;
  kinds: readonly DraftKind[];
  halfLifeDays: Field;
  threshold: Field;
  alpha: Field;
}

/** A rule that counts everything once, to begin from. */
export const plainRule: SignalRule = {
  name: '',
  about: '',
  signal: 'implicit',
  kinds: [],
  halfLifeDays: null,
  threshold: 0,
  alpha: 1,
};

/** A rule as the form shows it: what is not set is an empty field. */
export function draftOf(rule: SignalRule): RuleDraft {
  const { name, about, signal, halfLifeDays, threshold, alpha } = rule;
  const kinds = rule.kinds.map((kind, key) => ({ ...kind, key, atLeast: kind.atLeast ?? '' }));
  return { name, about, signal, kinds, halfLifeDays: halfLifeDays ?? '', threshold, alpha };
}

/** A name for a copy that no other rule has. */
export function copyName(name: string, rules: readonly StoredRule[]): string {
  const names = new Set(rules.map((rule) => rule.name));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? `${name} copy` : `${name} copy ${n}`;
    if (!names.has(candidate)) return candidate;
  }
}

/** The draft with another kind at its end. */
export function withKind(draft: RuleDraft, kind = ''): RuleDraft {
  const key = 1 + Math.max(-1, ...draft.kinds.map((row) => row.key));
  return { ...draft, kinds: [...draft.kinds, { key, kind, weight: 1, useValue: false, atLeast: '' }] };
}

/** The draft with one kind changed; null takes it out. */
export function withKindChange(draft: RuleDraft, key: number, change: Partial<DraftKind> | null): RuleDraft {
  const kinds = draft.kinds.flatMap((row) => (row.key !== key ? [row] : change ? [{ ...row, ...change }] : []));
  return { ...draft, kinds };
}

/** What is wrong with a draft, by field; those of kinds are `kind 0`, `weight 0`, `atLeast 0` by key. */
export type DraftProblems = Readonly<Record<string, string>>;

/** Why a draft cannot be saved; empty where it can. What the signal does not use is not asked for. */
export function draftProblems(draft: RuleDraft): DraftProblems {
  const problems: Record<string, string> = {};
  const demand = (field: string, problem: string | null) => {
    if (problem) problems[field] = problem;
  };
  const name = draft.name.trim();
  demand('name', name === '' ? 'Give it a name' : name.length > 200 ? 'At most 200 characters' : null);
  demand('about', draft.about.length > 500 ? 'At most 500 characters' : null);
  demand('kinds', draft.kinds.length > 50 ? 'At most 50 kinds' : null);
  const isImplicit = draft.signal === 'implicit';
  for (const { key, kind, weight, atLeast } of draft.kinds) {
    const same = draft.kinds.find((row) => row.kind.trim() === kind.trim() && row.key < key);
    const isTwice = same !== undefined && same.atLeast === atLeast;
    demand(`kind ${key}`, kind.trim() === '' ? 'Name the kind' : isTwice ? 'This kind is listed already' : null);
    if (isImplicit) demand(`weight ${key}`, outside(weight, -1000, 1000));
    demand(`atLeast ${key}`, atLeast === '' ? null : outside(atLeast));
  }
  if (!isImplicit) return problems;
  demand('halfLifeDays', draft.halfLifeDays === '' ? null : Number(draft.halfLifeDays) > 0 ? null : 'More than 0 days');
  demand('threshold', outside(draft.threshold));
  demand('alpha', outside(draft.alpha, 0));
  return problems;
}

function outside(value: Field, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY): string | null {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return 'Type a number';
  if (number < low) return `At least ${low}`;
  return number > high ? `At most ${high}` : null;
}

/** The rule that a draft stands for; null where it cannot be saved. What the signal does not use is left at its usual value. */
export function ruleOf(draft: RuleDraft): SignalRule | null {
  if (Object.keys(draftProblems(draft)).length > 0) return null;
  const isImplicit = draft.signal === 'implicit';
  return {
    name: draft.name.trim(),
    about: draft.about.trim(),
    signal: draft.signal,
    kinds: draft.kinds.map(({ kind, weight, useValue, atLeast }) => ({
      kind: kind.trim(),
      weight: isImplicit ? Number(weight) : 1,
      useValue: isImplicit && useValue,
      atLeast: atLeast === '' ? null : Number(atLeast),
    })),
    halfLifeDays: !isImplicit || draft.halfLifeDays === '' ? null : Number(draft.halfLifeDays),
    threshold: isImplicit ? Number(draft.threshold) : 0,
    alpha: isImplicit ? Number(draft.alpha) : 1,
  };
}

/** What saving will do: which version of which rule it makes, or why it makes none. */
export function savingWill(
  rule: SignalRule,
  rules: readonly StoredRule[],
): { button: string; note: string; isNew: boolean } {
  const newest = rules.find(({ name }) => name === rule.name);
  if (!newest) return { button: 'Save the rule', note: `Saves a new rule “${rule.name}”.`, isNew: true };
  if (JSON.stringify(ruleOf(draftOf(newest))) === JSON.stringify(rule)) {
    return { button: 'Save the rule', note: `“${rule.name}” says this already.`, isNew: false };
  }
  const version = newest.version + 1;
  return {
    button: `Save version ${version}`,
    note: `Saves version ${version} of “${rule.name}”; version ${newest.version} is kept for the models made by it.`,
    isNew: true,
  };
}
