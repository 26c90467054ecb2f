import { inWorker } from '../engine/numeric/parallel.ts';
import type { Outcome, World } from './fairness-simulation-worker.ts';
import type { Values } from './fairness-values.ts';
import type { Figure } from './measure.ts';

const bench = 'fairness-simulation';
const worker = new URL('./fairness-simulation-worker.ts', import.meta.url);
const threads = 2;
const audits = 1000;
/** Of audits at the margin all six cells count. */
const auditsAtMargin = 300;
/**
 * Fewer than an audit's 10,000, to end in minutes. The steps of Holm and of Benjamini and Hochberg (0.05 / 3, 0.05 / 6
 * and so on) are nearly multiples of 1 / 606, as they are of 1 / 10,001, so that no level is lost by rounding.
 */
const draws = 605;

const times = (n: number, size: number) => new Array<number>(n).fill(size);
const unlike = [12, 14, 16, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300];
/** The occupations of MovieLens 100K: three of them are hidden. */
const occupations = [196, 105, 95, 79, 67, 66, 51, 45, 32, 31, 28, 27, 26, 18, 16, 14, 12, 12, 9, 7, 7];
const skewed: Values = { kind: 'skewed' };
const normal = (...sds: number[]): Values => ({ kind: 'normal', sds });
const rate = (of: number): Values => ({ kind: 'rate', rate: of });

type Place = readonly [groups: string, values: string, sizes: readonly number[], of: Values];

/** Small groups have the large standard deviations where sizes differ: where Student's and classic tests are too sure. */
const equal: readonly Place[] = [
  ['2 of 30 and 300', 'skewed', [30, 300], skewed],
  ['2 of 20 and 60', 'normal, sd 3 and 1', [20, 60], normal(3, 1)],
  ['2 of 60 and 200', 'rate of 0.2', [60, 200], rate(0.2)],
  ['3 of 30', 'skewed', times(3, 30), skewed],
  ['3 of 50, 200, 800', 'skewed', [50, 200, 800], skewed],
  ['3 of 20, 40, 80', 'normal, sd 3, 2, 1', [20, 40, 80], normal(3, 2, 1)],
  ['3 of 100', 'rate of 0.3', times(3, 100), rate(0.3)],
  ['3 of 30', 'rate of 0.05', times(3, 30), rate(0.05)],
  ['14 of 30', 'skewed', times(14, 30), skewed],
  ['14 of 12 to 300', 'skewed', unlike, skewed],
  ['14 of 30', 'normal, sd 3, 2, 1, 3, ...', times(14, 30), normal(3, 2, 1)],
  ['14 of 12 to 300', 'normal, sd 3 to 1', unlike, normal(...unlike.map((_, g) => 3 - (2 * g) / 13))],
  ['14 of 100', 'rate of 0.2', times(14, 100), rate(0.2)],
  ['21 of 7 to 196', 'skewed', occupations, skewed],
  ['21 of 7 to 196', 'normal, sd 1 to 3', occupations, normal(...occupations.map((_, g) => 1 + g / 10))],
  ['21 of 7 to 196', 'rate of 0.2', occupations, rate(0.2)],
];
/** The smallest group lies above, or below: with skewed values that is not the same. */
const planted: readonly (readonly [...Place, 'above' | 'below'])[] = [
  ['2 of 50', 'skewed', [50, 50], skewed, 'above'],
  ['2 of 30 and 300', 'skewed', [30, 300], skewed, 'above'],
  ['2 of 30 and 300', 'skewed', [30, 300], skewed, 'below'],
  ['2 of 200', 'rate of 0.3', [200, 200], rate(0.3), 'above'],
  ['3 of 50, 200, 800', 'skewed', [50, 200, 800], skewed, 'above'],
  ['3 of 50, 200, 800', 'skewed', [50, 200, 800], skewed, 'below'],
  ['3 of 20, 40, 80', 'normal, sd 3, 2, 1', [20, 40, 80], normal(3, 2, 1), 'above'],
  ['14 of 100', 'skewed', times(14, 100), skewed, 'above'],
  ['14 of 100', 'rate of 0.3', times(14, 100), rate(0.3), 'above'],
  ['21 of 60 to 400', 'skewed', times(21, 0).map((_, g) => Math.round(60 * (400 / 60) ** (g / 20))), skewed, 'above'],
];
const atMargin: readonly Place[] = [
  ['2 of 50 and 100', 'normal, sd 2 and 1', [50, 100], normal(2, 1)],
  ['2 of 200 and 400', 'skewed', [200, 400], skewed],
  ['2 of 300', 'rate of 0.4', [300, 300], rate(0.4)],
  ['3 of 300', 'skewed', times(3, 300), skewed],
  ['14 of 60', 'normal, sd 3, 2, 1, 3, ...', times(14, 60), normal(3, 2, 1)],
];

/**
 * Audits with a known truth, by the code that an audit's job runs: false alarms under equality after Holm and after
 * Benjamini and Hochberg, planted gaps found beside the power that the audit promises, and groups that lie exactly the
 * margin apart and are called equivalent.
 */
export async function fairnessSimulation(): Promise<Figure[]> {
  const worldOf = (truth: World['truth'], place: readonly [...Place, ...unknown[]], seed: number): World => {
    const [, , sizes, values] = place;
    return { sizes, values, audits: truth === 'margin' ? auditsAtMargin : audits, draws, seed, truth };
  };
  const tasks = [
    ...equal.map((place, n) => ({ place, world: worldOf('equal', place, 100 + n), figures: alarmFigures })),
    ...planted.map((place, n) => ({ place, world: worldOf(place[4], place, 200 + n), figures: powerFigures })),
    ...atMargin.map((place, n) => ({ place, world: worldOf('margin', place, 300 + n), figures: marginFigures })),
  ];
  const found: Figure[][] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < tasks.length; at = next++) {
      const { place, world, figures } = tasks[at]!;
      found[at] = figures(nameOf(place, world), await inWorker<World, Outcome>(worker, world));
      process.stderr.write(`  ${at + 1} of ${tasks.length}\n`);
    }
  };
  await Promise.all(Array.from({ length: threads }, lane));
  return found.flat();
}

function nameOf([groups, values]: readonly [string, string, ...unknown[]], { truth }: World): string {
  const side = truth === 'above' || truth === 'below' ? `, the smallest ${truth}` : '';
  return `${groups}, ${values}${side}`;
}

function alarmFigures(name: string, { alarms, families, falseShare }: Outcome): Figure[] {
  return [
    { bench, what: `${name}: metrics with a false alarm (Holm)`, value: (100 * alarms) / families, unit: '%' },
    { bench, what: `${name}: audits with a false discovery (BH)`, value: 100 * falseShare, unit: '%' },
  ];
}

function powerFigures(name: string, { found, planted: all, falseShare }: Outcome): Figure[] {
  const what = `${name}: planted gaps found`;
  return [
    { bench, what, value: (100 * found) / all, unit: '%', peer: 'promised', peerValue: 80 },
    { bench, what: `${name}: discoveries that are none (BH)`, value: 100 * falseShare, unit: '%' },
  ];
}

function marginFigures(name: string, { equivalent, atMargin: all }: Outcome): Figure[] {
  const value = (100 * equivalent) / all;
  return [{ bench, what: `${name}: a margin apart, called equivalent`, value, unit: '%' }];
}
