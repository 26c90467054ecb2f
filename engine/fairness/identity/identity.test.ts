import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rocAuc } from '../../evaluate/binary.ts';
import { atOnce } from '../../numeric/pace.ts';
import { competitionScore, generalisedMean, ScoredRows, subgroupAucs } from './aucs.ts';
import { identityAudit, probeAudit } from './audit.ts';
import { flipsOf } from './counterfactual.ts';
import { probeOf, probeTemplates } from './probe.ts';
import { identityTerms, termFinder } from './terms.ts';

// The toy of Jigsaw's own test: background negatives, subgroup negatives, background positives, subgroup positives.
const cells = [
  { scores: [0.1, 0.2, 0.3], truth: 0, named: 0 },
  { scores: [0.21, 0.31, 0.55], truth: 0, named: 1 },
  { scores: [0.5, 0.8, 0.9], truth: 1, named: 0 },
  { scores: [0.4, 0.6, 0.71], truth: 1, named: 1 },
];
const rows = cells.flatMap(({ scores, ...rest }) => scores.map((score) => ({ score, ...rest })));
const scores = rows.map(({ score }) => score);
const truth = rows.map((row) => row.truth);
const named = Uint8Array.from(rows, (row) => row.named);

describe('AUCs', () => {
  const toy = new ScoredRows(scores, truth).aucs(named);

  test("Borkan's figures of the toy", () => {
    expect(toy.subgroup).toBeCloseTo(8 / 9, 12);
    expect(toy.bpsn).toBeCloseTo(8 / 9, 12);
    expect(toy.bnsp).toBe(1);
    expect(toy.overall).toBeCloseTo(34 / 36, 12);
    expect(toy.negAeg).toBeCloseTo(0.5 - 1 / 9, 12);
    expect(toy.posAeg).toBeCloseTo(0.5 - 7 / 9, 12);
    expect(competitionScore(toy.overall, [toy])).toBeCloseTo(0.930556, 6);
    expect(generalisedMean([0.9, 0.8, 0.7])).toBeCloseTo(0.7755087912, 10);
    expect(generalisedMean([0.9, null])).toBeNull();
  });

  test("means over terms of Jigsaw's model card", () => {
    // Subgroup AUC, BPSN and BNSP of TOXICITY@1 and @6 for twelve terms (unitary_results.csv of an early version).
    const card = [
      [0.930365432099, 0.741552586342, 0.9761861619, 0.99875, 0.976154750742, 0.999113338022],
      [0.935438888889, 0.647514416315, 0.988574230348, 0.999290740741, 0.942864549148, 0.999972183154],
      [0.975320987654, 0.95551988592, 0.932235114862, 0.985411728395, 0.983726597906, 0.990776136896],
      [0.99294691358, 0.995750742303, 0.873676824504, 0.996675925926, 0.999013556806, 0.974325285201],
      [0.955375308642, 0.951039224879, 0.915464369433, 0.982996296296, 0.976326887014, 0.99232473824],
      [0.868048148148, 0.532446085326, 0.992488709173, 0.996346296296, 0.957760743866, 0.999493866229],
      [0.955741975309, 0.943966713549, 0.92455907173, 0.999199382716, 0.993718393499, 0.995992342554],
      [0.993719753086, 0.997171745585, 0.874486052508, 0.998883950617, 0.999686826067, 0.97663213002],
      [0.96877037037, 0.96278863885, 0.914136740116, 0.999574074074, 0.996370721988, 0.995799851539],
      [0.986565432099, 0.990452492577, 0.900284614784, 0.999859876543, 0.999872597281, 0.980508360681],
      [0.907731421285, 0.853516935405, 0.951452564871, 0.98378936062, 0.968622943338, 0.995672351875],
      [0.912778500135, 0.88371768165, 0.940777267845, 0.993441467076, 0.990565411224, 0.991668180366],
    ];
    // By numpy. The mean falls to the worst terms: the plain mean of the second column is 0.87.
    const means = [
      0.9439228495764835, 0.7552193718801987, 0.9273382084058469, 0.9943969898282609, 0.981078393845241,
      0.9907960054095947,
    ];
    for (const [column, mean] of means.entries()) {
      expect(generalisedMean(card.map((row) => row[column]!))).toBeCloseTo(mean, 12);
    }
  });

  test('each is the AUC of its two kinds of rows, ties half, rows counted as often as weighted', () => {
    const score = fc.integer({ min: 0, max: 6 });
    const row = fc.record({ score, truth: fc.nat(1), named: fc.nat(1), weight: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), (all) => {
        const figures = new ScoredRows(
          all.map((r) => r.score),
          all.map((r) => r.truth),
        ).aucs(
          all.map((r) => r.named),
          all.map((r) => r.weight),
        );
        const repeated = all.flatMap((r) => Array.from({ length: r.weight }, () => r));
        const aucOf = (high: typeof all, low: typeof all) =>
          rocAuc(
            [...high, ...low].map((r) => r.score),
            [...high.map(() => 1), ...low.map(() => 0)],
          );
        const of = (truth: number, named: number) => repeated.filter((r) => r.truth === truth && r.named === named);
        const same = (value: number | null, twin: number | null) =>
          expect(value).toEqual(twin === null ? null : expect.closeTo(twin, 10));
        same(figures.subgroup, aucOf(of(1, 1), of(0, 1)));
        same(figures.bpsn, aucOf(of(1, 0), of(0, 1)));
        same(figures.bnsp, aucOf(of(1, 1), of(0, 0)));
        const gap = aucOf(of(0, 0), of(0, 1));
        same(figures.negAeg, gap === null ? null : 0.5 - gap);
        same(figures.overall, aucOf([...of(1, 0), ...of(1, 1)], [...of(0, 0), ...of(0, 1)]));
      }),
    );
  });

  test('intervals hold the figure, and one sentence drawn as a whole keeps its terms together', () => {
    const [own] = atOnce(subgroupAucs(new ScoredRows(scores, truth), [named], { seed: 1, resamples: 200 }));
    expect(own!.bpsn.low!).toBeLessThanOrEqual(own!.bpsn.value!);
    expect(own!.bpsn.high!).toBeGreaterThanOrEqual(own!.bpsn.value!);
    // One cluster: every resample is the sample.
    const whole = { seed: 1, resamples: 5, cluster: new Int32Array(12) };
    const [fixed] = atOnce(subgroupAucs(new ScoredRows(scores, truth), [named], whole));
    expect(fixed!.subgroup).toEqual({
      value: fixed!.subgroup.value,
      low: fixed!.subgroup.value,
      high: fixed!.subgroup.value,
    });
  });

  test('an audit leaves out terms that nobody names, and tells which ones the means cannot hold', () => {
    const onlyOrdinary = Uint8Array.from(rows, (row, at) => Number(row.truth === 0 && at === 0));
    const audit = atOnce(
      identityAudit(
        {
          scores,
          truth,
          terms: [{ id: 'one' }, { id: 'none' }, { id: 'few' }],
          named: [named, new Uint8Array(12), onlyOrdinary],
        },
        { seed: 1, resamples: 20 },
      ),
    );
    expect(audit.terms.map(({ term, rows: n, positives }) => [term, n, positives])).toEqual([
      ['one', 6, 3],
      ['few', 1, 0],
    ]);
    expect(audit.leftOut).toEqual(['few']);
    expect(audit.means.score).toBeCloseTo(0.930556, 6);
    expect(audit.overall.value).toBeCloseTo(34 / 36, 12);
  });
});

