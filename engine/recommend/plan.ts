import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type { ParamValue, Signal, StoredRule } from '../contract/index.ts';
import type { RuleStore } from '../store/rules.ts';
import type { Store } from '../store/store.ts';
import { algorithmSpecs } from './info/info.ts';
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
}

/** The facts of the data itself. */
export function factsOf({ interactions, signals, userAttributes, itemAttributes }: CatalogData): DataFacts {
  return {
    kinds: signals.map((signal, row) => ({ name: interactions.kinds.id(row), signal })),
    userAttributes: userAttributes !== null,
    itemAttributes: itemAttributes !== null,
  };
}

/**
 * The facts as the store has them, without reading the data: to refuse at once what will not do. The data has the last
 * word: an attribute that is there may hold nothing to tell users or items apart by.
 */
export function storedFacts({ catalog }: Pick<Store, 'catalog'>): DataFacts {
  const attributes = catalog.attributes();
  return {
    kinds: catalog.kinds(),
    userAttributes: attributes.some(({ subject }) => subject === 'user'),
    itemAttributes: attributes.some(({ subject }) => subject === 'item'),
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
    for (const need of algorithmSpecs[algorithm.id].needs) {
      const of = need === 'item attributes' ? 'items' : 'users';
      if (of === 'items' ? facts.itemAttributes : facts.userAttributes) continue;
      throw new StewardError('BAD_INPUT', `The model ${id} needs ${need}, and the workspace has none.`, {
        advice: `Import ${of} with attributes, or choose another model.`,
        place: { field: 'models' },
      });
    }
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}-${n}`;
    names.add(name);
    return { name, algorithm, params, rule: fitting(rules.get(rule ?? defaultRule(algorithm, params, facts)), facts) };
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
