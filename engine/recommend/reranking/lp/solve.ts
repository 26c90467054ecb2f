import loadHighs from 'highs';
import type { Programme } from './programme.ts';

/** What came of a programme. */
export interface Solution {
  /** 'time' where the limit came first: then `values` are all zero. */
  status: 'optimal' | 'time';
  /** One for each column. */
  values: Float64Array;
  objective: number;
  /** By how much the constraints of each priority are missed together. */
  missed: Float64Array;
  /** What one more unit in the row of each constraint costs of the objective; NaN where it has no row, or its price says nothing. */
  prices: Float64Array;
  /** How many programmes were solved: 1 where nothing had to be given up. */
  solves: number;
}

/** How far a sum of slacks may lie above its smallest value when the next one is looked for. */
const tolerance = 1e-7;

// The package's declarations are written for CommonJS, where this function is a member of what is imported; as a module
// it is the default export itself.
const load = loadHighs as unknown as typeof loadHighs.default;
let loading: ReturnType<typeof load> | undefined;

/**
 * Solves a programme with HiGHS, on the calling thread. First with all slacks at zero; where that cannot be, each
 * priority's slacks are made as small as possible in turn (lexicographic goal programming), and the objective last, within
 * what is left. The same programme gives the same
 * solution. `seconds` is for all of them together. Throws where the programme cannot be at all.
 */
export async function solveProgramme(programme: Programme, seconds: number): Promise<Solution> {
  loading ??= load();
  const highs = await loading;
  const { optimal, infeasible, unboundedOrInfeasible, timeLimit } = highs.constants.modelStatus;
  const { columns, rows, slacks } = programme;
  const all = { kind: 'range', from: 0, to: columns - 1 } as const;
  const slackColumns = slacks.flatMap((some) => [...some]);
  const upper = programme.upper.slice();
  for (const column of slackColumns) upper[column] = 0;
  const model = highs.createModel({
    numCols: columns,
    numRows: rows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: programme.cost,
    colLower: programme.lower,
    colUpper: upper,
    rowLower: programme.rowLower,
    rowUpper: programme.rowUpper,
    matrix: {
      format: 'csr',
      numRows: rows,
      numCols: columns,
      starts: programme.starts,
      indices: programme.indices,
      values: programme.values,
    },
  });
  try {
    // The primal simplex method was the fastest on feeds, and goes on from where it stands when only the costs change.
    model.options.set({ output_flag: false, solver: 'simplex', simplex_strategy: 4, random_seed: 1 });
    model.options.set('time_limit', seconds);
    let solves = 0;
    const run = () => {
      solves += 1;
      return model.run().modelStatus;
    };
    let status = run();
    if (slackColumns.length > 0 && (status === infeasible || status === unboundedOrInfeasible)) {
      for (const column of slackColumns) model.changeColBounds(column, 0, Number.POSITIVE_INFINITY);
      for (const some of slacks) {
        if (some.length === 0) continue;
        const cost = new Float64Array(columns);
        for (const column of some) cost[column] = -1;
        model.changeColsCost(all, cost);
        status = run();
        if (status !== optimal) break;
        const least = Math.max(0, -model.getObjectiveValue());
        model.addRow(0, least + tolerance, { indices: some, values: new Float64Array(some.length).fill(1) });
      }
      if (status === optimal) {
        model.changeColsCost(all, programme.cost);
        status = run();
      }
    }
    if (status !== optimal && status !== timeLimit) throw new Error(`HiGHS ended with status ${status}.`);
    const isOptimal = status === optimal;
    const solution = isOptimal ? model.getSolution() : null;
    const values = solution?.colValue ?? new Float64Array(columns);
    // Where something was given up the rows that hold that down have a part in every price.
    const duals = solves === 1 ? solution?.rowDual : undefined;
    const prices = Float64Array.from(programme.priced, (row) =>
      duals && row >= 0 ? Math.max(0, -duals[row]!) : Number.NaN,
    );
    const missed = Float64Array.from(slacks, (some) => some.reduce((sum, column) => sum + values[column]!, 0));
    const objective = model.getObjectiveValue();
    return { status: isOptimal ? 'optimal' : 'time', values, objective, missed, prices, solves };
  } finally {
    model.dispose();
  }
}
