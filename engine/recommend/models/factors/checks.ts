import { StewardError } from '../../../contract/errors.ts';

/** Throws BAD_INPUT with the parameter's name where a number is not what the model can work with. */
export function checkNumber(
  params: Readonly<Record<string, number | string | boolean>>,
  name: string,
  { least, whole = false, above = false }: { least: number; whole?: boolean; above?: boolean },
): void {
  const value = params[name];
  const fits = typeof value === 'number' && Number.isFinite(value) && (above ? value > least : value >= least);
  if (fits && (!whole || Number.isInteger(value))) return;
  const wanted = `${whole ? 'a whole number' : 'a number'} ${above ? 'above' : 'of at least'} ${least}`;
  throw new StewardError('BAD_INPUT', `${name} must be ${wanted}, but is ${String(value)}.`, {
    advice: 'Change this parameter of the model.',
  });
}

/** Throws BAD_INPUT where a parameter is none of the given words. */
export function checkChoice(
  params: Readonly<Record<string, number | string | boolean>>,
  name: string,
  choices: readonly string[],
): void {
  if (choices.includes(String(params[name]))) return;
  throw new StewardError('BAD_INPUT', `${name} must be one of ${choices.join(', ')}, but is ${String(params[name])}.`, {
    advice: 'Change this parameter of the model.',
  });
}

/** Throws BAD_INPUT where a factorisation meets a value below zero, which it has no meaning for. */
export function checkNotNegative(values: Float32Array): void {
  if (values.every((value) => value >= 0)) return;
  throw new StewardError('BAD_INPUT', 'This model takes no negative values, and the interactions hold some.', {
    advice: 'Choose a rule that turns interactions into values of zero and more.',
  });
}
