import { parseArgs } from 'node:util';
import { toCsr } from '../engine/catalog/interactions/interactions.ts';
import { rank } from '../engine/evaluate/ranking.ts';
import { rateErrors } from '../engine/evaluate/rating.ts';
import type { Algorithm } from '../engine/recommend/models/model.ts';
import { loadAlgorithms } from '../engine/recommend/plan.ts';
import { type EvaluationTask, feedbackOf, trainingData } from '../engine/recommend/run.ts';
import { machine } from './measure.ts';
import { type Expected, type OracleRow, oracleRows } from './oracle-rows.ts';
import { OracleTasks } from './oracle-tasks.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '2' },
  },
});
if (options.data === undefined)
  throw new Error('Give --data DIR, a folder with recommend/ml-1m and recommend/ml-100k.');

const seed = 1;
const tasks = new OracleTasks(options.data);
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Fits and measures on each task of the row's protocol; figures are means over them. */
async function measure(
  row: OracleRow,
  algorithm: Algorithm,
): Promise<{ figures: Record<string, number>; fit: number }> {
  const parts = await tasks.of(row.protocol);
  const sums: Record<string, number> = {};
  let fit = 0;
  for (const task of parts) {
    const feedback = row.feedback ?? feedbackOf(algorithm, row.params);
    const data = trainingData(task.data, task.train, feedback, task);
    const started = performance.now();
    const model = await algorithm.fit(data, row.params, { seed, threads: Number(options.threads) });
    fit += (performance.now() - started) / 1000;
    const figures = row.task === 'rating' ? await ratingFigures(model, task) : await rankingFigures(model, task);
    for (const [name, value] of Object.entries(figures)) sums[name] = (sums[name] ?? 0) + value / parts.length;
  }
  return { figures: sums, fit };
}

type Fitted = Awaited<ReturnType<Algorithm['fit']>>;

async function ratingFigures(model: Fitted, { data, train, test }: EvaluationTask): Promise<Record<string, number>> {
  const { rmse, mae } = await rateErrors(
    (users, items) => model.score(users, items),
    toCsr(data, train),
    toCsr(data, test),
  );
  return { rmse, mae };
}

async function rankingFigures(model: Fitted, task: EvaluationTask): Promise<Record<string, number>> {
  const parts = {
    train: toCsr(task.data, task.train),
    relevant: toCsr(task.data, task.test),
    negatives: task.negatives,
  };
  const { perUser } = await rank((users) => model.scoreAll(users), { ...parts, k: 10, seed });
  const means = Object.entries(perUser).map(([name, values]): [string, number] => [
    name,
    values.reduce((sum, value) => sum + value, 0) / values.length,
  ]);
  return Object.fromEntries(means);
}

function passes(ours: number, { published, rule }: Expected): boolean {
  if (typeof rule === 'number') return Math.abs(ours - published) <= rule;
  if (rule === 'at least') return ours >= published;
  return rule === 'below' ? ours < published : ours <= published;
}

const counts = { passed: 0, failed: 0, missing: 0 };
const algorithms = await loadAlgorithms();
print(`Published figures and ours; ${machine()}, ${options.threads} threads, seed ${seed}.`);
print('5 folds are our own, seeded: those of Surprise come from numpy. Ties go by the smaller item number.');
print(
  `${'row'.padEnd(52)}${'metric'.padEnd(11)}${'published'.padStart(9)}${'rule'.padStart(10)}${'ours'.padStart(9)}  verdict    fit s`,
);
const wanted = oracleRows.filter(({ name }) => new RegExp(options.only, 'i').test(name));
for (const row of wanted) {
  const algorithm = algorithms.get(row.model);
  const result = algorithm && (await measure(row, algorithm));
  for (const expected of row.expected) {
    const ours = result?.figures[expected.metric];
    const verdict = ours === undefined ? 'missing' : passes(ours, expected) ? 'passed' : 'failed';
    counts[verdict] += 1;
    const rule = typeof expected.rule === 'number' ? `+-${expected.rule}` : expected.rule;
    print(
      row.name.padEnd(52) +
        expected.metric.padEnd(11) +
        expected.published.toFixed(4).padStart(9) +
        rule.padStart(10) +
        (ours?.toFixed(4) ?? '-').padStart(9) +
        `  ${verdict === 'failed' ? 'FAILED ' : verdict}`.padEnd(11) +
        (result?.fit.toFixed(1) ?? '-').padStart(7),
    );
  }
}
for (const { name, note } of wanted) if (note) print(`${name}: ${note}.`);
print(`${counts.passed} passed, ${counts.failed} failed, ${counts.missing} missing (no such model yet).`);
process.exitCode = counts.failed + counts.missing > 0 ? 1 : 0;
