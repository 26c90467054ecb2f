import { InvalidArgumentError } from 'commander';
import { type Merge, merges } from '../../engine/contract/index.ts';

/** A way to merge candidates, as the value of an option. */
export function mergeOf(text: string): Merge {
  const found = merges.find((way) => way === text);
  if (found) return found;
  throw new InvalidArgumentError(`It is one of: ${merges.join(', ')}.`);
}
