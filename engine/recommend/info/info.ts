import type { AlgorithmInfo, ParamInfo } from '../../contract/index.ts';
import type { Algorithm, ModelId } from '../models/model.ts';
import { factorSpecs } from './factors.ts';
import { neighbourhoodSpecs } from './neighbourhood.ts';
import { otherSpecs } from './others.ts';
import type { AlgorithmSpec } from './spec.ts';

/** What is said of each algorithm. Loads no models. */
export const algorithmSpecs: Readonly<Record<ModelId, AlgorithmSpec>> = {
  ...otherSpecs,
  ...neighbourhoodSpecs,
  ...factorSpecs,
};

/** An algorithm as people choose it: what it is, what it learns from, and each of its parameters. */
export function infoOf({ id, about, defaults }: Algorithm): AlgorithmInfo {
  const { name, family, signal, needs, params } = algorithmSpecs[id];
  return {
    id,
    name,
    about,
    family,
    signal,
    needs,
    params: Object.entries(defaults).map(([param, value]): ParamInfo => {
      const { about: sentence, choices, bounds, tune, drawn } = params[param]!;
      return {
        name: param,
        about: sentence,
        default: value,
        choices: choices ? [...choices] : null,
        range: tune ? { ...tune, whole: bounds?.whole ?? false } : null,
        ...(drawn && { drawn: [...drawn] }),
      };
    }),
  };
}
