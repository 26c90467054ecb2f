import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type { ParamValue, StoredRule } from '../contract/index.ts';
import type { RuleStore } from '../store/rules.ts';
import { algorithmSpecs } from './info/info.ts';
import type { Algorithm } from './models/model.ts';
import { algorithms } from './models/registry.ts';
import { algorithmOf, checkParams } from './params.ts';
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

/**
 * Checks what is asked for, before anything is fitted: algorithms, parameters, the rule, and that the data has what each
 * model cannot do without. BAD_INPUT or NOT_FOUND, naming what is wrong.
 */
export function planModels(
  asked: readonly AskedModel[],
  data: Pick<CatalogData, 'interactions' | 'signals' | 'userAttributes' | 'itemAttributes'>,
  rules: RuleStore,
  rule?: string,
): PlannedModel[] {
  if (data.interactions.user.length === 0) {
    throw new StewardError('BAD_INPUT', 'The workspace has no interactions to learn from.', {
      advice: 'Import interactions first.',
    });
  }
  const names = new Set<string>();
  return asked.map(({ algorithm: id, params: given, name: wanted = id }) => {
    const algorithm = algorithmOf(algorithms, id);
    const params = checkParams(algorithm, given);
    for (const need of algorithmSpecs[algorithm.id].needs) {
      if (need === 'item attributes' ? data.itemAttributes : data.userAttributes) continue;
      throw new StewardError('BAD_INPUT', `The model ${id} needs ${need}, and the workspace has none.`, {
        advice: `Import ${need === 'item attributes' ? 'items' : 'users'} with attributes, or choose another model.`,
        place: { field: 'models' },
      });
    }
    let name = wanted;
    for (let n = 2; names.has(name); n++) name = `${wanted}-${n}`;
    names.add(name);
    return { name, algorithm, params, rule: rules.get(rule ?? defaultRule(algorithm, params, data)) };
  });
}

/** 'ratings' for models that learn from the values of ratings, where the data has any; else 'any'. */
export function defaultRule(
  algorithm: Algorithm,
  params: Record<string, ParamValue>,
  { signals }: Pick<CatalogData, 'signals'>,
): 'ratings' | 'any' {
  return feedbackOf(algorithm, params) === 'values' && signals.includes('explicit') ? 'ratings' : 'any';
}
