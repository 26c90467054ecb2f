import type { MeasuredModel } from '../contract/index.ts';

/** Whether of two versions either would be fitted as the other was: by algorithm, parameters and rule; null is no model. */
export function isSameModel(a: Omit<MeasuredModel, 'version'> | null, b: Omit<MeasuredModel, 'version'> | null) {
  return sayingOf(a) === sayingOf(b);
}

function sayingOf(model: Omit<MeasuredModel, 'version'> | null): string {
  return model ? JSON.stringify([model.algorithm, model.params, model.rule, model.ruleVersion]) : '';
}
