import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import {
  type Audit,
  type AuditCell,
  type AuditSummary,
  auditSides,
  reportFormats,
} from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { followJob, withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule, names, wholeNumber } from './io.ts';
import { followModels, number, runsOf } from './model-jobs.ts';

interface Options {
  workspace?: string;
  model?: string[];
  run?: string[];
  groups?: string[];
  metrics?: string[];
  intersections?: number | true;
  control?: string;
  itemAttribute?: string;
  sides?: string[];
  margin?: number;
  alpha?: number;
  hideBelow?: number;
  markBelow?: number;
  draws?: number;
  question?: string;
  seed: number;
  html?: string;
  pdf?: string;
  json?: boolean;
}

const marks = { differs: '!', equivalent: '=', 'no-evidence': '?', 'not-estimable': '-' } as const;

/** `steward audit`: whether models treat groups of people alike; `audit list`, `audit show`, `audit remove`. */
export const auditCommand: CommandModule = (program, io) => {
  const parent = program
    .command('audit')
    .description('audit runs for fairness across groups of people, items, and identity terms in moderation')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--run <ids>', 'evaluation runs, with commas; the newest of each model where neither is given', names)
    .option('--model <names>', 'models that are measured first, with commas', names)
    .option(
      '--groups <attributes>',
      "attributes of users, 'activity', or 'set=value', with commas; all by default",
      names,
    )
    .option('--metrics <names>', 'metrics of users, with commas; all by default', names)
    .option('--intersections [depth]', 'crosses of two (or three) attributes too', wholeNumber(1))
    .option('--control <attribute>', 'compare within the groups of this attribute too')
    .option('--item-attribute <name>', 'what items are grouped by, and calibrated to; the first that fits by default')
    .addOption(new Option('--sides <names>', `some of ${auditSides.join(', ')}; all by default`).argParser(names))
    .option('--margin <share>', 'gaps below this share of the mean are equal enough (0.1)', number)
    .option('--alpha <level>', 'chance of any false alarm within a metric (0.05)', number)
    .option('--hide-below <n>', 'hide values of smaller groups (10)', wholeNumber(2))
    .option('--mark-below <n>', 'mark values of smaller groups (100)', wholeNumber(2))
    .option('--draws <n>', 'bootstrap and permutation draws, each (10,000)', wholeNumber(100))
    .option('--question <text>', 'what the audit is to answer')
    .option('--seed <n>', 'what all draws follow from', wholeNumber(), 1)
    .option('--html <file>', 'write a report as one page of HTML')
    .option('--pdf <file>', 'write a report as a PDF')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const audit = await withWorkspace(io, options, async (client) => {
          const made = await runAudit(io, client, options);
          await writeReports(client, made.id, options);
          return made;
        });
        if (options.json) io.out(JSON.stringify(audit));
        else print(io, audit);
      }),
    );
  parent
    .command('list')
    .description('list the audits of the workspace, newest first')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const found = await withWorkspace(io, options, (client) => client.fairness.audits({}));
        if (options.json) io.out(JSON.stringify(found));
        else for (const audit of found.rows) io.out(lineOf(audit));
      }),
    );
  parent
    .command('show')
    .description('print an audit')
    .argument('<audit>', 'its number', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--html <file>', 'write a report as one page of HTML')
    .option('--pdf <file>', 'write a report as a PDF')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (id: number, options: Options) => {
        const audit = await withWorkspace(io, options, async (client) => {
          await writeReports(client, id, options);
          return client.fairness.read({ id });
        });
        if (options.json) io.out(JSON.stringify(audit));
        else print(io, audit);
      }),
    );
  parent
    .command('remove')
    .description('delete an audit')
    .argument('<audit>', 'its number', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (id: number, options: Options) => {
        await withWorkspace(io, options, (client) => client.fairness.remove({ id }));
        io.out(options.json ? JSON.stringify({ id }) : `Removed audit ${id}`);
      }),
    );
};

async function runAudit(io: CommandIo, client: Engine['client'], options: Options): Promise<Audit> {
  const { question, metrics, groups, control, itemAttribute, sides, margin, alpha, hideBelow, markBelow, draws, seed } =
    options;
  const job = await client.fairness.audit({
    runs: await runsFor(io, client, options),
    attributes: groups,
    metrics,
    intersections: options.intersections === true ? 2 : options.intersections,
    control,
    itemAttribute,
    sides: sides as (typeof auditSides)[number][] | undefined,
    margin,
    alpha,
    hideBelow,
    markBelow,
    draws,
    seed,
    question,
  });
  await followJob(io, client, job);
  const { rows } = await client.fairness.audits({ job: job.id });
  return client.fairness.read({ id: rows[0]!.id });
}

