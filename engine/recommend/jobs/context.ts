import type { CatalogData, Signals } from '../../catalog/interactions/catalog-data.ts';
import { builtInRules } from '../../catalog/interactions/signals.ts';
import { StewardError } from '../../contract/errors.ts';
import type { Protocol, SignalRule } from '../../contract/index.ts';
import type { NewRun, RunParts } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { PlannedModel } from '../plan.ts';
import type { TextEmbedder } from '../threads/embedding-thread.ts';
import type { Measured, MeasureRequest, ModelRequest, TrainingProgress } from '../threads/requests.ts';
import type { Training, TrainingFeed } from '../training-feed.ts';

/** What the jobs of models work with. */
export interface ModelJobs {
  store: Store;
  /** The workspace's data as it is now. */
  data(): Promise<CatalogData>;
  /** What a rule makes of data that came from `data`. */
  signals(data: CatalogData, rule: SignalRule): Promise<Signals>;
  /** A maker of sentence embeddings, for one job. */
  openEmbedder(): TextEmbedder;
  feed: TrainingFeed;
  /** Worker threads that a model may use. */
  threads: number;
  clock: () => number;
  /** Who is written into the audit log. */
  actor(): string;
  /** Called when runs or versions changed. */
  onChanged(): void;
}

/** What a thread needs to fit a planned model. */
export async function modelRequest(
  context: Pick<ModelJobs, 'signals'>,
  data: CatalogData,
  { algorithm, params, rule }: PlannedModel,
  seed: number,
): Promise<ModelRequest> {
  return { algorithm: algorithm.id, params, rule, signals: await context.signals(data, rule), seed };
}

/** What a thread needs to fit and measure a planned model, but for the part of the data that it is measured on. */
export async function measureRequest(
  context: Pick<ModelJobs, 'signals'>,
  data: CatalogData,
  model: PlannedModel,
  { protocol, seed }: { protocol: Protocol; seed: number },
): Promise<Omit<MeasureRequest, 'part'>> {
  // Under an explicit rule the values are the ratings.
  const asksForRatings = protocol.relevantFrom !== null && model.rule.signal === 'implicit';
  const ratings = asksForRatings ? (await context.signals(data, builtInRules[0]!)).pairs : null;
  return { ...(await modelRequest(context, data, model, seed)), protocol, ratings };
}

/** The share of a model's work that its fit is taken for; the rest is the measurement. */
const fitShare = 0.7;

/** The share of a model's work that is done, from 0 to 1. */
export function shareDone({ stage, done, total }: TrainingProgress): number {
  const part = total > 0 ? Math.min(1, done / total) : 0;
  return stage === 'fit' ? fitShare * part : fitShare + (1 - fitShare) * part;
}

/** 'bprmf: epoch 12 of 30, loss 0.31'. */
export function describe(training: Training, { stage, done, total, unit }: TrainingProgress): string {
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  if (stage === 'measure') return `${training.model}: measured for ${count} users`;
  const loss = training.loss === undefined ? '' : `, loss ${training.loss.toPrecision(4)}`;
  return `${training.model}: ${unit === '' ? '' : `${unit.replace(/s$/, '')} `}${count}${loss}`;
}

/** What is stored of a measured model; its parts only where they are asked for. */
export function runOf(
  planned: PlannedModel,
  measured: Measured,
  rest: Pick<NewRun, 'kind' | 'job' | 'name' | 'seed' | 'protocol' | 'curve' | 'curveUnit'>,
  { hash, interactions }: Pick<CatalogData, 'hash' | 'interactions'>,
): NewRun {
  const { params, metrics, trainPairs, testPairs, fitSeconds, evaluateSeconds } = measured;
  return {
    ...rest,
    algorithm: planned.algorithm.id,
    params,
    rule: planned.rule.name,
    ruleVersion: planned.rule.version,
    dataHash: hash,
    users: interactions.users.size,
    items: interactions.items.size,
    trainPairs,
    testPairs,
    metrics,
    fitSeconds,
    evaluateSeconds,
  };
}

/** Per-user values, lists and what they are over. */
export function partsOf({ users, perUser, lists, scores, histories, split }: Measured): RunParts {
  const values = Object.entries(perUser).map(([name, part]) => [`metric:${name}`, part] as const);
  return { users, lists, scores, histories, split, ...Object.fromEntries(values) };
}

/** Rejects where a job was cancelled between two pieces of its work. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
}
