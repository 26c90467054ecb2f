import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import { pairsOf } from '../../catalog/interactions/signals.ts';
import type { FeedFor, SignalRule } from '../../contract/index.ts';
import type { PastEvent } from '../../store/feeds-read.ts';
import type { Store } from '../../store/store.ts';
import type { RecentHistory } from '../candidates/source.ts';
import { placeOf } from '../histories.ts';
import type { Asker } from '../threads/requests.ts';
import type { FeedSnapshot } from './snapshot.ts';

/** What is known of whom a feed is for. Items are rows of the snapshot. */
export interface Profile {
  /** The workspace's number; null for visitors and users whom it does not know. */
  readonly number: number | null;
  /** The row in the data, -1 where there is none. */
  readonly row: number;
  readonly group: number;
  /** What they did until the moment of the feed, as the store has it now. */
  readonly events: readonly PastEvent[];
  readonly history: RecentHistory;
  readonly isVisitor: boolean;
}

/**
 * Reads what is known of somebody. Histories come from the store, not from the snapshot: what a user did a moment ago
 * counts. A user whom the workspace does not know is somebody without a history.
 */
export function profileOf(
  store: Store,
  snapshot: FeedSnapshot,
  who: Exclude<FeedFor, { group: unknown }>,
  asOf: number | undefined,
): Profile {
  const { data, groups } = snapshot;
  if ('visitor' in who) {
    const { history, attributes, answers = [] } = who.visitor;
    const had = new Set(history.map(({ item }) => item));
    const liked = answers.filter(({ item, answer }) => answer === 'like' && !had.has(item));
    // What was liked in answer to a question comes before what was done.
    const events = [...liked.map(({ item }) => ({ item, value: 1 })), ...history].flatMap(
      ({ item, value }): PastEvent[] => {
        const number = store.feedReader.number('item', item);
        return number === undefined ? [] : [{ item: number, kind: '', signal: 'implicit', at: -1, value }];
      },
    );
    const group = groups.of(attributes);
    return { number: null, row: -1, group, events, history: historyOf(data, events), isVisitor: true };
  }
  const number = store.feedReader.number('user', who.user) ?? null;
  const events = number === null ? [] : store.feedReader.history(number, asOf);
  const row = number === null ? -1 : placeOf(data.userRows, number);
  const group = row < 0 ? -1 : (groups.ofUser?.[row] ?? -1);
  return { number, row, group, events, history: historyOf(data, events), isVisitor: false };
}

/** Whom a version is asked for: what was done counts as the rule of its training says. */
export function askerOf(profile: Profile, { itemRows }: CatalogData, rule: SignalRule, now: number): Asker {
  const { number, isVisitor } = profile;
  const events = profile.events.filter(({ item }) => placeOf(itemRows, item) >= 0);
  const had = Int32Array.from(events, ({ item }) => item);
  // A history made by hand has no kinds that a rule could weigh.
  const { item, value } = isVisitor ? byHand(events, rule) : byRule(events, rule, now);
  return { user: number ?? -1, had, history: { items: Int32Array.from(item), values: Float32Array.from(value) } };
}

/** What a rule makes of the events, ascending by item. */
function byRule(events: readonly PastEvent[], rule: SignalRule, now: number) {
  // Numbered among themselves: what is made by the number of items stays small.
  const own = [...new Set(events.map(({ item }) => item))].sort((a, b) => a - b);
  const numbers = new Map(own.map((item, n) => [item, n]));
  const { item, value } = pairsOf(
    {
      users: { size: 1 },
      items: { size: own.length },
      user: new Int32Array(events.length),
      item: Int32Array.from(events, ({ item }) => numbers.get(item)!),
      value: Float32Array.from(events, ({ value }) => value),
      time: Float64Array.from(events, ({ at }) => (at < 0 ? Number.NaN : at)),
      ...kindsOf(events),
    },
    rule,
    now,
  );
  return { item: Array.from(item, (n) => own[n]!), value };
}

function byHand(events: readonly PastEvent[], { signal, alpha }: SignalRule) {
  const values = new Map(events.map(({ item, value }) => [item, signal === 'explicit' ? value : 1 + alpha * value]));
  const item = [...values.keys()].sort((a, b) => a - b);
  return { item, value: item.map((one) => values.get(one)!) };
}

function kindsOf(events: readonly PastEvent[]) {
  const kinds = [...new Map(events.map(({ kind, signal }) => [kind, { name: kind, signal }])).values()];
  const numbers = new Map(kinds.map(({ name }, n) => [name, n]));
  return { kinds, kind: Int32Array.from(events, ({ kind }) => numbers.get(kind)!) };
}

/** The history by rows of the data; items that the snapshot does not have yet are left out. */
function historyOf({ itemRows }: CatalogData, events: readonly PastEvent[]): RecentHistory {
  const known = events
    .map((event) => ({ ...event, row: placeOf(itemRows, event.item) }))
    .filter(({ row, value }) => row >= 0 && value > 0);
  return {
    items: Int32Array.from(known, ({ row }) => row),
    values: Float32Array.from(known, ({ value }) => value),
    times: Float64Array.from(known, ({ at }) => at),
  };
}
