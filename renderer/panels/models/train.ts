import type { CatalogSummary } from '../../../engine/contract/catalog.ts';
import type {
  AlgorithmInfo,
  ParamInfo,
  ParamValue,
  Protocol,
  Run,
  SplitKind,
  tuneMetrics,
} from '../../../engine/contract/models.ts';
import { metricName } from './metrics.ts';

export type TrainKind = 'evaluate' | 'tune' | 'fit';
type TuneMetric = (typeof tuneMetrics)[number];

/** A model as the form holds it: parameters as typed, only those that were touched. */
export interface ModelDraft {
  algorithm: string;
  name: string;
  params: Readonly<Record<string, string | boolean>>;
}

/** The form as typed. Evaluate uses all models; tune and fit use the first. */
export interface TrainDraft {
  kind: TrainKind;
  models: readonly ModelDraft[];
  split: SplitKind;
  share: string;
  k: string;
  relevantFrom: string;
  /** Empty for the built-in rule that fits each algorithm. */
  rule: string;
  seed: string;
  metric: TuneMetric;
  trials: string;
  minutes: string;
  slot: string;
  activate: boolean;
}

export const newDraft: TrainDraft = {
  kind: 'evaluate',
  models: [],
  split: 'user',
  share: '0.2',
  k: '10',
  relevantFrom: '',
  rule: '',
  seed: '1',
  metric: 'ndcg',
  trials: '20',
  minutes: '10',
  slot: 'default',
  activate: false,
};

/** What each split holds out, in words. */
export const splitWords: Record<SplitKind, string> = {
  user: 'a share of each user’s items',
  random: 'a share of all pairs',
  loo: 'one item of each user, the latest where times are known',
  temporal: 'the latest share of all pairs',
  'cold-users': 'everything of a share of the users',
  'cold-items': 'everything of a share of the items',
};

/** Models that show in a minute what the data can do: a floor, a neighbourhood, a linear one, and factors. */
export const firstModels = ['toppopular', 'itemknn', 'ease', 'ials'] as const;

/** A fresh model of an algorithm, with all its defaults. */
export function modelDraft(algorithm: string): ModelDraft {
  return { algorithm, name: '', params: {} };
}

/** A form that does again what a run did; only what differs from the defaults counts as touched. */
export function draftOf(run: Run, algorithms: readonly AlgorithmInfo[], kind: TrainKind, base: TrainDraft): TrainDraft {
  const infos = algorithms.find(({ id }) => id === run.algorithm)?.params ?? [];
  const params = infos.flatMap(({ name, default: usual }) => {
    const value = run.params[name];
    return value === undefined || value === usual ? [] : [[name, typeof value === 'boolean' ? value : String(value)]];
  });
  const { split, share, k, relevantFrom } = run.protocol;
  return {
    ...base,
    kind,
    models: [{ algorithm: run.algorithm, name: '', params: Object.fromEntries(params) }],
    split,
    share: String(share),
    k: String(k),
    relevantFrom: relevantFrom === null ? '' : String(relevantFrom),
    rule: run.rule,
    seed: String(run.seed),
  };
}

/** What is wrong with a parameter as typed; null where nothing is. */
export function paramProblem(info: ParamInfo, typed: string | boolean): string | null {
  if (info.choices) return info.choices.includes(String(typed)) ? null : `One of ${info.choices.join(', ')}`;
  if (typeof info.default !== 'number') return null;
  const value = numberOf(String(typed));
  if (value === null) return 'A number';
  return info.range?.whole && !Number.isInteger(value) ? 'A whole number' : null;
}

/** A remark on a parameter that is allowed and unusual; null where it is neither. */
export function paramRemark({ range }: ParamInfo, typed: string | boolean): string | null {
  const value = range && numberOf(String(typed));
  if (!range || value === null || (value >= range.low && value <= range.high)) return null;
  return `Outside ${range.low} to ${range.high}, which tuning draws from`;
}

/** Everything that keeps a form from starting, by field: `models.0.params.factors`, `share`, `k`. */
export function problemsOf(
  draft: TrainDraft,
  algorithms: readonly AlgorithmInfo[],
  data: CatalogSummary | undefined,
): Record<string, string> {
  const found: Record<string, string> = {};
  const models = modelsUsed(draft);
  if (models.length === 0) found.models = 'Choose at least one algorithm';
  if (models.length > 20) found.models = 'At most 20 models in one evaluation';
  for (const [index, model] of models.entries()) {
    const info = algorithms.find(({ id }) => id === model.algorithm);
    if (!info) continue;
    const missing = lacking(info, data);
    if (missing) found[`models.${index}`] = missing;
    for (const param of info.params) {
      const typed = model.params[param.name];
      const problem = typed === undefined ? null : paramProblem(param, typed);
      if (problem) found[`models.${index}.params.${param.name}`] = problem;
    }
  }
  check(found, 'seed', draft.seed, { low: 0, whole: true });
  if (draft.kind === 'fit') {
    if (!draft.slot.trim()) found.slot = 'The slot needs a name';
    return found;
  }
  if (draft.split !== 'loo') check(found, 'share', draft.share, { low: 0.01, high: 0.9 });
  check(found, 'k', draft.k, { low: 1, high: 200, whole: true });
  if (draft.relevantFrom.trim()) check(found, 'relevantFrom', draft.relevantFrom, {});
  if (draft.split === 'temporal' && data && !data.kinds.some(({ first }) => first !== null))
    found.split = 'The interactions have no times, which this split goes by';
  if (draft.kind === 'tune') {
    check(found, 'trials', draft.trials, { low: 1, high: 1000, whole: true });
    check(found, 'minutes', draft.minutes, { low: 0.1, high: 1440 });
  }
  return found;
}

