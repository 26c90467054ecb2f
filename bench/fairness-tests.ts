import { holm } from '../engine/evaluate/corrections.ts';
import { describe } from '../engine/fairness/stats/groups.ts';
import { welchAnova } from '../engine/fairness/stats/mean-tests.ts';
import { welchPower } from '../engine/fairness/stats/power.ts';
import { resampleGroups } from '../engine/fairness/stats/resample.ts';
import { type Random, seededRandom } from '../engine/numeric/random.ts';
import type { Figure } from './measure.ts';

const bench = 'fairness-tests';
const audits = 1000;
/** Cells of an audit: what is corrected together. */
const cells = 5;

/** Names of the shapes, and the sizes of their groups. */
const shapes: readonly [name: string, sizes: readonly number[]][] = [
  ['3 groups of 30', [30, 30, 30]],
  ['3 groups of 50, 200, 800', [50, 200, 800]],
  ['14 groups of 30', new Array<number>(14).fill(30)],
  ['14 groups of 100', new Array<number>(14).fill(100)],
];

/**
 * Simulated audits with a known truth: the share of false alarms under equality (five cells, Holm) with unequal variances,
 * the share of planted gaps found beside the power predicted, and the seconds that the resampling of a whole audit takes.
 */
export async function fairnessTests(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, sizes] of shapes) {
    const random = seededRandom(sizes.length + sizes[0]!);
    const alarms = count(audits, () => {
      const p = Array.from({ length: cells }, () => compared(random, sizes, 0));
      return Math.min(...holm(p)) < 0.05;
    });
    figures.push({
      bench,
      what: `${name}: audits of ${cells} cells with a false alarm`,
      value: percent(alarms),
      unit: '%',
    });
    const gap = 3.2 / Math.sqrt(Math.min(...sizes));
    const found = count(audits, () => compared(random, sizes, gap) < 0.05);
    const predicted = welchPower(sizes.map((n, g) => ({ n, variance: spread(g) ** 2, mean: g === 0 ? gap : 0 })));
    const what = `${name}: gaps of ${gap.toFixed(2)} found`;
    figures.push({ bench, what, value: percent(found), unit: '%', peer: 'predicted', peerValue: 100 * predicted });
  }
  figures.push(await resampling());
  return figures;
}

/** Standard deviations differ by up to a half. */
const spread = (group: number) => 1 + 0.25 * (group % 3);

function compared(random: Random, sizes: readonly number[], gap: number): number {
  // What the ladder decides by for three groups and more.
  const groups = sizes.map((n, g) => {
    const mean = g === 0 ? gap : 0;
    return describe(Float64Array.from({ length: n }, () => mean + spread(g) * random.normal()));
  });
  return welchAnova(groups).p;
}

/** 6,040 users, 5 models with 6 metrics, by gender, age and occupation: 10,000 draws of bootstrap and permutation each. */
async function resampling(): Promise<Figure> {
  const random = seededRandom(1);
  const users = 6040;
  const columns = Array.from({ length: 30 }, () => ({ top: Float64Array.from({ length: users }, random.uniform) }));
  const started = performance.now();
  for (const groups of [2, 7, 21]) {
    const of = Int32Array.from({ length: users }, () => random.below(groups));
    await resampleGroups(columns, of, groups, { seed: 1 });
  }
  const value = (performance.now() - started) / 1000;
  return { bench, what: '6,040 users, 30 columns, 3 attributes: 10,000 draws of each', value, unit: 's' };
}

function count(times: number, happens: () => boolean): number {
  let happened = 0;
  for (let time = 0; time < times; time++) if (happens()) happened++;
  return happened;
}

function percent(happened: number): number {
  return (100 * happened) / audits;
}
