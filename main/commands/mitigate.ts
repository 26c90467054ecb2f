import { Option } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import {
  type Figure,
  type Mitigation,
  type MitigationMeasure,
  type MitigationMethod,
  type MitigationPoint,
  mitigationMethods,
} from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule, names, wholeNumber } from './io.ts';
import { addMitigateApply } from './mitigate-apply.ts';
import { addMitigateThresholds } from './mitigate-thresholds.ts';
import { number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  run?: number;
  by: string;
  methods?: string[];
  strengths?: string[];
  metric?: 'ndcg' | 'recall';
  budget?: number;
  categories?: string;
  candidates?: number;
  draws?: number;
  json?: boolean;
}

/** `steward mitigate`: ways to make a run's lists fairer, before and after; `mitigate list`, `mitigate thresholds`. */
export const mitigateCommand: CommandModule = (program, io) => {
  const parent = program
    .command('mitigate')
    .description("try ways to make a run's lists fairer: chosen on a validation part, measured on the test part")
    .option('--workspace <dir>', 'the workspace folder')
    .option('--run <id>', 'the evaluation run to start from; the newest by default', wholeNumber(1))
    .option('--by <attribute>', "what users are grouped by: an attribute, 'activity', or 'set=value'", 'activity')
    .option('--methods <names>', `some of ${mitigationMethods.join(', ')}; all that work with the model`, names)
    .option('--strengths <lists>', "strengths to try, as 'floor=0.1:0.2 cp=0.05'", words)
    .addOption(new Option('--metric <name>', 'whose gap is looked at (ndcg)').choices(['ndcg', 'recall']))
    .option('--budget <share>', 'the share of the metric that a chosen strength may lose (0.05)', number)
    .option('--categories <attribute>', 'what calibration looks at; head and tail of popularity by default')
    .option('--candidates <n>', 'how many items re-ranking chooses from (100)', wholeNumber(10))
    .option('--draws <n>', 'bootstrap draws (500)', wholeNumber(100))
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const found = await withWorkspace(io, options, (client) => mitigate(io, client, options));
        if (options.json) io.out(JSON.stringify(found));
        else for (const line of mitigationLines(found)) io.out(line);
      }),
    );
  parent
    .command('list')
    .description('print what was tried, newest first')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--run <id>', 'of one run', wholeNumber(1))
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Partial<Options>) => {
        const { run } = options;
        const found = await withWorkspace(io, options, (client) => client.fairness.mitigations({ run }));
        if (options.json) io.out(JSON.stringify(found));
        else for (const one of found.rows) for (const line of mitigationLines(one)) io.out(line);
      }),
    );
  addMitigateApply(parent, io);
  addMitigateThresholds(parent, io);
};

async function mitigate(io: CommandIo, client: Engine['client'], options: Options): Promise<Mitigation> {
  const { by, metric, budget, categories, candidates, draws } = options;
  const run = options.run ?? (await newestRun(client));
  const methods = options.methods?.map(methodOf);
  const strengths = options.strengths && strengthsOf(options.strengths);
  const spec = { run, by, methods, strengths, metric, budget, categories, candidates, draws };
  const job = await followJob(io, client, await client.fairness.mitigate(spec));
  const { rows } = await client.fairness.mitigations({ job: job.id });
  return rows[0]!;
}

async function newestRun(client: Engine['client']): Promise<number> {
  const { rows } = await client.models.runs({ limit: 500 });
  const newest = rows.find(({ kind }) => kind === 'evaluation');
  if (newest) return newest.id;
  throw new StewardError('NOT_FOUND', 'The workspace has no run to start from.', {
    advice: 'Make one with: steward evaluate --model ials',
  });
}

/** Lines for people: the base, then each point with its difference to the base. */
export function* mitigationLines(found: Mitigation): Generator<string> {
  const { id, spec, runName, algorithm, better, worse, users, k, base, points, seconds } = found;
  yield `Mitigation ${id}: ${runName} (${algorithm}, run ${spec.run}) by ${spec.by}, lists of ${k}, ${users} users, ${seconds.toFixed(0)} s`;
  yield `gap: ${spec.metric} of '${better}' less that of '${worse}'; 95 % intervals over users; * chosen on the validation part`;
  yield `${'method'.padEnd(20)} ${'ndcg'.padEnd(24)} ${'gap'.padEnd(26)} ${'tail'.padEnd(24)} coverage   gini`;
  yield lineOf('base', '', base.test);
  for (const point of points) yield lineOf(point.method, markOf(point), point.test, point.strength);
  const kept = points.filter(({ chosen }) => chosen);
  if (kept.length === 0) return;
  yield '';
  yield 'Chosen strengths against the base, paired';
  for (const { method, strength, change } of kept) {
    yield `${`${method} ${strength}`.padEnd(20)} ndcg ${text(change.ndcg)}  gap ${text(change.gap)}  tail ${text(change.tail)}`;
  }
}

function markOf({ chosen, dominated }: MitigationPoint): string {
  return `${chosen ? ' *' : ''}${dominated ? ' (dominated)' : ''}`;
}

function lineOf(name: string, mark: string, test: MitigationMeasure, strength?: number): string {
  const label = `${name}${strength === undefined ? '' : ` ${strength}`}`.padEnd(20);
  const { ndcg, gap, tail, coverage, gini } = test;
  const parts = [text(ndcg).padEnd(24), text(gap).padEnd(26), text(tail).padEnd(24)];
  return `${label} ${parts.join(' ')} ${coverage.value.toFixed(4)}   ${gini.value.toFixed(4)}${mark}`;
}

function text({ value, low, high }: Figure): string {
  return `${value.toFixed(4)} (${low.toFixed(4)}..${high.toFixed(4)})`;
}

function words(of: string): string[] {
  return of.split(/\s+/).filter((word) => word !== '');
}

function methodOf(name: string): MitigationMethod {
  const found = mitigationMethods.find((method) => method === name);
  if (found) return found;
  throw new StewardError('BAD_INPUT', `There is no method '${name}'.`, {
    advice: `The methods are: ${mitigationMethods.join(', ')}.`,
    place: { field: '--methods' },
  });
}

function strengthsOf(given: readonly string[]): Partial<Record<MitigationMethod, number[]>> {
  return Object.fromEntries(
    given.map((part) => {
      const [name = '', list = ''] = part.split('=');
      const values = list.split(':').map(Number);
      if (list !== '' && values.every(Number.isFinite)) return [methodOf(name), values] as const;
      throw new StewardError('BAD_INPUT', `'${part}' names no strengths.`, {
        advice: "Write them as 'floor=0.1:0.2'.",
        place: { field: '--strengths' },
      });
    }),
  );
}
