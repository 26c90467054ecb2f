import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison, Run, RunUser } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { writeLines } from '../../engine/jobs/write-lines.ts';
import type { RunRequest } from '../../engine/recommend/run.ts';
import { csvCell } from '../../engine/text/csv.ts';
import { withWorkspace } from './engine.ts';
import type { CommandIo } from './io.ts';
import { followModels, metricLines, type ProtocolOptions, protocolOf, runsOf } from './model-jobs.ts';

export interface WorkspaceEvaluation extends ProtocolOptions {
  workspace?: string;
  rule?: string;
  seed: number;
  resume?: number;
  perUser?: string;
  recs?: string;
  json?: boolean;
}

/** A metric of two runs that were measured on the same pairs; `difference` is b - a. */
type Test = { a: string; b: string } & Omit<Comparison['metrics'][number], 'a' | 'b'>;

/** Users asked for at once. */
const usersAtOnce = 1000;

/** `steward evaluate` over the workspace: one job, one stored run a model. */
export async function evaluateWorkspace(
  io: CommandIo,
  requests: readonly RunRequest[],
  options: WorkspaceEvaluation,
): Promise<void> {
  await withWorkspace(io, options, async (client) => {
    const started =
      options.resume === undefined
        ? await client.models.evaluate({
            models: requests.map(({ algorithm, params, name }) => ({ algorithm: algorithm.id, params, name })),
            protocol: protocolOf(options),
            rule: options.rule,
            seed: options.seed,
          })
        : await client.jobs.resume({ id: options.resume });
    const job = await followModels(io, client, started, 'evaluate');
    const runs = await runsOf(client, job.id);
    if (options.recs !== undefined) await writeLists(client, runs, options.recs);
    if (options.perUser !== undefined) await writeLines(options.perUser, perUserLines(client, runs));
    const tests = await compareAll(client, runs);
    if (options.json) io.out(JSON.stringify({ job: job.id, ...facts(runs), models: runs, tests }));
    else print(io, runs, tests);
  });
}

function facts(runs: readonly Run[]) {
  const [first] = runs;
  if (!first) return {};
  const { protocol, seed, users, items } = first;
  return { k: protocol.k, seed, split: protocol.split, ranking: 'full', users, items };
}

/** Every two runs that can be compared. */
async function compareAll(client: Engine['client'], runs: readonly Run[]): Promise<Test[]> {
  const tests: Test[] = [];
  for (const [n, a] of runs.entries()) {
    for (const b of runs.slice(n + 1)) {
      const { metrics } = await client.models.compare({ a: a.id, b: b.id });
      tests.push(...metrics.map((test) => ({ ...test, a: a.name, b: b.name })));
    }
  }
  return tests;
}

/** The users of a run, some at a time. */
export async function* usersOf(client: Engine['client'], run: Run): AsyncGenerator<RunUser[]> {
  for (let offset = 0; ; offset += usersAtOnce) {
    const { rows, total } = await client.models.runUsers({ id: run.id, offset, limit: usersAtOnce });
    yield rows;
    if (offset + usersAtOnce >= total) return;
  }
}

async function writeLists(client: Engine['client'], runs: readonly Run[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const run of runs) await writeLines(join(folder, `${run.name}.csv`), listLines(client, run));
}

async function* listLines(client: Engine['client'], run: Run): AsyncGenerator<string> {
  yield 'user,item,rank,score';
  for await (const users of usersOf(client, run)) {
    for (const { user, items } of users) {
      for (const [place, { item, score }] of items.entries())
        yield `${csvCell(user)},${csvCell(item)},${place + 1},${score}`;
    }
  }
}

async function* perUserLines(client: Engine['client'], runs: readonly Run[]): AsyncGenerator<string> {
  // Coverage and Gini are of all lists together: no user has them.
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].filter(
    (name) => name !== 'coverage' && name !== 'gini',
  );
  yield ['model', 'user', ...names].join(',');
  for (const run of runs) {
    for await (const users of usersOf(client, run)) {
      for (const { user, values } of users)
        yield [csvCell(run.name), csvCell(user), ...names.map((name) => values[name] ?? '')].join(',');
    }
  }
}

function print(io: CommandIo, runs: readonly Run[], tests: readonly Test[]): void {
  const [first] = runs;
  if (first) {
    const { split, share, k } = first.protocol;
    io.out(`${first.users} users, ${first.items} items; split ${split}${split === 'loo' ? '' : `, share ${share}`}`);
    io.out(`lists of ${k}, full ranking, 95 % intervals over users`);
  }
  for (const run of runs) {
    const parts = `${run.trainPairs} pairs to learn from, ${run.testPairs} to test on`;
    io.out('');
    io.out(`${run.name}  (run ${run.id}, rule ${run.rule}, ${parts})`);
    io.out(`  fit ${run.fitSeconds.toFixed(1)} s, evaluation ${run.evaluateSeconds.toFixed(1)} s`);
    for (const line of metricLines(run.metrics)) io.out(line);
  }
  const ndcg = tests.filter(({ metric }) => metric === 'ndcg' || metric === 'rmse');
  if (ndcg.length > 0) io.out('\nDifferences (p of the paired bootstrap, and corrected by Holm over all metrics)');
  for (const { metric, a, b, difference, p, corrected } of ndcg)
    io.out(`  ${metric.padEnd(5)} ${b} - ${a}: ${difference.toFixed(4)}   ${p.toFixed(4)}  ${corrected.toFixed(4)}`);
}
