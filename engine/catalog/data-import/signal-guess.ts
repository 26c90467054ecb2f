import type { Signal } from '../../contract/index.ts';
import { normalName } from '../content/names.ts';
import type { KindSeen } from './messages.ts';

const opinions = /^(rat(e|es|ed|ing|ings)|stars?|scored?|scores|reviews?|votes?|grades?|feedback)$/;
const traces =
  /^(views?|clicks?|plays?|listens?|watch(ed)?|purchases?|buys?|orders?|transactions?|addtocart|carts?|likes?|shares?|visits?|impressions?|opens?|downloads?|reads?|saves?|bookmarks?|follows?|skips?|sessions?)$/;
/** Columns of values that say how much, not how good. */
const amounts = /^(counts?|plays|playcount|quantity|amount|price|duration|seconds|minutes|weight|n)$/;

/**
 * Whether a kind of interactions that is new seems to be ratings that people gave or traces that they left: by its name,
 * else by whether its values differ. `valueColumn` is null where the file has none.
 */
export function guessSignal({ name, lowest, highest }: KindSeen, valueColumn: string | null): Signal {
  const normal = normalName(name);
  if (opinions.test(normal)) return 'explicit';
  if (traces.test(normal) || valueColumn === null || amounts.test(normalName(valueColumn))) return 'implicit';
  return lowest < highest ? 'explicit' : 'implicit';
}
