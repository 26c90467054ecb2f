import { CatalogStore } from './catalog.ts';
import type { Database } from './database.ts';
import { FeedStore } from './feeds.ts';
import { FeedReader, type PastEvent } from './feeds-read.ts';
import type { Store } from './store.ts';

/** What a store shows of users where a part of their behaviour is held out. */
export interface HeldOutView {
  /** What counts as done by a user, oldest first. */
  history: (user: number) => PastEvent[];
  /** Wishes of users count until then; null for all of them. */
  until: number | null;
  /** The revision of the data that `history` is of: later changes are not seen. */
  revision: number;
}

/** A store whose users did nothing but what a view shows. Items, prices and moderation are those of the store. */
export function heldOutStore(store: Store, view: HeldOutView): Store {
  return {
    ...store,
    catalog: new HeldOutCatalog(store.db, view),
    feeds: new HeldOutFeeds(store.db, view),
    feedReader: new HeldOutReader(store.db, view),
  };
}

const clock = () => 0;

class HeldOutCatalog extends CatalogStore {
  readonly #view: HeldOutView;

  constructor(db: Database, view: HeldOutView) {
    super(db, clock);
    this.#view = view;
  }

  override revision(): number {
    return this.#view.revision;
  }
}

class HeldOutFeeds extends FeedStore {
  readonly #view: HeldOutView;

  constructor(db: Database, view: HeldOutView) {
    super(db, clock);
    this.#view = view;
  }

  override dislikes(user: number): number[] {
    return super.dislikes(user, this.#view.until ?? undefined);
  }
}

class HeldOutReader extends FeedReader {
  readonly #view: HeldOutView;

  constructor(db: Database, view: HeldOutView) {
    super(db);
    this.#view = view;
  }

  override history(user: number): PastEvent[] {
    return this.#view.history(user);
  }
}
