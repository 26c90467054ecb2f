import type { Ranker, RankerKind, RankerSettings } from '../../../engine/contract/rankers.ts';

/** The form as typed. */
export interface RankerDraft {
  kind: RankerKind;
  labels: RankerSettings['labels'];
  /** The power of the correction for popularity; empty or 0 for none. */
  popularity: string;
  positions: boolean;
  logQ: boolean;
  epochs: string;
  seed: string;
  slot: string;
  activate: boolean;
}

export const newRanker: RankerDraft = {
  kind: 'fm',
  labels: 'auto',
  popularity: '0',
  positions: true,
  logQ: true,
  epochs: '8',
  seed: '1',
  slot: 'default',
  activate: false,
};

/** What each kind of ranker is called, and what it can say. */
export const kindWords: Record<RankerKind, { name: string; about: string }> = {
  lr: { name: 'Logistic regression', about: 'Each feature weighs by itself.' },
  fm: { name: 'Factorisation machine', about: 'Pairs of features weigh as well: who with what.' },
  deepfm: { name: 'DeepFM', about: 'Layers over all features on top of the pairs; slower to train.' },
};

/** What each source of labels is. */
export const labelWords: Record<RankerSettings['labels'], { name: string; about: string }> = {
  auto: { name: 'whichever there is', about: 'Impressions where enough were logged, otherwise interactions.' },
  impressions: { name: 'impressions', about: 'What feeds showed: opened within a day, or passed over.' },
  interactions: { name: 'interactions', about: 'What people did, against items drawn from what others had.' },
};

/** What is wrong with the form, by field. */
export function rankerProblems(draft: RankerDraft): Partial<Record<keyof RankerDraft, string>> {
  const problems: Partial<Record<keyof RankerDraft, string>> = {};
  const power = Number(draft.popularity);
  if (!(power >= 0 && power <= 1)) problems.popularity = 'A number from 0 to 1';
  const epochs = Number(draft.epochs);
  if (!(Number.isInteger(epochs) && epochs >= 1 && epochs <= 100)) problems.epochs = 'A whole number from 1 to 100';
  const seed = Number(draft.seed);
  if (draft.seed.trim() === '' || !(Number.isSafeInteger(seed) && seed >= 0))
    problems.seed = 'A whole number from 0 on';
  const slot = draft.slot.trim();
  if (slot === '' || slot.length > 200) problems.slot = 'A name of up to 200 characters';
  return problems;
}

/** What the form asks the engine for. */
export function rankerInput(draft: RankerDraft) {
  const { kind, labels, positions, logQ, activate } = draft;
  const power = Number(draft.popularity);
  return {
    settings: {
      kind,
      labels,
      positions,
      logQ,
      popularity: power > 0 ? { power } : null,
      epochs: Number(draft.epochs),
      seed: Number(draft.seed),
    },
    slot: draft.slot.trim(),
    activate,
  };
}

/** What Start will do, in a sentence. */
export function rankerPlan(draft: RankerDraft): string {
  const from = { auto: 'impressions or else interactions', impressions: 'impressions', interactions: 'interactions' };
  const then = draft.activate ? 'and orders the feeds of' : 'and keeps it as a candidate of';
  return `${kindWords[draft.kind].name}: learns from ${from[draft.labels]} ${then} “${draft.slot.trim()}”.`;
}

/** What a ranker is called where its name is asked for: its kind and number. */
export function rankerName({ kind, id }: Pick<Ranker, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

/** What was corrected for in training, in words: 'places and popularity (power 0.5)', or 'nothing'. */
export function correctedFor({ card: { source, settings } }: Pick<Ranker, 'card'>): string {
  const all = [
    ...(source === 'impressions' && settings.positions ? ['places'] : []),
    ...(source === 'interactions' && settings.logQ ? ['the sampling'] : []),
    ...(settings.popularity ? [`popularity (power ${settings.popularity.power})`] : []),
  ];
  return all.join(' and ') || 'nothing';
}
