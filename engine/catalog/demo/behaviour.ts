import { type Random, seededRandom } from '../../numeric/random.ts';
import { chance, clamp, drawExponential, drawIndex, logistic, runningSums } from './draw.ts';
import { behaviour, type DemoKind, kinds, topics } from './plan.ts';
import { attention, type ItemTable, type Popularity } from './popularity.ts';
import { longestSession, planSessions } from './sessions.ts';
import { type DemoSettings, mostPerUser } from './settings.ts';
import { type Character, characterOf, type Person, personOf } from './users.ts';

/** A session as it truly was: what a rule on gaps must find again, and what the feed showed. */
export interface SessionTruth {
  start: number;
  /** The time of its last interaction. */
  end: number;
  interactions: number;
  /** A place of `topics`. */
  topic: number;
  /** Pages of `behaviour.pageLength` places that were shown, and the places (from 1 on) of what was opened. */
  pages: number;
  opened: number[];
}

/** One place of a page as it was shown, with the truth about it. */
export interface Shown {
  /** The number of the item. */
  item: number;
  /** From 1 on. */
  place: number;
  /** Which page of the user's feeds it was on, over all sessions. */
  page: number;
  at: number;
  /** The chance that it is opened if it is looked at. */
  openness: number;
  isOpened: boolean;
}

/** All that one user did, in the order of item, kind and time. Arrays hold `length` entries and are used again. */
export interface History {
  person: Person;
  character: Character;
  sessions: SessionTruth[];
  length: number;
  /** Numbers of items. */
  item: Int32Array;
  /** Places of `kinds`. */
  kind: Uint8Array;
  /** In milliseconds since 1970; no two of a user are the same. */
  at: Float64Array;
  /** Ratings from 1 to 5; 1 for all other kinds. */
  value: Float32Array;
}

const code = Object.fromEntries(kinds.map(({ name }, place) => [name, place])) as Record<DemoKind, number>;
const topicSums = runningSums(topics.map(({ share }) => share));
/** So many pages without anything new to open, and what was seen before is shown again. */
const patience = 30;
const tries = 4;

/** What users do, one after the other; each depends on the settings, the items and their own number alone. */
export class Behaviour {
  readonly #settings: DemoSettings;
  readonly #table: ItemTable;
  readonly #popularity: Popularity;
  /** For each item the last user, plus one, who opened it. */
  readonly #seen: Int32Array;
  readonly #history: History;
  #onShown: ((shown: Shown) => void) | null = null;
  #page = 0;

