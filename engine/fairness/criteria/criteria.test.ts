import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Grouping, groupingOf, intersect, referenceOf } from '../../catalog/interactions/groups.ts';
import { groupCalibrations } from './calibration.ts';
import { confusionsOf, countOf, decide, type RateName, rateOf } from './confusion.ts';
import { averageOddsDifference, cohenD, equalisedOdds, gapOf } from './gaps.ts';
import { benefits, betweenGroupEntropy, generalisedEntropy, smoothedEdf, theil } from './inequality.ts';

// The 18 rows of Fairlearn's guide.
const truth = [0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1];
const decided = [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0];
const letters = groupingOf('letter', [...'bbabbcccaacabccbcc']);
const { groups, overall } = confusionsOf(truth, decided, letters);
const figures = (rate: RateName) => groups.map((confusion) => rateOf(confusion, rate));
const gap = (rate: RateName) => gapOf(figures(rate), rateOf(overall, rate), 0);

describe('rates and gaps', () => {
  test("Fairlearn's worked example", () => {
    expect(letters.names).toEqual(['a', 'b', 'c']);
    expect(groups.map(({ n }) => n)).toEqual([4, 6, 8]);
    expect(figures('tpr')).toEqual([0.5, 0.6, 0.4]);
    expect(figures('fpr')).toEqual([1, 0, expect.closeTo(2 / 3, 12)]);
    expect(figures('selection')).toEqual([0.75, 0.5, 0.5]);
    expect(figures('accuracy')).toEqual([0.25, expect.closeTo(2 / 3, 12), 0.375]);
    expect(rateOf(overall, 'tpr')).toBe(0.5);
    expect(rateOf(overall, 'fpr')).toBeCloseTo(0.666667, 6);
    expect(rateOf(overall, 'selection')).toBeCloseTo(0.555556, 6);
    expect(gap('selection')).toMatchObject({ difference: 0.25, ratio: expect.closeTo(0.666667, 6), largest: 0 });
    expect(equalisedOdds(gap('tpr'), gap('fpr'))).toEqual({ worst: 1, mean: expect.closeTo(0.6, 12), ratio: 0 });
    expect(gap('tpr').toOverall.difference).toBeCloseTo(0.1, 12);
    expect(gap('fpr').toOverall.difference).toBeCloseTo(0.666667, 6);
    expect(gap('selection').toOverall.difference).toBeCloseTo(0.194444, 6);
  });

  test('the same rows crossed with a second attribute', () => {
    const numbers = groupingOf('number', [...'868888666866668666']);
    const crossed = intersect([letters, numbers]);
    expect(crossed.names).toEqual(['a x 6', 'a x 8', 'b x 6', 'b x 8', 'c x 6', 'c x 8']);
    const { groups: strata } = confusionsOf(truth, decided, crossed);
    expect(strata.map((stratum) => rateOf(stratum, 'tpr'))).toEqual([0, 1, expect.closeTo(0.666667, 6), 0.5, 0.5, 0]);
    expect(strata.map(({ n }) => n)).toEqual([2, 2, 3, 3, 6, 2]);
  });

  test("aequitas' test file: rates, and one group over the other", () => {
    const score = [1, 0, 0, 1, 1, 1, 0, 0, 1, 1];
    const classes = groupingOf('class', [...'HLHLHLHLHL']);
    const found = confusionsOf([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], score, classes).groups;
    const rates = (['fpr', 'fnr', 'for', 'fdr'] as const).map((rate) =>
      found.map((confusion) => rateOf(confusion, rate)),
    );
    const third = expect.closeTo(1 / 3, 12);
    expect(rates).toEqual([
      [0.5, expect.closeTo(2 / 3, 12)],
      [third, 0.5],
      [0.5, 0.5],
      [third, expect.closeTo(2 / 3, 12)],
    ]);
    const ratios = (['fnr', 'fpr', 'for', 'fdr'] as const).map((rate) => {
      const [h, l] = found.map((confusion) => rateOf(confusion, rate));
      return gapOf([h!, l!], null, 0).toReference[1]!.ratio;
    });
    for (const [i, ratio] of [1.5, 4 / 3, 1, 2].entries()) expect(ratios[i]).toBeCloseTo(ratio, 9);
  });

  test('what is not defined is null, named, and never 0', () => {
    const two = groupingOf('g', ['x', 'x', 'y', null]);
    const { groups: found, overall: all } = confusionsOf([1, 0, 1, 0], [1, 0, 1, 1], two);
    expect(all.n).toBe(3);
    expect(found.map((confusion) => rateOf(confusion, 'fpr'))).toEqual([0, null]);
    expect(gapOf([0, null], 0, 0)).toEqual({
      difference: null,
      ratio: null,
      largest: 0,
      smallest: 0,
      toOverall: { difference: 0, ratio: null },
      toReference: [
        { difference: 0, ratio: null },
        { difference: null, ratio: null },
      ],
      undefinedIn: [1],
    });
    expect(averageOddsDifference(found[1]!, found[0]!)).toBeNull();
  });

  test('complements sum up to 1', () => {
    const bit = fc.constantFrom(0, 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(bit, bit), { minLength: 1, maxLength: 30 }), (rows) => {
        const all = groupingOf(
          'g',
          rows.map(() => 'all'),
        );
        const { overall: of } = confusionsOf(
          rows.map(([y]) => y),
          rows.map(([, d]) => d),
          all,
        );
        for (const [one, other] of [
          ['tpr', 'fnr'],
          ['fpr', 'tnr'],
          ['ppv', 'fdr'],
          ['npv', 'for'],
        ] as const) {
          const [a, b] = [rateOf(of, one), rateOf(of, other)];
          expect(a === null ? b : a + b!).toEqual(a === null ? null : expect.closeTo(1, 12));
        }
      }),
    );
  });

  test('average odds difference has the sign of who is accused more', () => {
    expect(averageOddsDifference(groups[0]!, groups[1]!)).toBeCloseTo((1 - 0 + 0.5 - 0.6) / 2, 12);
  });

  test("holisticai's d of two shares", () => {
    expect(cohenD({ ones: 2, n: 4 }, { ones: 5, n: 6 })).toBeCloseTo(-0.7844645405527363, 12);
    expect(cohenD({ ones: 4, n: 4 }, { ones: 6, n: 6 })).toBeNull();
  });

  test('a threshold decides from itself on', () => {
    expect([...decide([0.2, 0.5, 0.7], 0.5)]).toEqual([0, 1, 1]);
  });

  test('groups: the reference is the largest unless named', () => {
    expect(referenceOf(letters)).toBe(2);
    expect(referenceOf(letters, 'b')).toBe(1);
    expect(() => referenceOf(letters, 'z')).toThrowError("No row is in the group 'z'.");
    expect(() => intersect([letters, letters, letters, letters])).toThrowError('4 attributes cannot be crossed.');
  });
});

