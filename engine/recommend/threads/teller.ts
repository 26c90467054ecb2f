import type { FitProgress } from '../models/model.ts';
import type { TrainingProgress } from './requests.ts';

export type Tell = (progress: TrainingProgress) => void;

/** Messages to the engine are at least this far apart, in milliseconds. */
const quiet = 50;

/** Tells how far the work is, not too often, and loses no point of the curve. */
export class Teller {
  readonly #tell: Tell;
  #last = 0;
  #progress: TrainingProgress | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  fit({ done, total, unit, loss }: FitProgress): void {
    const points = this.#progress?.points ?? [];
    if (loss !== undefined && Number.isFinite(loss)) points.push({ done, loss });
    this.#put({ stage: 'fit', done, total, unit, points });
  }

  measure(done: number, total: number): void {
    this.#put({ stage: 'measure', done, total, unit: 'users', points: this.#progress?.points ?? [] });
  }

  flush(): void {
    if (this.#progress) this.#tell(this.#progress);
    this.#progress = null;
    this.#last = performance.now();
  }

  #put(progress: TrainingProgress): void {
    this.#progress = progress;
    if (performance.now() - this.#last >= quiet) this.flush();
  }
}