  constructor(settings: DemoSettings, table: ItemTable, popularity: Popularity) {
    this.#settings = settings;
    this.#table = table;
    this.#popularity = popularity;
    this.#seen = new Int32Array(table.size);
    const most = mostPerUser(settings);
    this.#history = {
      person: personOf(settings, 0),
      character: { taste: new Float64Array(topics.length), ratingBias: 0, priceSensitivity: 1 },
      sessions: [],
      length: 0,
      item: new Int32Array(most),
      kind: new Uint8Array(most),
      at: new Float64Array(most),
      value: new Float32Array(most),
    };
  }

  /**
   * All that user number n does, `quota` interactions exactly. The history is good until the next call. `onShown` hears of every
   * place of every page, in the order of the pages, also of those that nobody looked at; what is done does not depend on it.
   */
  historyOf(n: number, quota: number, onShown: ((shown: Shown) => void) | null = null): History {
    this.#onShown = onShown;
    this.#page = 0;
    const history = this.#history;
    const random = seededRandom(this.#settings.seed).fork(4).fork(n);
    history.person = personOf(this.#settings, n);
    history.character = characterOf(this.#settings, history.person);
    history.length = 0;
    const tasteSums = runningSums(history.character.taste);
    const plan = planSessions(this.#settings, { joined: history.person.joined, quota }, random);
    history.sessions = plan.map((session) => this.#session(session, tasteSums, random));
    sort(history);
    return history;
  }

  /** One visit: pages of the feed, until so many interactions have come of them. */
  #session({ start, size }: { start: number; size: number }, tasteSums: Float64Array, random: Random): SessionTruth {
    const history = this.#history;
    const from = history.length;
    const until = from + size;
    const topic = drawIndex(random, tasteSums);
    const opened: number[] = [];
    const gap = Math.min(40_000, longestSession / (2 * size));
    const clock = new SessionClock(start, gap, random);
    // What is passed over unseen is drawn apart: it must not change what happens.
    const unseen = this.#onShown ? random.fork(start) : null;
    let pages = 0;
    let dry = 0;
    while (history.length < until) {
      pages += 1;
      dry += 1;
      this.#page += 1;
      for (let place = 0; place < behaviour.pageLength && history.length < until; place++) {
        if (!chance(random, attention[place]!)) {
          if (unseen) this.#tell(this.#shown(topic, tasteSums, start, false, unseen), place, clock.now, false);
          continue;
        }
        const item = this.#shown(topic, tasteSums, start, dry > patience, random);
        const isOpened = item >= 0 && this.#table.removedAt[item]! > clock.now && chance(random, this.#openness(item));
        this.#tell(item, place, clock.now, isOpened);
        if (!isOpened) continue;
        dry = 0;
        opened.push(place + 1);
        this.#seen[item] = history.person.n + 1;
        this.#open(item, until, clock, random);
      }
    }
    return { start, end: clock.last, interactions: size, topic, pages, opened };
  }

  #tell(item: number, place: number, at: number, isOpened: boolean): void {
    if (!this.#onShown || item < 0 || this.#table.removedAt[item]! <= at) return;
    this.#onShown({ item, place: place + 1, page: this.#page, at, openness: this.#openness(item), isOpened });
  }

  /** The item at a place of the feed; -1 where there is none that is new to this person. */
  #shown(focus: number, tasteSums: Float64Array, now: number, again: boolean, random: Random): number {
    const { pools, period } = this.#popularity;
    for (let tried = 0; tried < tries; tried++) {
      const source = random.uniform();
      const topic =
        source < behaviour.focus
          ? focus
          : drawIndex(random, source < behaviour.focus + behaviour.own ? tasteSums : topicSums);
      const { members, sums } = pools[topic]!;
      const running = sums[Math.floor((now - this.#settings.start) / period)]!;
      if (running.length === 0 || running.at(-1) === 0) continue;
      const item = members[drawIndex(random, running)]!;
      if (this.#table.publishedAt[item]! > now) continue;
      if (again || this.#seen[item] !== this.#history.person.n + 1) return item;
    }
    return -1;
  }

  /** The chance that what was looked at is opened. */
  #openness(item: number): number {
    const { base, affinity, quality } = behaviour.open;
    return logistic(
      base + affinity * this.#affinity(item) + quality * this.#table.quality[item]! + this.#table.appeal[item]!,
    );
  }

  /** ln of how much more than evenly this person likes the item's topics, within [-2.5, 2]. */
  #affinity(item: number): number {
    const { topic, second, mix } = this.#table;
    const { taste } = this.#history.character;
    const liking = mix[item]! * taste[topic[item]!]! + (1 - mix[item]!) * taste[second[item]!]!;
    return clamp(Math.log(topics.length * liking), -2.5, 2);
  }

  /** A view and what follows from it, as long as there is room. */
  #open(item: number, until: number, clock: SessionClock, random: Random): void {
    const { character } = this.#history;
    const { enjoy, like, share, buy } = behaviour;
    const price = this.#table.price[item]!;
    const joy =
      enjoy.affinity * this.#affinity(item) +
      enjoy.quality * this.#table.quality[item]! -
      (this.#table.isClickbait[item] ? enjoy.clickbait : 0) +
      enjoy.noise * random.normal();
    const add = (kind: DemoKind, value = 1) => {
      if (this.#history.length < until) this.#push(item, code[kind], clock.next(), value);
    };
    add('view');
    if (chance(random, logistic(like.base + like.slope * joy))) add('like');
    if (chance(random, behaviour.rate)) {
      add('rating', clamp(Math.round(behaviour.ratingMean + character.ratingBias + joy), 1, 5));
    }
    if (price > 0) {
      const pain = buy.sensitivity * character.priceSensitivity * Math.log(price / buy.reference);
      if (chance(random, logistic(buy.base + buy.slope * joy - pain))) add('purchase');
    }
    if (chance(random, logistic(share.base + share.slope * joy))) add('share');
  }

  #push(item: number, kind: number, at: number, value: number): void {
    const history = this.#history;
    const n = history.length++;
    history.item[n] = item;
    history.kind[n] = kind;
    history.at[n] = at;
    history.value[n] = value;
  }
}

/** Times within a session: whole milliseconds, each later than the one before. */
class SessionClock {
  readonly #start: number;
  readonly #gap: number;
  readonly #random: Random;
  /** The time of the latest interaction; the session's beginning before the first. */
  last: number;
  /** The time of the next interaction. */
  now: number;

  constructor(start: number, gap: number, random: Random) {
    this.#start = start;
    this.#gap = gap;
    this.#random = random;
    this.last = start;
    this.now = start;
  }

  /** The time of an interaction now; the next comes after a gap, a short one where the session has lasted long. */
  next(): number {
    this.last = this.now;
    const left = this.#start + longestSession - this.now;
    const gap = Math.min(drawExponential(this.#random, this.#gap), 15 * 60_000, left / 4);
    this.now += 1 + Math.floor(Math.max(0, gap));
    return this.last;
  }
}

/** Puts a history into the order of item, kind and time. */
function sort({ length, item, kind, at, value }: History): void {
  const order = Int32Array.from({ length }, (_, n) => n).sort(
    (a, b) => item[a]! - item[b]! || kind[a]! - kind[b]! || at[a]! - at[b]!,
  );
  item.set(order.map((n) => item[n]!));
  kind.set(Uint8Array.from(order, (n) => kind[n]!));
  at.set(Float64Array.from(order, (n) => at[n]!));
  value.set(Float32Array.from(order, (n) => value[n]!));
}