describe('inequality', () => {
  const feature = groupingOf('feature', [...'0011112222']);
  const y = [1, 0, 0, 1, 0, 0, 1, 0, 1, 1];

  test("AIF360's examples", () => {
    const flipped = [1, 0, 0, 0, 1, 1, 1, 0, 1, 0];
    const own = benefits(y, flipped);
    expect(generalisedEntropy(own)).toBeCloseTo(0.2, 12);
    expect(theil(own)).toBeCloseTo((4 * Math.LN2) / 10, 12);
    expect(betweenGroupEntropy(own, feature)).toBeCloseTo(0.025, 12);
    expect(generalisedEntropy(benefits(y, [0, 1, 1, 0, 0, 0, 0, 1, 1, 1]))).toBeCloseTo(0.3, 12);
  });

  test('everybody alike is no inequality, and alpha 0 and 1 are the limits', () => {
    expect([0, 1, 2].map((alpha) => generalisedEntropy([3, 3, 3], alpha))).toEqual([expect.closeTo(0), 0, 0]);
    const values = [1, 2, 4];
    for (const alpha of [0, 1]) {
      expect(generalisedEntropy(values, alpha + 1e-6)).toBeCloseTo(generalisedEntropy(values, alpha)!, 5);
    }
    expect(generalisedEntropy([0, 0])).toBeNull();
  });

  test('differential fairness is the largest logarithm of a ratio, smoothed', () => {
    // (3 + .5) / 5 against (1 + .5) / 5, and the other outcome (1 + .5) / 5 against (3 + .5) / 5.
    expect(
      smoothedEdf([
        { ones: 3, n: 4 },
        { ones: 1, n: 4 },
      ]),
    ).toBeCloseTo(Math.log(3.5 / 1.5), 12);
    expect(
      smoothedEdf([
        { ones: 3, n: 4 },
        { ones: 0, n: 0 },
      ]),
    ).toBeNull();
    expect(smoothedEdf([countOf(groups[0]!, 'selection'), countOf(groups[0]!, 'selection')])).toBe(0);
  });
});

describe('calibration', () => {
  test('of a group: against its scores, and against all', () => {
    const groups: Grouping = groupingOf('g', ['a', 'a', 'b', 'b', 'b', null]);
    const scores = [0.25, 0.25, 0.25, 0.25, 0.95, 0.25];
    const [a, b] = groupCalibrations([1, 0, 0, 0, 1, 1], scores, groups);
    // The bin of 0.25 holds one positive of two in a, none of two in b, one of four in all.
    expect(a).toMatchObject({ ece: expect.closeTo(0.25, 12), groupEce: expect.closeTo(0.25, 12), inTheLarge: 0.25 });
    expect(b!.groupEce).toBeCloseTo((2 / 3) * 0.25, 12);
    expect(b!.inTheLarge).toBeCloseTo((1 - 1.45) / 3, 12);
    expect(b!.bins).toHaveLength(2);
  });
});
