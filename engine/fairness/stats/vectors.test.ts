import { expect, describe as suite, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../evaluate/corrections.ts';
import { chiSquareTail, fUpperQuantile } from '../../numeric/distributions.ts';
import { noncentralFTail } from '../../numeric/noncentral.ts';
import { cliffDelta } from './dominance.ts';
import {
  cohenD,
  epsilonSquared,
  etaSquared,
  etaSquaredOfRanks,
  hedgesG,
  omegaSquared,
  varianceShareInterval,
} from './effects.ts';
import { describe, type TestResult } from './groups.ts';
import { alexanderGovern, anova, bartlett, levene, studentT, welchAnova, welchT } from './mean-tests.ts';
import { exactPermutation } from './permutation.ts';
import { dunn, gamesHowell, tukey } from './post-hoc.ts';
import { detectableD, detectableGap, equivalence, groupSize, tTestPower } from './power.ts';
import { kolmogorovSmirnov, kruskalWallis, mannWhitney, rank } from './rank-tests.ts';
import {
  type Count,
  chiSquare,
  clopperPearson,
  fisherExact,
  newcombe,
  oddsRatio,
  twoProportions,
  wilson,
} from './rates.ts';
import { described, groupsFrom, mussels } from './test-kit.ts';

// What scipy 1.17.1 and statsmodels 0.15.0 say, to 1e-8.
const close = (found: number, expected: number, digits = 9) => expect(found).toBeCloseTo(expected, digits);
const agrees = ({ statistic, p }: TestResult, expected: readonly [statistic: number, p: number]) => {
  close(statistic, expected[0]);
  close(p, expected[1]);
};
const [a, , c] = described as [(typeof described)[0], (typeof described)[0], (typeof described)[0]];
const ac = [mussels[0]!, mussels[2]!] as const;

suite('several means', () => {
  test('analyses of variance', () => {
    agrees(anova(described), [7.121019471642447, 0.0002812242314534544]);
    const welch = welchAnova(described);
    agrees(welch, [5.6644794946224915, 0.005079648192270896]);
    close(welch.df[1]!, 15.695460462771925);
    agrees(alexanderGovern(described), [14.731942138511386, 0.00529073207416841]);
  });

  test('variances', () => {
    agrees(levene(mussels), [0.1199559192932723, 0.9744415772405348]);
    agrees(levene(mussels, 'mean'), [0.17662095181039414, 0.9489049858680203]);
    agrees(bartlett(described), [2.434137301964408, 0.6564670643021056]);
    const abc = groupsFrom(
      [8.88, 9.12, 9.04, 8.98, 9, 9.08, 9.01, 8.85, 9.06, 8.99],
      [8.88, 8.95, 9.29, 9.44, 9.15, 9.58, 8.36, 9.18, 8.67, 9.05],
      [8.95, 9.12, 8.95, 8.85, 9.03, 8.84, 9.07, 8.98, 8.86, 8.98],
    );
    close(levene(abc).p, 0.002431505967);
    close(bartlett(abc.map(({ values }) => describe(values))).p, 1.12547825e-5);
  });

  test('ranks', () => {
    agrees(kruskalWallis(rank(mussels)), [16.404810589080256, 0.0025214014537637]);
    agrees(kruskalWallis(rank(groupsFrom([1, 3, 5, 7, 9], [2, 4, 6, 8, 10]))), [3 / 11, 0.6015081344]);
    agrees(kruskalWallis(rank(groupsFrom([1, 1, 1], [2, 2, 2], [2, 2]))), [7, 0.0301973834]);
  });

  test.each([
    ['ML-1M by gender', 11.589, 1, 0.0006634307779859711],
    ['ML-1M by age', 4.4828, 6, 0.6116347617323366],
    ['ML-1M by gender, balanced', 3.6614, 1, 0.0556868223416369],
    ['LFM-1K by gender', 30.572, 1, 3.2170315169035014e-8],
    ['LFM-360K by gender', 5.5963, 1, 0.017998449815942983],
    ['LFM-360K by age', 95.66, 6, 2.014746860063509e-18],
    ['LFM-360K by gender, balanced', 0.13351, 1, 0.7148201537849541],
  ])('p of H as Ekstrand et al. 2018 print it: %s', (_, h, df, p) => {
    expect(chiSquareTail(h, df) / p).toBeCloseTo(1, 9);
  });

  test('what is sure in 6,040 users may be small: epsilon squared of ML-1M by gender', () => {
    const { value, low, high } = epsilonSquared({ name: 'H', statistic: 11.589, df: [1], p: 0.00066 }, 6040);
    close(value, 0.0019190263288623945);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.006);
  });

  test('post-hoc tests change the verdict where variances differ', () => {
    const ofA = (pairs: ReturnType<typeof tukey>) => pairs.slice(0, 4).map(({ adjusted }) => adjusted);
    for (const [i, p] of [0.893466, 0.005655, 0.995979, 0.144699].entries()) close(ofA(tukey(described))[i]!, p, 6);
    for (const [i, p] of [0.797604, 0.053001, 0.995617, 0.197284].entries())
      close(ofA(gamesHowell(described))[i]!, p, 6);
  });

  test("Dunn's z of two groups is the root of Kruskal-Wallis' H", () => {
    const ranking = rank(ac);
    const [pair] = dunn(ranking);
    close(pair!.statistic ** 2, kruskalWallis(ranking).statistic);
    close(pair!.adjusted, kruskalWallis(ranking).p);
  });

  test('sizes of effects', () => {
    close(etaSquared(described), 0.4558613786103756);
    close(omegaSquared(described), 0.3856727340407579);
    close(epsilonSquared(kruskalWallis(rank(mussels)), 39).value, 0.4317055418179015);
    close(etaSquaredOfRanks(16.404810589080256, 5, 39), 0.3648473702670664);
    const { low, high } = varianceShareInterval(anova(described), 39);
    expect(low).toBeGreaterThan(0.1);
    expect(low).toBeLessThan(omegaSquared(described));
    expect(high).toBeGreaterThan(etaSquared(described));
  });
});

