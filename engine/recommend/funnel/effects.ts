import { Pace } from '../../numeric/pace.ts';
import type { Effect, FeedReader } from '../../store/feeds-read.ts';

/** Posts read between two looks at the clock. */
const rowsASlice = 500;
/** More decisions at once than this are read like the first ones. */
const mostDecisions = 2000;

const kinds = ['remove', 'reduce', 'inform'] as const;

/** What moderation decided of some items, and as of which decision. */
export interface EffectsNow {
  /** Grows with every decision, undo and change of policies. */
  moderation: number;
  /** Those that moderation left alone are not in it. */
  effects: Map<string, Effect>;
}

/**
 * What moderation did not leave alone, in memory: read once, then kept up by what the audit log says was decided since.
 * The log grows in the transaction of the decision, in whichever process, so that nothing that was decided is missed.
 */
export class EffectTable {
  readonly #reader: FeedReader;
  #known = new Map<string, Effect>();
  /** The row of the audit log up to which the table is right; null where it is to be read. */
  #until: number | null = null;
  #moderation = 0;
  #reading: Promise<void> | null = null;

  constructor(reader: FeedReader) {
    this.#reader = reader;
  }

  /** The effects on some items as they stand at the moment when this resolves. */
  async of(ids: Iterable<string>): Promise<EffectsNow> {
    while (!this.#keepUp()) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    const effects = new Map<string, Effect>();
    if (this.#known.size === 0) return { moderation: this.#moderation, effects };
    for (const id of ids) {
      const effect = this.#known.get(id);
      if (effect) effects.set(id, effect);
    }
    return { moderation: this.#moderation, effects };
  }

  /** Has all read anew: for when the table was seen to be wrong. */
  forget(): void {
    this.#until = null;
  }

  /** Takes in what was decided since; false where all is to be read. */
  #keepUp(): boolean {
    if (this.#until === null) return false;
    const { last, moderation, posts, policies } = this.#reader.decidedSince(this.#until);
    if (policies || posts.length > mostDecisions) {
      this.#until = null;
      return false;
    }
    if (posts.length > 0) {
      const now = this.#reader.effects(posts);
      for (const id of posts) {
        const effect = now.get(id);
        if (effect) this.#known.set(id, effect);
        else this.#known.delete(id);
      }
    }
    this.#until = last;
    this.#moderation = moderation ?? this.#moderation;
    return true;
  }

  /** In slices: what is decided meanwhile is taken in afterwards. */
  async #read(): Promise<void> {
    const pace = new Pace();
    const { last, moderation } = this.#reader.moderation();
    const known = new Map<string, Effect>();
    for (const kind of kinds) {
      for (let after = 0; ; await pace.turn()) {
        const rows = this.#reader.effectsFrom(kind, after, rowsASlice);
        for (const { id, effect } of rows) known.set(id, effect);
        if (rows.length < rowsASlice) break;
        after = rows.at(-1)!.post;
      }
    }
    this.#known = known;
    this.#until = last;
    this.#moderation = moderation;
  }
}
