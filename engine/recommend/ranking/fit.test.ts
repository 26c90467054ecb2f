import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RankerKind } from '../../contract/index.ts';
import { atOnce } from '../../numeric/pace.ts';
import { isWhole, packSections, viewSections } from '../../numeric/sections.ts';
import { type RankingDemo, rankingDemo } from './demo-fixtures.ts';
import { FeatureExtractor } from './features/extractor.ts';
import { schemaFor } from './features/schema.ts';
import { readRanker, writeRanker } from './files.ts';
import { type FittedRanker, fitRanker } from './fit.ts';
import { openRanker } from './ranker.ts';
import { labelImpressions, samplesOfImpressions } from './samples/impressions.ts';
import { positionTargets, propensitiesOfCounts } from './samples/propensity.ts';
import { samplesOfInteractions } from './samples/simulated.ts';

let demo: RankingDemo;
let folder: string;
let fm: FittedRanker;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-ranker-'));
  demo = rankingDemo({ posts: 400, users: 300, interactions: 12_000, seed: 4 });
  fm = await fitted('fm');
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

function logged() {
  const labelled = labelImpressions(demo.impressions, demo.data.catalog.interactions, { kinds: ['view'] });
  return { data: { ...demo.data, impressions: labelled }, samples: samplesOfImpressions(labelled) };
}

async function fitted(kind: RankerKind, samples?: Parameters<typeof fitRanker>[1]): Promise<FittedRanker> {
  const log = logged();
  const options = { seed: 1, schema: { devices: demo.devices } };
  return fitRanker(log.data, samples ?? log.samples, { kind, epochs: 3 }, options);
}

