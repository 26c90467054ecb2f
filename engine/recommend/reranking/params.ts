import { StewardError } from '../../contract/errors.ts';
import type { Allocator, AllocatorParams } from './allocator.ts';

/** The given parameters, each known by name, of the right type and within its bounds or choices; otherwise BAD_INPUT. */
export function checkAllocatorParams(
  { id, defaults, params }: Pick<Allocator, 'id' | 'defaults' | 'params'>,
  given: Partial<AllocatorParams>,
): AllocatorParams {
  const checked: AllocatorParams = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const spec = params[name];
    if (!spec) {
      throw new StewardError('BAD_INPUT', `The allocator ${id} has no parameter '${name}'.`, {
        advice: `It has: ${Object.keys(params).join(', ') || 'none'}.`,
        place: { field: name },
      });
    }
    const { choices, bounds } = spec;
    const isAllowed =
      typeof value === typeof defaults[name] &&
      (!choices || choices.includes(String(value))) &&
      (!bounds ||
        typeof value !== 'number' ||
        ((bounds.above ? value > bounds.least : value >= bounds.least) &&
          value <= bounds.most &&
          (!bounds.whole || Number.isInteger(value))));
    if (!isAllowed) {
      const allowed = choices
        ? `one of ${choices.join(', ')}`
        : bounds
          ? `from ${bounds.least} to ${bounds.most}`
          : 'true or false';
      throw new StewardError('BAD_INPUT', `The parameter ${name} of ${id} cannot be '${value}'.`, {
        advice: `It is ${allowed}; its default is ${defaults[name]}.`,
        place: { field: name },
      });
    }
    checked[name] = value;
  }
  return checked;
}
