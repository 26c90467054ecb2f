import { StewardError } from '../contract/errors.ts';
import type { ParamValue } from '../contract/index.ts';
import { algorithmSpecs } from './info/info.ts';
import type { ParamSpec } from './info/spec.ts';
import type { Algorithm } from './models/model.ts';

/** Algorithms by id; the registry of all of them, or what a test wants. */
export type Algorithms = ReadonlyMap<string, Algorithm>;

/** The algorithm of an id. BAD_INPUT, listing the ids there are, where there is none. */
export function algorithmOf(algorithms: Algorithms, id: string): Algorithm {
  const found = algorithms.get(id);
  if (found) return found;
  throw new StewardError('BAD_INPUT', `There is no model '${id}'.`, {
    advice: `The models are: ${[...algorithms.keys()].join(', ')}.`,
    place: { field: 'models' },
  });
}

/**
 * The given parameters of an algorithm, each known by name, of the right type, and among its choices or within its
 * bounds. BAD_INPUT, naming the parameter and what is allowed, where one is not.
 */
export function checkParams(
  algorithm: Algorithm,
  given: Readonly<Record<string, ParamValue>>,
): Record<string, ParamValue> {
  const { id, defaults } = algorithm;
  for (const [name, value] of Object.entries(given)) {
    checkName(algorithm, name);
    const spec = algorithmSpecs[id].params[name]!;
    if (isAllowed(spec, value, defaults[name]!)) continue;
    throw new StewardError('BAD_INPUT', `The parameter ${name} of ${id} cannot be '${value}'.`, {
      advice: `It is ${allowed(spec)}; its default is ${defaults[name]}.`,
      place: { field: name },
    });
  }
  return { ...given };
}

function isAllowed({ choices, bounds }: ParamSpec, value: ParamValue, example: ParamValue): boolean {
  if (typeof value !== typeof example) return false;
  if (choices) return choices.includes(String(value));
  if (!bounds || typeof value !== 'number') return true;
  const { least, most, whole, above } = bounds;
  return (above ? value > least : value >= least) && value <= most && (!whole || Number.isInteger(value));
}

function allowed({ choices, bounds }: ParamSpec): string {
  if (choices) return `one of ${choices.join(', ')}`;
  if (!bounds) return 'true or false';
  const { least, most, whole, above } = bounds;
  return `a ${whole ? 'whole ' : ''}number ${above ? 'above' : 'from'} ${least} ${above ? 'up ' : ''}to ${most}`;
}

function checkName({ id, defaults }: Algorithm, name: string): void {
  if (Object.hasOwn(defaults, name)) return;
  const known = Object.entries(defaults).map(([param, value]) => `${param} (${value})`);
  throw new StewardError('BAD_INPUT', `The model ${id} has no parameter '${name}'.`, {
    advice: known.length > 0 ? `Its parameters, with their defaults: ${known.join(', ')}.` : 'It has none.',
    place: { field: name },
  });
}

/**
 * Parameters from text, each read as the default of its name is: a number, true or false, or text. BAD_INPUT where the
 * algorithm has no such parameter, listing those it has, or where the text is no such value.
 */
export function paramsFromText(
  algorithm: Algorithm,
  given: Readonly<Record<string, string>>,
): Record<string, ParamValue> {
  const { id, defaults } = algorithm;
  const read = Object.entries(given).map(([name, text]): [string, ParamValue] => {
    checkName(algorithm, name);
    return [name, paramFromText(id, name, text, defaults[name]!)];
  });
  return Object.fromEntries(read);
}

function paramFromText(id: string, name: string, text: string, example: ParamValue): ParamValue {
  if (typeof example === 'string') return text;
  const refuse = (kind: string) =>
    new StewardError('BAD_INPUT', `The parameter ${name} of ${id} is ${kind}.`, {
      advice: `Its default is ${example}.`,
      place: { field: name },
    });
  if (typeof example === 'boolean') {
    if (text !== 'true' && text !== 'false') throw refuse('true or false');
    return text === 'true';
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw refuse('a number');
  return value;
}
