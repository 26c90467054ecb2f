import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { type Grouping, sizesOf } from '../../catalog/interactions/groups.ts';
import { userGrouping } from '../../catalog/interactions/user-groups.ts';
import { StewardError } from '../../contract/errors.ts';
import type { FairTraining, ParamValue, TrainingMethod } from '../../contract/index.ts';
import type { Algorithm, FitOptions, Model, ModelId, TrainingData } from '../models/model.ts';
import { groupWeights, propensityWeights, weighed } from './weights.ts';

/** The models that a method of training works with, and the largest strength that makes sense. */
export const trainingSpecs: Readonly<Record<TrainingMethod, { models: readonly ModelId[]; most: number }>> = {
  reweigh: { models: ['ials', 'bprmf'], most: 4 },
  ips: { models: ['ials', 'bprmf'], most: 1 },
  regulariser: { models: ['ials'], most: 1e6 },
};

/** A fair training with the groups that it looks at, by number. */
export interface PlannedTraining {
  asked: FairTraining;
  /** The group of each user, below 0 for none, and how many groups there are; null where items alone are looked at. */
  groups: (Pick<Grouping, 'of'> & { count: number } & { pair: readonly [number, number] | null }) | null;
}

/**
 * Looks up the groups that a fair training names; of the regulariser `between` is filled in. BAD_INPUT where the method
 * does not work with the model, a strength is out of range, a grouping or a group is not there, or two groups are to be
 * named.
 */
export function planTraining(asked: FairTraining, algorithm: ModelId, data: CatalogData): PlannedTraining {
  const { method, strength, by } = asked;
  checkMethod(method, trainingSpecs[method].models, algorithm, 'mitigation');
  checkStrength(method, strength, trainingSpecs[method].most, 'mitigation');
  if (method === 'ips') return { asked: { ...asked, by: null, between: null }, groups: null };
  if (by === null) {
    throw new StewardError('BAD_INPUT', `The method ${method} has no groups of users to look at.`, {
      advice: "Say what users are grouped by: an attribute, 'activity', or 'set=value'.",
      place: { field: 'by' },
    });
  }
  const grouping = userGrouping(data, by);
  const { names, of } = grouping;
  const [pair, between] = method === 'regulariser' ? pairOf(grouping, asked.between) : [null, null];
  return { asked: { ...asked, between }, groups: { of, count: names.length, pair } };
}

/** The numbers and the names of the two groups to be held together. */
function pairOf(grouping: Grouping, between: FairTraining['between']): [readonly [number, number], [string, string]] {
  const sizes = sizesOf(grouping);
  const there = grouping.names.filter((_, group) => sizes[group]! > 0);
  const [one, other] = between ?? there;
  const hasTwo = between !== null || there.length === 2;
  const isKnown = (name: string | undefined): name is string => name !== undefined && there.includes(name);
  if (hasTwo && isKnown(one) && isKnown(other) && one !== other) {
    return [
      [grouping.names.indexOf(one), grouping.names.indexOf(other)],
      [one, other],
    ];
  }
  throw new StewardError('BAD_INPUT', `It is not said which two groups of '${grouping.attribute}' are held together.`, {
    advice: `Name two of: ${there.slice(0, 20).join(', ')}.`,
    place: { field: 'between' },
  });
}

/** BAD_INPUT where a method does not work with a model. */
export function checkMethod(
  method: string,
  models: readonly ModelId[] | null,
  algorithm: ModelId,
  field: string,
): void {
  if (models?.includes(algorithm) ?? true) return;
  throw new StewardError('BAD_INPUT', `The method ${method} does not work with the model ${algorithm}.`, {
    advice: `It works with: ${models!.join(', ')}.`,
    place: { field },
  });
}

/** BAD_INPUT where a strength is not above 0 and at most `most`. */
export function checkStrength(method: string, strength: number, most: number, field: string): void {
  if (strength > 0 && strength <= most) return;
  throw new StewardError('BAD_INPUT', `The strength ${strength} of ${method} is out of range.`, {
    advice: `Strengths are above 0 and at most ${most}.`,
    place: { field },
  });
}

/**
 * Fits a model as it is, or under a fair training. Where pairs are repeated, epochs are cut so that the number of steps
 * stays. `params` are those asked for, defaults included: with the same training they make the same model again.
 */
export async function fitFairly(
  algorithm: Algorithm,
  data: TrainingData,
  given: Record<string, ParamValue>,
  training: PlannedTraining | null,
  options: FitOptions,
): Promise<{ model: Model; params: Record<string, ParamValue> }> {
  const fair = training ? fairData(training, data, algorithm.id) : data;
  const { epochs = algorithm.defaults.epochs } = given;
  const share = data.byUser.indices.length / Math.max(1, fair.byUser.indices.length);
  const fewer = share < 1 ? { epochs: Math.max(1, Math.round(Number(epochs) * share)) } : {};
  const model = await algorithm.fit(fair, { ...given, ...fewer }, options);
  return { model, params: { ...model.params, ...(share < 1 && epochs !== undefined && { epochs }) } };
}

/** What a model learns from under a fair training. */
function fairData({ asked, groups }: PlannedTraining, data: TrainingData, id: ModelId): TrainingData {
  const { method, strength } = asked;
  const by = id === 'bprmf' ? 'copies' : 'values';
  if (!groups) return weighed(data, { items: propensityWeights(data.byUser, strength) }, by);
  if (method === 'reweigh') {
    return weighed(data, { users: groupWeights(data.byUser, groups.of, groups.count, strength) }, by);
  }
  const [one, other] = groups.pair!;
  const sides = Int8Array.from(groups.of, (group) => (group === one ? 1 : group === other ? -1 : 0));
  return { ...data, parity: { sides, strength } };
}

/** 'reweigh 1 by gender', 'ips 0.25', 'regulariser 0.1 by gender (F, M)'. */
export function trainingText({ method, strength, by, between }: FairTraining): string {
  return `${method} ${strength}${by === null ? '' : ` by ${by}`}${between === null ? '' : ` (${between.join(', ')})`}`;
}
