import type { MitigationMethod } from '../../contract/index.ts';
import { checkMethod, checkStrength, trainingSpecs } from '../../recommend/mitigation/training.ts';
import type { ModelId } from '../../recommend/models/model.ts';

/** A way to make lists fairer, with a knob of which more is stronger. */
export interface MethodSpec {
  /** Where it acts: on the data that the model learns from, on the fit itself, or on the lists. */
  readonly stage: 'training' | 're-ranking';
  /** What its strength is chosen for: the gap between groups of users, or the exposure of the tail of items. */
  readonly aim: 'people' | 'items';
  /** The models that it works with; null for all. */
  readonly models: readonly ModelId[] | null;
  /** Strengths that are tried, mildest first. */
  readonly grid: readonly number[];
  /** Strengths that make sense. */
  readonly most: number;
}

export const methodSpecs: Readonly<Record<MitigationMethod, MethodSpec>> = {
  reweigh: { stage: 'training', aim: 'people', ...trainingSpecs.reweigh, grid: [0.5, 1, 2] },
  ips: { stage: 'training', aim: 'items', ...trainingSpecs.ips, grid: [0.25, 0.5, 0.75] },
  regulariser: { stage: 'training', aim: 'people', ...trainingSpecs.regulariser, grid: [0.1, 1, 10] },
  floor: { stage: 're-ranking', aim: 'items', models: null, grid: [0.1, 0.2, 0.3, 0.4], most: 1 },
  fair: { stage: 're-ranking', aim: 'items', models: null, grid: [0.2, 0.3, 0.4, 0.5], most: 0.95 },
  calibrated: { stage: 're-ranking', aim: 'people', models: null, grid: [0.2, 0.4, 0.6, 0.8], most: 0.99 },
  cp: { stage: 're-ranking', aim: 'people', models: null, grid: [0.02, 0.05, 0.1, 0.2], most: 1 },
};

/** A method with the strengths to try. */
export interface AskedMethod {
  method: MitigationMethod;
  strengths: readonly number[];
}

/**
 * The methods to try on a model: those asked for, or all that work with it. BAD_INPUT for one that does not, and for a
 * strength out of range.
 */
export function askedMethods(
  algorithm: ModelId,
  methods: readonly MitigationMethod[],
  strengths: Partial<Record<MitigationMethod, readonly number[]>>,
): AskedMethod[] {
  const fits = (method: MitigationMethod) => methodSpecs[method].models?.includes(algorithm) ?? true;
  for (const method of methods) checkMethod(method, methodSpecs[method].models, algorithm, 'methods');
  const asked = methods.length > 0 ? methods : (Object.keys(methodSpecs) as MitigationMethod[]).filter(fits);
  return asked.map((method) => {
    const { grid, most } = methodSpecs[method];
    const own = strengths[method] ?? grid;
    for (const strength of own) checkStrength(method, strength, most, 'strengths');
    return { method, strengths: own };
  });
}
