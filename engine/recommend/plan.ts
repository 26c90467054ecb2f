import { textAttributes } from '../catalog/data/item-text.ts';
import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type { ParamValue, Signal, StoredRule } from '../contract/index.ts';
import type { Subject } from '../store/catalog.ts';
import type { RuleStore } from '../store/rules.ts';
import type { Store } from '../store/store.ts';
import { algorithmSpecs } from './info/info.ts';
import type { AlgorithmSpec } from './info/spec.ts';
import type { Algorithm } from './models/model.ts';
import { type Algorithms, algorithmOf, checkParams } from './params.ts';
import { feedbackOf } from './run.ts';

/** A model as a job will fit it, checked. */
export interface PlannedModel {
  /** Unlike that of every other model of the job. */
  name: string;
  algorithm: Algorithm;
  params: Record<string, ParamValue>;
  rule: StoredRule;
}

export interface AskedModel {
  algorithm: string;
  params: Record<string, ParamValue>;
  name?: string;
}

/** All algorithms by id. Loaded when somebody asks: the engine starts without them. */
export async function loadAlgorithms(): Promise<Algorithms> {
  return (await import('./models/registry.ts')).algorithms;
}

/** What decides which models the data can be used for. */
export interface DataFacts {
  /** The kinds of interactions that there are. */
  kinds: readonly { name: string; signal: Signal }[];
  userAttributes: boolean;
  itemAttributes: boolean;
  /** Whether items have a title or a description of type text. */
  itemTexts: boolean;
}

/** The facts of the data itself. */
export function factsOf(data: CatalogData): DataFacts {
  const { interactions, signals, userAttributes, itemAttributes, itemTexts } = data;
  return {
    kinds: signals.map((signal, row) => ({ name: interactions.kinds.id(row), signal })),
    userAttributes: userAttributes !== null,
    itemAttributes: itemAttributes !== null,
    itemTexts: itemTexts !== null,
  };
}

/**
 * The facts as the store has them, without reading the data: to refuse at once what will not do. The data has the last
 * word: an attribute that is there may hold nothing to tell users or items apart by.
 */
export function storedFacts({ catalog }: Pick<Store, 'catalog'>): DataFacts {
  const attributes = catalog.attributes();
  const has = (of: Subject) => attributes.some(({ subject, type }) => subject === of && type !== 'text');
  return {
    kinds: catalog.kinds(),
    userAttributes: has('user'),
    itemAttributes: has('item'),
    itemTexts: textAttributes(attributes).length > 0,
  };
}

/**
 * Checks what is asked for, before anything is fitted: algorithms, parameters, the rule, and that the data has what each
 * model cannot do without. BAD_INPUT or NOT_FOUND, naming what is wrong.
 */
export async function planModels(
  asked: readonly AskedModel[],
  facts: DataFacts,
  rules: RuleStore,
  rule?: string,
): Promise<PlannedModel[]> {
  if (facts.kinds.length === 0) {
    throw new StewardError('BAD_INPUT', 'The workspace has no interactions to learn from.', {
      advice: 'Import interactions first.',
    });
  }
  const algorithms = await loadAlgorithms();
  const names = new Set<string>();
  return asked.map(({ algorithm: id, params: given, name: wanted = id }) => {
    const algorithm = algorithmOf(algorithms, id);
    const params = checkParams(algorithm, given);
    for (const need of algorithmSpecs[algorithm.id].needs) throwIfMissing(need, { algorithm, params }, facts);
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}-${n}`;
    names.add(name);
    return { name, algorithm, params, rule: fitting(rules.get(rule ?? defaultRule(algorithm, params, facts)), facts) };
  });
}

/** Whether a model works on the texts of items where it can. */
export function readsTexts({ algorithm, params }: Pick<PlannedModel, 'algorithm' | 'params'>): boolean {
  return algorithm.id === 'content' && params.source !== 'attributes';
}

/** BAD_INPUT where the data has not what a model needs. Texts of items do instead of attributes for who reads them. */
function throwIfMissing(
  need: AlgorithmSpec['needs'][number],
  model: Pick<PlannedModel, 'algorithm' | 'params'>,
  facts: DataFacts,
): void {
  const { id } = model.algorithm;
  const isOfTexts = readsTexts(model);
  const needsTexts = isOfTexts && model.params.source === 'embeddings';
  const attributes = need === 'item attributes' ? facts.itemAttributes : facts.userAttributes;
  if ((attributes && !needsTexts) || (facts.itemTexts && isOfTexts)) return;
  const what = needsTexts ? 'texts of items' : need;
  const instead = needsTexts
    ? 'Import items with a title or a description as text, or choose another source.'
    : `Import ${need === 'item attributes' ? 'items' : 'users'} with attributes, or choose another model.`;
  throw new StewardError('BAD_INPUT', `The model ${id} needs ${what}, and the workspace has none.`, {
    advice: instead,
    place: { field: 'models' },
  });
}

/** 'ratings' for models that learn from the values of ratings, where the data has any; else 'any'. */
export function defaultRule(
  algorithm: Algorithm,
  params: Record<string, ParamValue>,
  { kinds }: Pick<DataFacts, 'kinds'>,
): 'ratings' | 'any' {
  const hasRatings = kinds.some(({ signal }) => signal === 'explicit');
  return feedbackOf(algorithm, params) === 'values' && hasRatings ? 'ratings' : 'any';
}

/** The rule itself. BAD_INPUT where it takes none of the kinds that there are: a split would find nothing to part. */
function fitting(rule: StoredRule, { kinds }: DataFacts): StoredRule {
  const takes =
    rule.kinds.length > 0
      ? kinds.some(({ name }) => rule.kinds.some(({ kind }) => kind === name))
      : rule.signal === 'implicit' || kinds.some(({ signal }) => signal === 'explicit');
  if (takes) return rule;
  const there = kinds.map(({ name, signal }) => `${name} (${signal})`).join(', ');
  throw new StewardError('BAD_INPUT', `The rule ${rule.name} takes none of the interactions that there are.`, {
    advice: `There are: ${there}. Choose another rule, or say that a kind is explicit.`,
    place: { field: 'rule' },
  });
}
