import type { Signal, SignalRule } from '../../contract/index.ts';
import { sharedFloats, sharedInts } from '../../numeric/csr.ts';
import { orderOfPairs } from '../../numeric/order.ts';
import type { CatalogData } from './catalog-data.ts';
import type { NumberedPairs } from './interactions.ts';

const day = 24 * 60 * 60 * 1000;

/** The rules that come with Steward. */
export const builtInRules: readonly SignalRule[] = [
  {
    name: 'ratings',
    about: 'What people said: the latest rating of each pair, of every kind that is explicit.',
    signal: 'explicit',
    kinds: [],
    halfLifeDays: null,
    threshold: 0,
    alpha: 1,
  },
  {
    name: 'any',
    about: 'That a pair is there at all: 1 for each, whatever the interactions were.',
    signal: 'implicit',
    kinds: [],
    halfLifeDays: null,
    threshold: 0,
    alpha: 0,
  },
  {
    name: 'engagement',
    about: 'What people did, weighted: view 1, click 2, like and share 3, a rating of 4 or more 4, purchase 5.',
    signal: 'implicit',
    kinds: [
      weigh('view', 1),
      weigh('click', 2),
      weigh('like', 3),
      weigh('share', 3),
      weigh('purchase', 5),
      { ...weigh('rating', 4), atLeast: 4 },
    ],
    halfLifeDays: 90,
    threshold: 0,
    alpha: 1,
  },
];

function weigh(kind: string, weight: number): SignalRule['kinds'][number] {
  return { kind, weight, useValue: false, atLeast: null };
}

/** What a rule looks at, by number alone: all that a thread needs to be sent. */
export interface SignalSource extends NumberedPairs {
  readonly kind: Int32Array | null;
  /** The name and the signal of each row of kinds; one of name '' where the data has no kinds. */
  readonly kinds: readonly { name: string; signal: Signal }[];
}

const nameless = { name: '', signal: 'explicit' } as const;

/** The part of the data that rules look at. */
export function signalSource({ interactions, signals }: CatalogData): SignalSource {
  const { users, items, user, item, value, time, kind, kinds } = interactions;
  return {
    users: { size: users.size },
    items: { size: items.size },
    user,
    item,
    value,
    time,
    kind,
    kinds: kinds.size === 0 ? [nameless] : signals.map((signal, row) => ({ name: kinds.id(row), signal })),
  };
}

/**
 * What a rule makes of the data, in shared memory. Ages are relative to `now`, by default to the newest interaction, so
 * that the same data gives the same pairs on any day; interactions without a time count in full. A rule without kinds
 * takes all kinds (an explicit one all explicit kinds), each with weight 1. Pairs are in the order of user and item.
 */
export function pairsOf(source: SignalSource, rule: SignalRule, now = newest(source)): NumberedPairs {
  const { users, items, user, item, time } = source;
  const n = user.length;
  const order = orderOfPairs(users.size, items.size, user, item);
  const strengthOf = strengths(source, rule, now);
  const out = { user: sharedInts(n), item: sharedInts(n), value: sharedFloats(n), time: new Float64Array(n) };
  let size = 0;
  for (let start = 0; start < n; ) {
    const first = order ? order[start]! : start;
    let strength = 0;
    let counted = 0;
    let latest = -1;
    let rating = 0;
    let end = start;
    for (; end < n; end++) {
      const place = order ? order[end]! : end;
      if (user[place] !== user[first] || item[place] !== item[first]) break;
      const part = strengthOf(place);
      if (part === null) continue;
      counted += 1;
      strength += part;
      const at = time === null || Number.isNaN(time[place]!) ? -1 : time[place]!;
      // Of several at one time the last one stands.
      if (at < latest) continue;
      latest = at;
      rating = source.value[place]!;
    }
    start = end;
    if (counted === 0 || (rule.signal === 'implicit' && !(strength >= rule.threshold))) continue;
    out.user[size] = user[first]!;
    out.item[size] = item[first]!;
    out.value[size] = rule.signal === 'explicit' ? rating : 1 + rule.alpha * strength;
    out.time[size] = latest < 0 ? Number.NaN : latest;
    size += 1;
  }
  return {
    users,
    items,
    user: cut(out.user, sharedInts(size)),
    item: cut(out.item, sharedInts(size)),
    value: cut(out.value, sharedFloats(size)),
    time: time && cut(out.time, new Float64Array(new SharedArrayBuffer(size * 8))),
  };
}

/** What one interaction adds to the strength of its pair; null where it does not count. */
function strengths({ kinds, kind, value, time }: SignalSource, rule: SignalRule, now: number) {
  const all = [{ kind: '', weight: 1, useValue: false, atLeast: null }];
  const terms = kinds.map(({ name, signal }) => {
    if (rule.kinds.length > 0) return rule.kinds.filter((term) => term.kind === name);
    return rule.signal === 'explicit' && signal !== 'explicit' ? [] : all;
  });
  const { halfLifeDays } = rule;
  return (place: number): number | null => {
    let strength: number | null = null;
    for (const { weight, useValue, atLeast } of terms[kind === null ? 0 : kind[place]!]!) {
      if (atLeast !== null && value[place]! < atLeast) continue;
      strength = (strength ?? 0) + weight * (useValue ? value[place]! : 1);
    }
    if (strength === null || halfLifeDays === null || time === null || Number.isNaN(time[place]!)) return strength;
    return strength * 2 ** (-(now - time[place]!) / (halfLifeDays * day));
  };
}

/** The time of the newest interaction; 0 where no time is known. */
function newest({ time }: SignalSource): number {
  let latest = 0;
  if (time) for (const at of time) if (at > latest) latest = at;
  return latest;
}

function cut<T extends Int32Array | Float32Array | Float64Array>(
  from: Int32Array | Float32Array | Float64Array,
  to: T,
): T {
  to.set(from.subarray(0, to.length));
  return to;
}