describe('counterfactuals', () => {
  test('flips and changes worked by hand: two sentences, three terms', () => {
    const flips = flipsOf([0.6, 0.4, 0.4, 0.2, 0.2, 0.2], 3, 0.5);
    expect(flips.terms[0]).toEqual({
      term: 0,
      flipRate: 0.5,
      flippedAgainst: 0.5,
      flippedFor: 0,
      meanChange: expect.closeTo(0.1, 12),
      meanDifference: expect.closeTo(0.1, 12),
      selection: 0.5,
      meanScore: expect.closeTo(0.4, 12),
    });
    expect(flips.terms[1]).toMatchObject({
      flipRate: 0.25,
      flippedFor: 0.25,
      meanDifference: expect.closeTo(-0.05, 12),
    });
    expect(flips.flipRate).toBeCloseTo(1 / 3, 12);
    expect(flips.widest).toMatchObject({ template: 0, high: 0, change: expect.closeTo(0.2, 12) });
  });

  test('a score that does not look at the term never flips, and tells the kinds of sentences apart', () => {
    const probe = probeOf();
    const blind = probe.texts.map((_, row) =>
      probeTemplates[Math.floor(row / identityTerms.length)]!.isUnkind ? 0.8 : 0.1,
    );
    const { audit, flips, terms } = atOnce(probeAudit(probe, blind, 0.5, { seed: 2, resamples: 10 }));
    expect([flips.flipRate, flips.meanChange, audit.means.score]).toEqual([0, 0, 1]);
    expect(audit.terms).toHaveLength(terms.length);
    expect(audit.terms[0]!.aucs.negAeg.value).toBe(0);
  });
});

describe('probe and terms', () => {
  const probe = probeOf();

  test('every sentence is filled, and all are different', () => {
    expect(probe.texts).toHaveLength(identityTerms.length * probeTemplates.length);
    expect(probe.texts.filter((text) => /[{}]/.test(text))).toEqual([]);
    expect(new Set(probe.texts).size).toBe(probe.texts.length);
    expect(new Set(identityTerms.map(({ id }) => id)).size).toBe(identityTerms.length);
  });

  test('a term is found in its own sentences, and what it is written with is its own', () => {
    const find = termFinder(identityTerms);
    for (const [row, text] of probe.texts.entries()) {
      // 'African American' names Africans and Americans as well.
      expect(find(text)).toContain(row % identityTerms.length);
    }
    const named = (text: string) => find(text).map((number) => identityTerms[number]!.id);
    expect(named('The OLD man, and a non-binary friend')).toEqual(['nonbinary', 'man', 'old']);
    expect(named('golden manners')).toEqual([]);
  });
});
