import { createHash } from 'node:crypto';
import type { NumberedPairs } from '../../catalog/interactions/interactions.ts';
import type { SignalRule } from '../../contract/index.ts';
import type { Split } from '../../evaluate/split.ts';
import { evaluationTask } from '../evaluation-task.ts';
import { writeModelFile } from '../files.ts';
import { fitFairly } from '../mitigation/training.ts';
import type { Algorithm } from '../models/model.ts';
import { algorithms } from '../models/registry.ts';
import { algorithmOf } from '../params.ts';
import { type Feedback, feedbackOf, PreparedTask, runModel, wholeTrainingData } from '../run.ts';
import { packVersion } from '../version-file.ts';
import { asMeasured } from './measured.ts';
import type { FitRequest, Fitted, Measured, MeasureRequest, ModelRequest, TrainingSource } from './requests.ts';
import { type Tell, Teller } from './teller.ts';

/** Fits and measures models over one state of the workspace's data; the work of a training thread. */
export class Trainer {
  readonly #source: TrainingSource;
  /** The last one, by what decides it: models of one job mostly share it. */
  readonly #tasks = new Latest<{ prepared: PreparedTask; digest: Uint8Array }>();

  constructor(source: TrainingSource) {
    this.#source = source;
  }

  /** Fits a model on one part of the data and measures it on the other. BAD_INPUT where the data does not allow it. */
  async measure(request: MeasureRequest, tell: Tell): Promise<Measured> {
    const { protocol, seed, part } = request;
    const { prepared, digest } = this.#task(request);
    const algorithm = algorithmOf(algorithms, request.algorithm);
    const feedback = feedbackUnder(request.rule, algorithm, request.params, prepared.task.data);
    const teller = new Teller(tell);
    const run = await runModel({ name: request.algorithm, algorithm, params: request.params, feedback }, prepared, {
      k: protocol.k,
      seed,
      threads: this.#source.threads,
      resamples: part === 'validation' ? 0 : undefined,
      onProgress: (_, progress) => teller.fit(progress),
      onUsers: (_, done, total) => teller.measure(done, total),
    });
    teller.flush();
    return asMeasured(run, prepared, this.#source, digest);
  }

  /** Fits a model on all data and writes it to a file with all that brings it back. */
  async fit(request: FitRequest, tell: Tell): Promise<Fitted> {
    const { seed, dataHash, rule, signals, training } = request;
    const { userRows, itemRows, userAttributes, itemAttributes, itemEmbeddings, threads } = this.#source;
    const algorithm = algorithmOf(algorithms, request.algorithm);
    const feedback = feedbackUnder(rule, algorithm, request.params, signals.pairs);
    const data = wholeTrainingData(signals, feedback, { userAttributes, itemAttributes, itemEmbeddings });
    const teller = new Teller(tell);
    const started = performance.now();
    const { model, params } = await fitFairly(algorithm, data, request.params, training, {
      seed,
      threads,
      onProgress: (progress) => teller.fit(progress),
    });
    const fitSeconds = (performance.now() - started) / 1000;
    teller.flush();
    const rows = { users: userRows, items: itemRows };
    const about = { params, seed, dataHash, feedback, itemAttributes, ...(training && { mitigation: training.asked }) };
    await writeModelFile(request.file, packVersion(model, data, rows, about));
    return { params, pairs: signals.pairs.user.length, fitSeconds };
  }

  #task(request: MeasureRequest) {
    const { rule, signals, protocol, seed, part } = request;
    return this.#tasks.get(JSON.stringify([signals.hash, rule.signal, protocol, seed, part]), () => {
      const { userAttributes, itemAttributes, itemEmbeddings, prices } = this.#source;
      const task = { ...evaluationTask(request), userAttributes, itemAttributes, itemEmbeddings, prices };
      return { prepared: new PreparedTask(task), digest: digestOf(signals.pairs, task, this.#source) };
    });
  }
}

/**
 * What a model learns from under a rule. Ratings: their values where the model is one of ratings, else that there is a
 * pair. Implicit signals: confidence, where pairs differ in it; where they do not, 1 for each says the same.
 */
export function feedbackUnder(
  rule: SignalRule,
  algorithm: Algorithm,
  params: ModelRequest['params'],
  { value }: Pick<NumberedPairs, 'value'>,
): Feedback {
  if (rule.signal === 'explicit') return feedbackOf(algorithm, params);
  return value.some((one) => one !== value[0]) ? 'values' : 'ones';
}

/** Remembers the last value that was made. */
class Latest<T> {
  #key: string | undefined;
  #value: T | undefined;

  get(key: string, make: () => T): T {
    if (this.#key !== key) {
      this.#value = make();
      this.#key = key;
    }
    return this.#value!;
  }
}

function digestOf({ user, item }: NumberedPairs, { train, test }: Split, { userRows, itemRows }: TrainingSource) {
  const hash = createHash('sha256');
  for (const places of [train, test]) {
    const rows = new Int32Array(places.length * 2);
    for (let n = 0; n < places.length; n++) {
      rows[2 * n] = userRows[user[places[n]!]!]!;
      rows[2 * n + 1] = itemRows[item[places[n]!]!]!;
    }
    hash.update(rows).update('|');
  }
  return new Uint8Array(hash.digest());
}
