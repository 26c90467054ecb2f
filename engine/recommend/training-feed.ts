import { setTimeout } from 'node:timers/promises';
import type { CurvePoint } from '../contract/index.ts';
import { thinned } from './curve.ts';
import type { TrainingProgress } from './threads/requests.ts';

/** What a job trains just now: one model, how far it is, and its curve so far. */
export interface TrainingState {
  model: string;
  done: number;
  total: number;
  unit: string;
  curve: CurvePoint[];
}

/** Watchers look this often, in milliseconds. */
const tick = 200;

/** The training of one model: takes its progress in, and keeps its curve. */
export class Training {
  readonly model: string;
  readonly #curve: CurvePoint[] = [];
  #unit = '';
  #at = { done: 0, total: 0 };
  /** Grows with each change. */
  changes = 0;

  constructor(model: string) {
    this.model = model;
  }

  tell({ stage, done, total, unit, points }: TrainingProgress): void {
    this.#curve.push(...points);
    this.changes += 1;
    if (stage !== 'fit') return;
    this.#at = { done, total };
    this.#unit = unit;
  }

  /** The latest loss, where there is one. */
  get loss(): number | undefined {
    return this.#curve.at(-1)?.loss;
  }

  /** The curve as it is stored, and what its units are. */
  stored(): { curve: CurvePoint[]; curveUnit: string } {
    return { curve: thinned(this.#curve), curveUnit: this.#curve.length > 0 ? this.#unit : '' };
  }

  state(): TrainingState {
    return { model: this.model, ...this.#at, unit: this.#unit, curve: thinned(this.#curve) };
  }
}

/** The trainings of jobs that run. */
export class TrainingFeed {
  readonly #jobs = new Map<number, Training>();

  /** Says what a job trains from now on. */
  begin(job: number, model: string): Training {
    const training = new Training(model);
    this.#jobs.set(job, training);
    return training;
  }

  /** Says that a job trains no longer. */
  end(job: number): void {
    this.#jobs.delete(job);
  }

  /**
   * The state of a job's training at each change, at most five a second, each time with the whole curve so far, until the
   * job ends or `signal` aborts. `isRunning` says whether a job that trains nothing yet may still do so.
   */
  async *watch(job: number, isRunning: () => boolean, signal?: AbortSignal): AsyncGenerator<TrainingState> {
    let told: Training | undefined;
    let changes = -1;
    while (!signal?.aborted) {
      const training = this.#jobs.get(job);
      // What came since the last look is told before the next model, or the end.
      for (const one of new Set([told, training])) {
        if (!one || (one === told && one.changes === changes)) continue;
        [told, changes] = [one, one.changes];
        yield one.state();
      }
      if (!training && !isRunning()) return;
      await setTimeout(tick, undefined, { signal }).catch(() => {});
    }
  }
}
