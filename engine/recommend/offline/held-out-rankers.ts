import { threadId } from 'node:worker_threads';
import { asStewardError, StewardError } from '../../contract/errors.ts';
import type { RankerCard } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import type { StoredVersion } from '../../store/versions.ts';
import { readFacts } from '../funnel/item-facts.ts';
import { readImpressions } from '../ranking/workspace/logged.ts';
import type { ScoreRequest } from '../ranking/workspace/requests.ts';
import type { FeedRanking, ServedState } from '../ranking/workspace/serving.ts';
import { type RankerWorld, worldOf } from '../ranking/workspace/world.ts';
import { fitOnThread, RankingThread } from '../threads/ranking-thread.ts';
import type { HeldOut } from './hold-out.ts';
import type { SlotRanker } from './requests.ts';

interface TrainWith {
  signal: AbortSignal;
  /** How much of the training of all of them is done, from 0 to 1, in words too. */
  onShare: (share: number, message: string) => void;
}

interface Trained {
  version: StoredVersion;
  source: RankerCard['source'];
  thread: RankingThread;
}

/**
 * The rankers of slots as they would have been at the cutoff: trained by the same settings on what was done and shown
 * before it. Each answers on a thread of its own; `close` ends them, and has to be waited for.
 */
export class HeldOutRankers implements FeedRanking {
  readonly #trained = new Map<string, Trained>();
  #problem: StewardError | undefined;

  /** Trains them. BAD_INPUT, saying which and why, where what was before does not bear one; CANCELLED. */
  static async train(
    store: Store,
    { before, cutoff }: Pick<HeldOut, 'before' | 'cutoff'>,
    rankers: Readonly<Record<string, SlotRanker>>,
    { signal, onShare }: TrainWith,
  ): Promise<HeldOutRankers> {
    const all = new HeldOutRankers();
    const slots = Object.keys(rankers);
    if (slots.length === 0) return all;
    if (cutoff === null) throw cannot(slots[0]!, 'The interactions have no times.');
    const { published } = await readFacts(store, before);
    const shown = await readImpressions(store.feeds, { withSources: true, before: cutoff });
    const world = worldOf(before, published, shown);
    try {
      for (const [n, slot] of slots.entries()) {
        const told = (share: number, message: string) => onShare((n + share) / slots.length, message);
        await all.#train(slot, rankers[slot]!, { store, world, now: cutoff, signal, onShare: told });
      }
    } catch (thrown) {
      await all.close();
      throw thrown;
    }
    return all;
  }

  active(slot: string): StoredVersion | undefined {
    return this.#trained.get(slot)?.version;
  }

  /** What the ranker of a slot learnt from; null where it has none. */
  sourceOf(slot: string): RankerCard['source'] | null {
    return this.#trained.get(slot)?.source ?? null;
  }

  async score({ slot }: StoredVersion, _: ServedState, request: ScoreRequest): Promise<Float32Array> {
    try {
      return await this.#trained.get(slot)!.thread.ask('score', request);
    } catch (thrown) {
      this.#problem ??= asStewardError(thrown);
      throw thrown;
    }
  }

  /** Nobody reads the reasons of a feed that is only measured. */
  async explain(_: StoredVersion, __: string, items: Int32Array) {
    return Array.from(items, () => []);
  }

  /** A feed goes on without a ranker that fails; what is measured must not. */
  throwIfFailed(): void {
    if (this.#problem) throw this.#problem;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#trained.values()].map(({ thread }) => thread.close()));
  }

  async #train(
    slot: string,
    { version, settings }: SlotRanker,
    { store, world, now, signal, onShare }: TrainWith & { store: Store; world: RankerWorld; now: number },
  ): Promise<void> {
    const { files } = store.rankers;
    const file = files.draft(`held-out-${threadId}-${slot}`);
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      const share = total > 0 ? Math.min(1, done / total) : 0;
      onShare(share, `ranker (${settings.kind}): trained on what was before, ${Math.round(100 * share)} %`);
    };
    try {
      const { card } = await fitOnThread({ world, settings, now, file }, { signal, onProgress });
      const thread = new RankingThread();
      this.#trained.set(slot, { version, source: card.learnt!.source, thread });
      await thread.ask('load', { file, world });
    } catch (thrown) {
      const error = asStewardError(thrown);
      throw error.code === 'BAD_INPUT' ? cannot(slot, error.message) : error;
    } finally {
      files.discard(file);
    }
  }
}

function cannot(slot: string, why: string): StewardError {
  const message = `The ranker of '${slot}' cannot be trained on what was before alone, and the active one knows what is held out: ${why}`;
  return new StewardError('BAD_INPUT', message, {
    advice: 'Hold out a smaller share, or measure a configuration that scores by the blend.',
    place: { field: 'configs' },
  });
}
