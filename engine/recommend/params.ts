import { StewardError } from '../contract/errors.ts';
import type { Algorithm } from './models/model.ts';

export type ParamValue = number | string | boolean;

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
 * Parameters from text, each read as the default of its name is: a number, true or false, or text. BAD_INPUT where the
 * algorithm has no such parameter, listing those it has, or where the text is no such value.
 */
export function paramsFromText(
  { id, defaults }: Algorithm,
  given: Readonly<Record<string, string>>,
): Record<string, ParamValue> {
  const read = Object.entries(given).map(([name, text]): [string, ParamValue] => {
    if (!Object.hasOwn(defaults, name)) {
      const known = Object.entries(defaults).map(([param, value]) => `${param} (${value})`);
      throw new StewardError('BAD_INPUT', `The model ${id} has no parameter '${name}'.`, {
        advice: known.length > 0 ? `Its parameters, with their defaults: ${known.join(', ')}.` : 'It has none.',
        place: { field: name },
      });
    }
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