suite('two means', () => {
  test('t-tests', () => {
    const welch = welchT(a, c);
    agrees(welch, [-3.2279513794984585, 0.008582062694519594]);
    close(welch.df[0]!, 10.436333167244266);
    close(welch.difference.low, -0.0391961072);
    close(welch.difference.high, -0.00728960709);
    const student = studentT(a, c);
    agrees(student, [-3.4129581010808416, 0.0038539340420437]);
    expect(student.df).toEqual([15]);
    const sexes = groupsFrom([19, 22, 16, 29, 24], [20, 11, 17, 12]);
    const [males, females] = sexes.map(({ values }) => describe(values));
    agrees(welchT(males!, females!), [2.2831482556876, 0.0567509259]);
    agrees(mannWhitney(rank(sexes)), [17, 0.1111111111]);
    close(mannWhitney(rank(sexes), 'normal').p, 0.11134688653);
    close(exactPermutation(sexes[0]!.values, sexes[1]!.values)!.p, 10 / 126);
    close(exactPermutation(sexes[0]!.values, sexes[1]!.values, 'greater')!.p, 5 / 126);
  });

  test('ranks and distributions', () => {
    agrees(mannWhitney(rank(ac)), [7.5, 0.008375478843656529]);
    const delta = cliffDelta(...ac).value;
    close(delta, -0.7857142857142857);
    // Vargha and Delaney's A12.
    close((1 + delta) / 2, 0.10714285714);
    agrees(kolmogorovSmirnov(ac[0].values, ac[1].values), [0.7571428571428571, 0.009461127108185932]);
  });

  test('all 19,448 ways to part them', () => {
    const exact = exactPermutation(ac[0].values, ac[1].values)!;
    agrees(exact, [-0.02324285714, 0.0024681201151789]);
  });

  test('sizes of effects', () => {
    close(cohenD(a, c), -1.6819241149667452);
    const g = hedgesG(a, c);
    close(g.value, -1.5961587461);
    expect([g.low < g.value, g.high < 0]).toEqual([true, true]);
  });

  test('power', () => {
    close(groupSize(0.2), 393.4057, 3);
    close(detectableD(1709, 4331), 0.08004, 5);
    close(detectableD(50, 500), 0.41627, 5);
    close(tTestPower(0, 20, 30), 0.05);
    // Two of each are enough for what is far larger.
    expect(groupSize(10)).toBe(2);
    // Of equal variances and sizes Welch's degrees are Student's.
    const one = { n: 40, variance: 4 };
    close(detectableGap([one, one]), 2 * detectableD(40, 40));
  });

  test('equivalence: rejected within the margin exactly where the 90 % interval lies inside it', () => {
    const { low } = welchT(a, c, 0.9).difference;
    close(equivalence(a, c, -low), 0.05);
    expect(equivalence(a, c, -low * 1.01)).toBeLessThan(0.05);
  });
});

