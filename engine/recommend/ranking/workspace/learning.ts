import { StewardError } from '../../../contract/errors.ts';
import { type RankerSettings, sourceIds } from '../../../contract/index.ts';
import { Pace, type Pieces } from '../../../numeric/pace.ts';
import type { FitProgress } from '../../models/model.ts';
import type { FeatureData, LabelledImpressions, Requests } from '../features/data.ts';
import { FeatureExtractor, type RawRows } from '../features/extractor.ts';
import { type RankingSchema, schemaFor } from '../features/schema.ts';
import { writeRanker } from '../files.ts';
import { fitRows } from '../fit.ts';
import { samplesOfImpressions } from '../samples/impressions.ts';
import { estimatePropensities, popularityWeights, positionTargets } from '../samples/propensity.ts';
import { partsByTime, type Samples, type TimeParts } from '../samples/samples.ts';
import { samplesOfInteractions } from '../samples/simulated.ts';
import type { RankerFit, RankerFitted } from './requests.ts';
import { featureDataOf, type RankerWorld } from './world.ts';

/** Fewer impressions, or fewer positive ones, are no better than interactions. */
const enough = { rows: 1000, positives: 100 };
/** The extractor pauses after so many rows. */
const rowsAPiece = 128;

interface FitOptions {
  signal: AbortSignal;
  onProgress(progress: FitProgress): void;
}

/** Trains a ranker on a workspace and writes it to a file. BAD_INPUT where there is too little to learn from; CANCELLED. */
export async function fitInWorld(
  { world, settings, now, file }: RankerFit,
  { signal, onProgress }: FitOptions,
): Promise<RankerFitted> {
  const started = performance.now();
  checkKinds(settings, world);
  const data: FeatureData & { impressions?: LabelledImpressions } = featureDataOf(world, settings.positives, null);
  const shown = data.impressions && samplesOfImpressions(data.impressions, { knownUntil: now });
  const source = sourceOf(settings, shown);
  const samples = source === 'impressions' ? shown! : simulated(data, settings);
  const parts = partsByTime(samples.time);
  const propensities = source === 'impressions' && settings.positions ? propensitiesOf(shown!, parts) : null;
  const weight = settings.popularity && weightsOf(samples, parts, source, settings.popularity);
  const corrected: Samples = {
    ...samples,
    ...(propensities && { target: positionTargets(samples.label, shown!.position, propensities) }),
    ...(weight && { weight }),
  };
  const schema = schemaFor(data, { sources: source === 'impressions' && shown!.sources ? sourceIds : [] });
  const rows = samples.item.length;
  const total = rows + settings.epochs * parts.train.length;
  const seen = propensities ? { ...data, propensities } : data;
  const raw = await extracted(seen, schema, corrected, {
    signal,
    onProgress: (done) => onProgress({ done, total, unit: 'rows' }),
  });
  const { kind, factors, epochs, rate, l2, seed } = settings;
  const fitted = await fitRows(
    { schema, raw, parts, samples: corrected },
    { kind, factors, epochs, rate, l2 },
    { seed, signal, onProgress: ({ done, loss }) => onProgress({ done: rows + done, total, unit: 'rows', loss }) },
  );
  fitted.card.learnt = { settings, source, propensities: propensities && [...propensities] };
  throwIfAborted(signal);
  await writeRanker(file, fitted);
  return { card: fitted.card, fitSeconds: (performance.now() - started) / 1000 };
}

function checkKinds({ positives }: RankerSettings, { kinds }: RankerWorld): void {
  const stray = positives.find((name) => !kinds.includes(name));
  if (stray === undefined) return;
  throw new StewardError('BAD_INPUT', `There are no interactions of the kind '${stray}'.`, {
    advice: `There are: ${kinds.join(', ')}.`,
    place: { field: 'positives' },
  });
}

function sourceOf({ labels }: RankerSettings, shown: Samples | undefined): 'impressions' | 'interactions' {
  if (labels === 'interactions') return labels;
  const positives = shown?.label.reduce((sum, label) => sum + label, 0) ?? 0;
  const isEnough = (shown?.label.length ?? 0) >= enough.rows && positives >= enough.positives;
  if (isEnough || labels === 'auto') return isEnough ? 'impressions' : 'interactions';
  const found = `${shown?.label.length ?? 0} impressions are a day old, ${positives} of them opened`;
  throw new StewardError('BAD_INPUT', `Too little was shown to learn from: ${found}.`, {
    advice: `Learn from interactions until there are ${enough.rows} and ${enough.positives}.`,
    place: { field: 'labels' },
  });
}

function simulated(data: FeatureData, { seed, positives, leastValue, negatives, logQ }: RankerSettings): Samples {
  const kinds = positives.length > 0 ? positives : undefined;
  return samplesOfInteractions(data.catalog.interactions, {
    seed,
    kinds,
    leastValue: leastValue ?? undefined,
    negatives,
    logQ,
    publishedAt: data.publishedAt,
  });
}

/** How much each place is looked at, from the training rows alone. */
function propensitiesOf(shown: Samples & { position: Int32Array }, { train }: TimeParts): Float64Array {
  return estimatePropensities({
    item: train.map((row) => shown.item[row]!),
    position: train.map((row) => shown.position[row]!),
    openedAt: Float64Array.from(train, (row) => (shown.label[row] === 1 ? shown.time[row]! : Number.NaN)),
  });
}

/**
 * Inverse propensity weights by popularity in the training rows. Of impressions each counts by how often its item was
 * shown; of interactions only the positives do, by how often theirs was had: the negatives are drawn, not observed.
 */
function weightsOf(
  { item, label }: Samples,
  { train }: TimeParts,
  source: 'impressions' | 'interactions',
  { power, clip }: NonNullable<RankerSettings['popularity']>,
): Float32Array {
  const isObserved = (row: number) => source === 'impressions' || label[row] === 1;
  const counts = new Float64Array(item.reduce((most, one) => Math.max(most, one), 0) + 1);
  for (const row of train) if (isObserved(row)) counts[item[row]!]! += 1;
  const observed = Int32Array.from(item.keys()).filter(isObserved);
  const own = popularityWeights(
    observed.map((row) => item[row]!),
    counts,
    { power, most: clip },
  );
  const weights = new Float32Array(item.length).fill(1);
  observed.forEach((row, n) => {
    weights[row] = own[n]!;
  });
  return weights;
}

/** The features of all rows, in slices, so that a cancel is heard. */
async function extracted(
  data: FeatureData,
  schema: RankingSchema,
  requests: Requests,
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: number): void },
): Promise<RawRows> {
  const pace = new Pace();
  const work: Pieces<RawRows> = new FeatureExtractor(data, schema).rows(requests);
  for (let piece = 0; ; piece++) {
    const { done, value } = work.next();
    if (done) return value;
    throwIfAborted(signal);
    onProgress(Math.min(requests.item.length, piece * rowsAPiece));
    await pace.turn();
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new StewardError('CANCELLED', 'The work was cancelled.');
}
