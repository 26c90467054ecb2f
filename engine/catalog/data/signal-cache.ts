import type { SignalRule } from '../../contract/index.ts';
import { inWorker } from '../../numeric/parallel.ts';
import type { CatalogData, Signals } from '../interactions/catalog-data.ts';
import { signalSource } from '../interactions/signals.ts';
import type { SignalsInput } from './signals-worker.ts';

/** Rules whose signals stay in memory: a comparison of models takes two or three. */
const mostKept = 4;

interface Kept {
  revision: number;
  rule: string;
  signals: Promise<Signals>;
}

/**
 * What rules make of the data, made on a thread once for a revision and what a rule says. Not on disk: for a million
 * interactions it takes as long to make as a file of that size to read and check.
 */
export class SignalCache {
  /** The one that was asked last at the end. */
  #kept: Kept[] = [];
  readonly #closing = new AbortController();

  /** All who ask for one thing meanwhile wait for one making. CANCELLED where the workspace is closed. */
  get(data: CatalogData, rule: SignalRule): Promise<Signals> {
    const { revision } = data;
    const saying = sayingOf(rule);
    const known = this.#kept.find((one) => one.revision === revision && one.rule === saying);
    const asked = known ?? { revision, rule: saying, signals: this.#make(data, rule) };
    // Of older states nothing stays: a job that is still at one holds what it uses.
    const others = this.#kept.filter((one) => one !== asked && one.revision >= revision);
    this.#kept = [...others, asked].slice(-mostKept);
    return asked.signals;
  }

  close(): void {
    this.#closing.abort();
    this.#kept = [];
  }

  #make(data: CatalogData, rule: SignalRule): Promise<Signals> {
    const input: SignalsInput = { source: signalSource(data), rule };
    const worker = new URL('./signals-worker.ts', import.meta.url);
    const signals = inWorker<SignalsInput, Signals>(worker, input, { signal: this.#closing.signal });
    // Whoever asks is told; what failed is tried again at the next question.
    signals.catch(() => {
      this.#kept = this.#kept.filter((one) => one.signals !== signals);
    });
    return signals;
  }
}

/** All of a rule that decides what it makes; a name or a remark is none of it. */
function sayingOf({ signal, kinds, halfLifeDays, threshold, alpha }: SignalRule): string {
  return JSON.stringify([signal, kinds, halfLifeDays, threshold, alpha]);
}
