import type { Store } from '../../store/store.ts';
import type { Shown } from './behaviour.ts';
import { day } from './plan.ts';
import type { DemoSettings } from './settings.ts';

/** The simulation's own feeds in the log; no configuration that was saved has version 0. */
export const simulatedFeeds = { config: 'simulated', configVersion: 0 } as const;

/** The log begins so many days before the end. */
const daysLogged = 7;
/** Impressions at most, about: of a larger demo only some users' feeds are logged. */
const mostImpressions = 100_000;
/** Places that are shown for one interaction, about. */
const shownPerInteraction = 4;
const feedsAtOnce = 100;

interface Page {
  user: string;
  at: number;
  shown: { item: number; place: number }[];
}

/** Collects what the simulation showed lately, and writes it as the log of served feeds: what rankers learn from. */
export class FeedLog {
  /** The workspace's numbers of the items. */
  readonly #items: Int32Array;
  readonly #from: number;
  /** Of so many users one is logged. */
  readonly #every: number;
  readonly #pages: Page[] = [];

  constructor(items: Int32Array, { start, days, interactions }: DemoSettings) {
    this.#items = items;
    this.#from = start + Math.max(0, days - daysLogged) * day;
    const expected = interactions * shownPerInteraction * Math.min(1, daysLogged / days);
    this.#every = Math.max(1, Math.ceil(expected / mostImpressions));
  }

  /** What hears of the places that are shown to user number n, by its id; null where they are not logged. */
  listener(n: number, user: string): ((shown: Shown) => void) | null {
    if (n % this.#every !== 0) return null;
    let last: { number: number; page: Page } | null = null;
    return ({ item, place, page: number, at }) => {
      if (at < this.#from) return;
      if (last?.number !== number) {
        last = { number, page: { user, at, shown: [] } };
        this.#pages.push(last.page);
      }
      last.page.shown.push({ item: this.#items[item]!, place });
    };
  }

  /** Writes the pages in the order of time, but for those that an earlier fill, which was cut off, wrote already. */
  async write({ catalog, feeds }: Pick<Store, 'catalog' | 'feeds'>, breathe: () => Promise<void>): Promise<void> {
    const pages = this.#pages.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
    const users = [...new Set(pages.map(({ user }) => user))];
    const ids = catalog.idsOf('user', users, null);
    const numbers = new Map(users.map((user, n) => [user, ids[n]!]));
    for (let from = feeds.count(simulatedFeeds); from < pages.length; from += feedsAtOnce) {
      feeds.logAll(
        pages.slice(from, from + feedsAtOnce).map(({ user, at, shown }) => ({
          ...simulatedFeeds,
          user: numbers.get(user)!,
          at,
          versions: {},
          items: shown.map((one) => ({ ...one, score: 0, sources: [] })),
        })),
      );
      await breathe();
    }
  }
}