const fieldNames: Record<string, string> = {
  share: 'Share held out',
  relevantFrom: 'Relevant from',
  seed: 'Seed',
  split: 'Split',
  slot: 'Slot',
  trials: 'Trials',
  minutes: 'Minutes',
};

/** One problem as it is told away from its field: with the field's name before it, where it has one. */
export function problemText(field: string, problem: string): string {
  const name = field.includes('.params.')
    ? field.split('.').at(-1)
    : (fieldNames[field] ?? (field === 'k' ? 'k' : null));
  return name ? `${name}: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}` : problem;
}

/** The attributes that an algorithm cannot do without and the data does not have, as a sentence; null where it has all. */
export function lacking({ needs }: AlgorithmInfo, data: CatalogSummary | undefined): string | null {
  const missing = needs.filter(
    (need) => data && !data.attributes.some(({ subject }) => need === `${subject} attributes`),
  );
  return missing.length === 0 ? null : `Needs ${missing.join(' and ')}: import a file that describes them`;
}

/** The models that the form would start. */
export function modelsUsed({ kind, models }: TrainDraft): readonly ModelDraft[] {
  return kind === 'evaluate' ? models : models.slice(0, 1);
}

/** What a valid form asks the engine for; parameters that were not touched are left to the engine's defaults. */
export function inputOf(draft: TrainDraft, algorithms: readonly AlgorithmInfo[]) {
  const models = modelsUsed(draft).map((model) => ({ ...model, params: paramsOf(model, algorithms) }));
  const common = { rule: draft.rule || undefined, seed: Number(draft.seed) };
  const protocol: Protocol = {
    split: draft.split,
    share: draft.split === 'loo' ? 0.2 : Number(draft.share),
    k: Number(draft.k),
    relevantFrom: draft.relevantFrom.trim() ? Number(draft.relevantFrom) : null,
  };
  const [first = modelDraft('')] = models;
  return {
    evaluate: {
      models: models.map(({ algorithm, name, params }) => ({ algorithm, params, name: name.trim() || undefined })),
      protocol,
      ...common,
    },
    tune: {
      algorithm: first.algorithm,
      fixed: first.params as Record<string, ParamValue>,
      metric: draft.metric,
      trials: Number(draft.trials),
      minutes: Number(draft.minutes),
      protocol,
      ...common,
    },
    fit: {
      algorithm: first.algorithm,
      params: first.params as Record<string, ParamValue>,
      slot: draft.slot.trim(),
      activate: draft.activate,
      ...common,
    },
  };
}

function paramsOf({ algorithm, params }: ModelDraft, algorithms: readonly AlgorithmInfo[]): Record<string, ParamValue> {
  const infos = algorithms.find(({ id }) => id === algorithm)?.params ?? [];
  return Object.fromEntries(
    Object.entries(params).map(([name, typed]) => {
      const usual = infos.find((info) => info.name === name)?.default;
      return [name, typeof usual === 'number' ? Number(typed) : typed];
    }),
  );
}

/** What starting the form will do, in one or two sentences. */
export function planOf(draft: TrainDraft, algorithms: readonly AlgorithmInfo[]): string {
  const names = modelsUsed(draft).map(
    ({ algorithm }) => algorithms.find(({ id }) => id === algorithm)?.name ?? algorithm,
  );
  const [first = 'a model'] = names;
  if (draft.kind === 'fit') {
    const then = draft.activate ? 'and makes it the active version' : 'and keeps it as a candidate';
    return `Fits ${first} on all data ${then} of the slot “${draft.slot.trim()}”.`;
  }
  const share = draft.split === 'loo' ? '' : ` (${Math.round(100 * Number(draft.share))} %)`;
  const held = `holds out ${splitWords[draft.split]}${share}`;
  if (draft.kind === 'tune') {
    const goal = metricName(draft.metric, Number(draft.k));
    return `Tries up to ${draft.trials} settings of ${first} within ${draft.minutes} min, chosen by ${goal} on a part of what is learnt from; ${held} and measures the best once on that. Each trial is a run.`;
  }
  const what = names.length === 1 ? first : `${names.length} models`;
  return `Fits ${what}, ${held} and measures there, at k = ${draft.k}. ${names.length === 1 ? 'One run' : `${names.length} runs`} will be added.`;
}

function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}

function check(
  found: Record<string, string>,
  field: string,
  text: string,
  { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, whole = false },
): void {
  const value = numberOf(text);
  const kind = whole ? 'A whole number' : 'A number';
  if (value !== null && value >= low && value <= high && (!whole || Number.isInteger(value))) return;
  if (!Number.isFinite(low)) found[field] = kind;
  else found[field] = Number.isFinite(high) ? `${kind} from ${low} to ${high}` : `${kind}, at least ${low}`;
}
