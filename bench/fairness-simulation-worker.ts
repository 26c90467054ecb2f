import { type AuditCell, auditSpec, type Run } from '../engine/contract/index.ts';
import { peopleSide } from '../engine/fairness/audit/people-side.ts';
import { serve } from '../engine/numeric/parallel.ts';
import { type Random, seededRandom } from '../engine/numeric/random.ts';
import { drawValue, errorOf, meanOf, shiftsOf, type Values } from './fairness-values.ts';

const alpha = 0.05;
/** Every audit compares so many runs by these metrics: cells of one metric are corrected together by Holm. */
const runs = 3;
const metrics = ['ndcg', 'recall'];
/** How many standard errors wide the margin is where two groups lie exactly that far apart: all others are well inside. */
const marginErrors = 8;
/** Audits by which a gap is planted that is as large as the one they say they find in 80 %, and how often it is corrected. */
const pilots = 20;
const corrections = 10;

/** Simulated audits with a known truth. */
export interface World {
  sizes: readonly number[];
  values: Values;
  audits: number;
  draws: number;
  seed: number;
  /**
   * `equal`: no cell has a gap. `above` and `below`: one cell has the gap that the audit says it finds in 80 %, its
   * smallest group being the one that lies above or below. `margin`: all cells have a gap as large as the margin.
   */
  truth: 'equal' | 'above' | 'below' | 'margin';
}

/** Counts over all audits. */
export interface Outcome {
  /** Metrics of an audit in which a cell without a gap is called different, and all of them. */
  alarms: number;
  families: number;
  /** Of the cells that Benjamini and Hochberg call a discovery, the mean share that have no gap. */
  falseShare: number;
  /** Cells with a planted gap that are called different, and all of them. */
  found: number;
  planted: number;
  /** Cells at the margin that are called equivalent, and all of them. */
  equivalent: number;
  atMargin: number;
}

/** Makes audits by the code that the audit's job runs, and counts how often its verdicts are right. */
async function simulate(world: World): Promise<Outcome> {
  const { sizes, values, audits, truth } = world;
  const random = seededRandom(world.seed);
  const gap = await gapOf(world, random);
  const shifts = shiftsOf(values, shownOf(sizes), gap);
  const mean = meanOf(values) + shifts.reduce((sum, shift, g) => sum + shift * sizes[g]!, 0) / sizes.reduce(plus, 0);
  const margin = truth === 'margin' ? gap / mean : undefined;
  const isPlanted = (cell: AuditCell) => truth !== 'equal' && isFirst(cell);
  const outcome = { alarms: 0, families: 0, falseShare: 0, found: 0, planted: 0, equivalent: 0, atMargin: 0 };
  for (let audit = 0; audit < audits; audit++) {
    const cells = await auditOf(world, random, { seed: audit, margin, shifts });
    if (truth === 'margin') {
      outcome.atMargin += cells.length;
      outcome.equivalent += cells.filter(({ verdict }) => verdict === 'equivalent').length;
      continue;
    }
    const discoveries = cells.filter(({ discovery }) => discovery !== null && discovery < alpha);
    const wrong = discoveries.filter((cell) => !isPlanted(cell)).length;
    outcome.falseShare += discoveries.length > 0 ? wrong / discoveries.length / audits : 0;
    outcome.families += metrics.length;
    for (const metric of metrics) {
      if (cells.some((cell) => cell.metric === metric && differs(cell) && !isPlanted(cell))) outcome.alarms++;
    }
    outcome.planted += cells.filter(isPlanted).length;
    outcome.found += cells.filter((cell) => isPlanted(cell) && differs(cell)).length;
  }
  return outcome;
}

/** The gap of a world. One that is promised is what audits say where it is planted: it changes what they see. */
async function gapOf(world: World, random: Random): Promise<number> {
  const { sizes, values, truth } = world;
  const error = errorOf(values, shownOf(sizes));
  if (truth === 'equal') return 0;
  if (truth === 'margin') return marginErrors * error;
  const sign = truth === 'above' ? 1 : -1;
  let gap = sign * 3 * error;
  for (let time = 1; time <= corrections; time++) {
    const shifts = shiftsOf(values, shownOf(sizes), gap);
    let promised = 0;
    for (let pilot = 0; pilot < pilots; pilot++) {
      const cells = await auditOf(world, random, { seed: pilot, shifts });
      promised += cells.find(isFirst)!.detectable! / pilots;
    }
    // Later answers weigh more: they are of a gap that is nearer.
    gap += ((sign * promised - gap) * 2) / (time + 1);
  }
  return gap;
}

/** The cells of one audit; without a margin of its own only the first of them has the shifts. */
async function auditOf(
  { sizes, values, draws }: World,
  random: Random,
  { seed, margin, shifts }: { seed: number; margin?: number; shifts: readonly number[] },
): Promise<AuditCell[]> {
  const group = Int32Array.from(sizes.flatMap((n, g) => new Array<number>(n).fill(g)));
  const subjects = Array.from({ length: runs }, (_, run) => {
    const columns = metrics.map((metric, m) => {
      const isApart = margin !== undefined || (run === 0 && m === 0);
      return [metric, Float64Array.from(group, (g) => drawValue(random, values, g, isApart ? shifts[g]! : 0))] as const;
    });
    const users = Int32Array.from(group, (_, user) => user);
    return { run: { id: run + 1 } as Run, name: `run ${run + 1}`, users, values: Object.fromEntries(columns) };
  });
  const groupings = [{ attribute: 'group', names: sizes.map((_, g) => `g${g}`), of: group }];
  const spec = { ...auditSpec.parse({ draws, alpha, seed }), ...(margin !== undefined && { margin }) };
  return peopleSide({ subjects, metrics, groupings, control: null, spec, threads: 1 }, () => {});
}

/** Groups that the audit hides are of no gap: as known as can be. */
function shownOf(sizes: readonly number[]): number[] {
  const { hideBelow } = auditSpec.parse({});
  return sizes.map((n) => (n >= hideBelow ? n : Number.POSITIVE_INFINITY));
}

function differs({ verdict, differsWithin }: AuditCell): boolean {
  return verdict === 'differs' || differsWithin;
}

function isFirst({ run, metric }: AuditCell): boolean {
  return run === 1 && metric === metrics[0];
}

function plus(a: number, b: number): number {
  return a + b;
}

serve<World, Outcome>(simulate);