describe('a ranker of the demo', () => {
  test('knows more than chance on later rows, with intervals, and its probabilities are about right', () => {
    const { metrics, rows, calibration } = fm.card;
    expect(metrics!.auc.low).toBeGreaterThan(0.55);
    expect(metrics!.gauc.low).toBeGreaterThan(0.5);
    expect(metrics!.auc.low).toBeLessThan(metrics!.auc.mean);
    expect(metrics!.logLoss.mean).toBeGreaterThan(metrics!.logLoss.low);
    const rate = metrics!.positives / metrics!.rows;
    const entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
    expect(metrics!.logLoss.mean).toBeLessThan(entropy);
    expect(rows.train).toBeGreaterThan(7 * rows.test);
    expect(Object.keys(calibration.logLoss!)).toEqual(['platt', 'isotonic']);
  });

  test('scores candidates in one batch and says why', async () => {
    const { data } = logged();
    const extractor = new FeatureExtractor(data, fm.schema);
    const items = data.catalog.interactions.items.size;
    const now = demo.impressions.time.reduce((latest, time) => Math.max(latest, time), 0) + 1;
    const requests = {
      user: new Int32Array(items).fill(3),
      item: Int32Array.from({ length: items }, (_, n) => n),
      time: new Float64Array(items).fill(now),
    };
    const ranker = await openRanker(fm);
    const rows = atOnce(ranker.encoder.encode(atOnce(extractor.rows(requests))));
    const { probabilities, logits } = await ranker.score(rows);
    expect(probabilities).toHaveLength(items);
    expect(probabilities.every((one) => one > 0 && one < 1)).toBe(true);
    const reason = ranker.explain(rows, 7);
    expect(reason.logit).toBeCloseTo(logits[7]!, 4);
    expect(reason.contributions[0]!.value).not.toBe('');
    expect(Math.abs(reason.contributions[0]!.contribution)).toBeGreaterThan(0);
    expect((await ranker.score({ ...rows, rows: 0 })).logits).toHaveLength(0);
    await ranker.close();
  });

  test('corrected for places it estimates the chance of opening in the first place', async () => {
    const { samples } = logged();
    const [shown, opened] = [new Float64Array(10), new Float64Array(10)];
    for (const [at, position] of samples.position.entries()) {
      shown[position - 1]! += 1;
      opened[position - 1]! += samples.label[at]!;
    }
    const target = positionTargets(samples.label, samples.position, propensitiesOfCounts(shown, opened));
    const corrected = await fitted('lr', { ...samples, target });
    expect(corrected.card.dataHash).not.toBe(fm.card.dataHash);
    const rows = Int32Array.from(samples.label.keys()).slice(-2000);
    const mean = async (ranker: FittedRanker) => {
      const open = await openRanker(ranker);
      const { data } = logged();
      const raw = atOnce(new FeatureExtractor(data, ranker.schema).rows(samples));
      const { logits } = await open.score(atOnce(open.encoder.encode(raw, rows)));
      await open.close();
      return logits.reduce((sum, logit) => sum + 1 / (1 + Math.exp(-logit)), 0) / rows.length;
    };
    const truth = rows.reduce((sum, row) => sum + demo.openness[row]!, 0) / rows.length;
    expect(Math.abs((await mean(corrected)) - truth)).toBeLessThan(0.08);
    expect(Math.abs((await mean(fm)) - truth)).toBeGreaterThan(0.15);
  });

  test('learns from interactions alone where nothing says what was shown', async () => {
    const { data } = demo;
    const { interactions } = data.catalog;
    const options = { seed: 1, publishedAt: data.publishedAt };
    const found = async (logQ: boolean) => {
      const samples = samplesOfInteractions(interactions, { ...options, logQ });
      const ranker = await fitRanker(data, samples, { kind: 'fm', epochs: 4 }, { seed: 1 });
      expect(ranker.card.metrics!.auc.low).toBeGreaterThan(0.6);
      expect(ranker.card.calibration.error).toBeLessThan(0.05);
      return chances(ranker);
    };
    const counts = new Float64Array(interactions.items.size);
    for (const item of interactions.item) counts[item]! += 1;
    const [corrected, drawn] = [await found(true), await found(false)];
    // The chance that what somebody wants next is this item: over all items it is about 1.
    const sum = corrected.reduce((total, chance) => total + chance, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThan(2);
    const met = (chance: Float32Array) => {
      const best = [...chance.keys()].sort((a, b) => chance[b]! - chance[a]!).slice(0, 20);
      return best.reduce((total, item) => total + counts[item]!, 0) / 20;
    };
    const usual = counts.reduce((total, count) => total + count, 0) / counts.length;
    expect(met(corrected)).toBeGreaterThan(usual);
    expect(met(drawn)).toBeLessThan(usual);
  });

  /** Of all items for one user, behind everything. */
  async function chances(fitted: FittedRanker): Promise<Float32Array> {
    const items = Int32Array.from({ length: demo.data.catalog.interactions.items.size }, (_, n) => n);
    const now = demo.data.catalog.interactions.time!.reduce((latest, time) => Math.max(latest, time), 0) + 1;
    const requests = { user: items.map(() => 3), item: items, time: new Float64Array(items.length).fill(now) };
    const ranker = await openRanker(fitted);
    const raw = atOnce(new FeatureExtractor(demo.data, fitted.schema).rows(requests));
    const { probabilities } = await ranker.score(atOnce(ranker.encoder.encode(raw)));
    await ranker.close();
    return probabilities;
  }
});

describe('files', () => {
  test('bring back what was written, and the same training writes the same bytes', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await writeRanker(one, fm);
    await writeRanker(two, await fitted('fm'));
    expect(await readFile(one)).toEqual(await readFile(two));
    const again = await readRanker(one, fm.schema);
    expect(again.card).toEqual(fm.card);
    expect(Array.from(again.weights.factors)).toEqual(Array.from(fm.weights.factors));
  });

  test('are refused by name where they are damaged, foreign, or of another schema', async () => {
    const path = join(folder, 'ranker');
    await writeRanker(path, fm);
    const bytes = await readFile(path);
    const refused = async (content: Uint8Array, message: string) => {
      const other = join(folder, 'other');
      await copyFile(path, other);
      await writeFile(other, content);
      await expect(readRanker(other)).rejects.toMatchObject({
        code: 'BAD_FILE',
        message: expect.stringContaining(message),
        place: { file: other },
      });
    };
    const flipped = Buffer.from(bytes);
    flipped[bytes.length - 5]! ^= 1;
    await refused(flipped, 'damaged');
    await refused(bytes.subarray(0, bytes.length - 100), 'damaged or cut off');
    await refused(Buffer.from('STEWARDM and more'), 'no ranker');
    await refused(Buffer.alloc(0), 'no ranker');

    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    expect(isWhole('STEWRANK', shared)).toBe(true);
    const { header, sections } = viewSections(shared);
    const old = { ...(header as { schema: object }), schema: { ...fm.schema, version: 0 } };
    await refused(new Uint8Array(packSections('STEWRANK', { header: old, sections })), 'feature schema 0');
    const short = { ...sections, linear: new Float32Array(3) };
    await refused(new Uint8Array(packSections('STEWRANK', { header, sections: short })), 'damaged');
    const elsewhere = schemaFor(demo.data, { ids: false });
    await expect(readRanker(path, elsewhere)).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: expect.stringContaining('another feature schema'),
    });
    await expect(readRanker(join(folder, 'none'))).rejects.toMatchObject({ code: 'BAD_FILE' });
    await expect(writeRanker(join(folder, 'none', 'ranker'), fm)).rejects.toMatchObject({ code: 'BAD_FILE' });
  });
});