async function writeReports(client: Engine['client'], id: number, options: Options): Promise<void> {
  for (const format of reportFormats) {
    const file = options[format];
    if (file === undefined) continue;
    const { data } = await client.fairness.report({ id, format });
    const bytes = new Uint8Array(await data.arrayBuffer());
    await writeFile(file, bytes).catch((cause: unknown) => {
      throw new StewardError('BAD_INPUT', `The report could not be written: ${(cause as Error).message}`, {
        advice: 'Name a file in a folder that exists and may be written to.',
        place: { file },
      });
    });
  }
}

/** The runs that were named, those of models that are measured now, or the newest one of each model. */
async function runsFor(io: CommandIo, client: Engine['client'], { run = [], model, seed }: Options): Promise<number[]> {
  const named = run.map((text) => {
    const id = Number(text);
    if (Number.isSafeInteger(id) && id > 0) return id;
    throw new StewardError('BAD_INPUT', `'${text}' is not the number of a run.`, {
      advice: 'List them with: steward runs',
      place: { field: '--run' },
    });
  });
  if (model) {
    const started = await client.models.evaluate({ models: model.map((algorithm) => ({ algorithm })), seed });
    const job = await followModels(io, client, started, 'evaluate');
    return [...named, ...(await runsOf(client, job.id)).map(({ id }) => id)];
  }
  if (run.length > 0) return named;
  const { rows } = await client.models.runs({ limit: 5000 });
  const newest = new Map<string, number>();
  for (const { kind, name, id, dataHash } of rows) {
    if (kind === 'evaluation' && dataHash === rows[0]!.dataHash && !newest.has(name)) newest.set(name, id);
  }
  return [...newest.values()].reverse();
}

function lineOf({ id, question, subjects, groupings, metrics, counts, createdAt, isBehind }: AuditSummary): string {
  const found = `${counts.differs ?? 0} differ, ${counts.equivalent ?? 0} equivalent`;
  const over = `${subjects.join(', ')} by ${groupings.join(', ')} over ${metrics.join(', ')}`;
  const when = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${id}  ${when}  ${question || over}  ${found}${isBehind ? '  (the data changed since)' : ''}`;
}

function print(io: CommandIo, audit: Audit): void {
  io.out(`Audit ${audit.id}${audit.question ? `: ${audit.question}` : ''}`);
  io.out(`data ${audit.dataHash.slice(0, 12)}, ${audit.spec.draws} draws, seed ${audit.spec.seed}`);
  io.out('! differs   = equivalent   ? no evidence   - not estimable; gap (expected if equal), Holm p, smallest group');
  for (const { subject, cells } of bySubject(audit.cells)) {
    io.out('');
    io.out(subject);
    for (const cell of cells) io.out(`  ${cellLine(cell)}`);
  }
  for (const { subject, figures } of audit.items) {
    io.out('');
    io.out(`${subject}: items`);
    for (const { label, group, value, convention } of figures)
      io.out(`  ${`${label}${group ? `, ${group}` : ''}`.padEnd(44)} ${text(value).padStart(9)}  ${convention}`);
  }
  for (const { policy, source, terms, overallAuc } of audit.moderation) {
    io.out('');
    io.out(`${policy}: identity terms over ${source}, AUC ${text(overallAuc)}`);
    for (const { term, n, subgroupAuc, bpsn, bnsp, flips } of terms) {
      const aucs = [subgroupAuc, bpsn, bnsp].map(({ value }) => text(value).padStart(8)).join(' ');
      io.out(`  ${term.padEnd(16)} ${String(n).padStart(6)} ${aucs}${flips === null ? '' : `  flips ${text(flips)}`}`);
    }
  }
  io.out('');
  for (const limit of audit.limits) io.out(limit);
}

function bySubject(cells: readonly AuditCell[]): { subject: string; cells: AuditCell[] }[] {
  const found = new Map<string, AuditCell[]>();
  for (const cell of cells) found.set(cell.subject, [...(found.get(cell.subject) ?? []), cell]);
  return [...found].map(([subject, own]) => ({ subject, cells: own }));
}

function cellLine({ metric, grouping, stratum, gap, expected, holm, smallest, verdict, words }: AuditCell): string {
  const what = `${metric} by ${grouping}${stratum === null ? '' : ` within ${stratum}`}`;
  const figures = `${text(gap)} (${text(expected?.mean ?? null)})  p ${text(holm)}  n ${smallest}`;
  return `${marks[verdict]} ${what.padEnd(36)} ${figures.padEnd(40)} ${words}`;
}

function text(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(4);
}