test('power with what permuted labels exceed: twice the F takes the gap at which twice the F is exceeded in 80 %', () => {
  const one = { n: 40, variance: 1 };
  const [df, alpha] = [78, 0.05];
  const f = fUpperQuantile(alpha, 1, df);
  const powerAt = (gap: number, times: number) => noncentralFTail(times * f, 1, df, gap * gap * 20);
  const tail = [0.05, 0.01, 0.001].map((chance) => ({ chance, value: fUpperQuantile(chance, 1, df) }));
  close(detectableGap([one, one], { tail }), detectableGap([one, one]));
  const doubled = tail.map(({ chance, value }) => ({ chance, value: 2 * value }));
  close(powerAt(detectableGap([one, one], { tail: doubled }), 2), 0.8);
  // Between two chances by the logarithm, beyond the smallest as at it.
  const rising = [tail[0]!, doubled[1]!];
  const halfway = Math.sqrt(0.05 * 0.01);
  const own = fUpperQuantile(halfway, 1, df);
  close(noncentralFTail(1.5 * own, 1, df, detectableGap([one, one], { alpha: halfway, tail: rising }) ** 2 * 20), 0.8);
  const beyond = detectableGap([one, one], { alpha: 0.0001, tail: rising });
  close(noncentralFTail(2 * fUpperQuantile(0.0001, 1, df), 1, df, beyond ** 2 * 20), 0.8);
});

suite('rates', () => {
  const [x, y]: Count[] = [
    { ones: 45, n: 100 },
    { ones: 30, n: 100 },
  ];
  test('tests of two', () => {
    agrees(twoProportions(x!, y!), [2.19089023, 0.0284597369]);
    close(chiSquare([x!, y!]).statistic, 4.8);
    agrees(chiSquare([x!, y!], true), [4.181333333333333, 0.0408715341]);
    close(fisherExact(x!, y!).p, 0.0405340065);
  });

  test('intervals', () => {
    const within = ({ low, high }: { low: number; high: number }, from: number, to: number) => {
      close(low, from);
      close(high, to);
    };
    within(wilson({ ones: 8, n: 10 }), 0.4901624715, 0.9433178485);
    within(wilson({ ones: 0, n: 10 }), 0, 0.2775327999);
    within(clopperPearson({ ones: 8, n: 10 }), 0.4439045377, 0.9747892737);
    within(newcombe(x!, y!), 0.0158521951, 0.2768308539);
    expect(clopperPearson({ ones: 0, n: 10 }).low).toBe(0);
    // Woolf: log odds ratio 0.6466 with standard error 0.2974.
    const error = Math.sqrt(1 / 45 + 1 / 55 + 1 / 30 + 1 / 70);
    const ratio = oddsRatio(x!, y!);
    close(ratio.value, (45 * 70) / (55 * 30));
    close(Math.log(ratio.high / ratio.value), 1.959963984540054 * error);
    expect(oddsRatio({ ones: 0, n: 5 }, { ones: 2, n: 5 }).value).toBeCloseTo((0.5 * 3.5) / (5.5 * 2.5), 12);
  });
});

test('corrections', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  const bh = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857142857, 0.063857142857, 0.0645, 0.0765, 0.486, 0.581181818,
    0.714875, 0.753230769, 0.813214286, 1,
  ];
  for (const [i, corrected] of benjaminiHochberg(p).entries()) close(corrected, bh[i]!);
  const stepped = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213];
  for (const [i, corrected] of stepped.entries()) close(holm(p)[i]!, corrected);
  expect(holm(p).slice(9)).toEqual([1, 1, 1, 1, 1, 1]);
});
