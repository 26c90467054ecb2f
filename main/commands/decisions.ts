import { writeFile } from 'node:fs/promises';
import { StewardError } from '../../engine/contract/errors.ts';
import { type JudgedBy, type JudgedCriteria, judgedByName } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule } from './io.ts';
import { number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  policy: string;
  out: string;
  by: string;
  threshold?: number;
  margin?: number;
  json?: boolean;
}

/** `steward decisions`: what people decided under a policy, as a file, and how alike its classifier treats groups of these posts. */
export const decisionsCommand: CommandModule = (program, io) => {
  const decisions = program.command('decisions').description('what people decided under a policy');
  decisions
    .command('export')
    .description('write a row for each judged post: id, truth, scores, threshold and groups, never its text')
    .option('--workspace <dir>', 'the workspace folder')
    .requiredOption('--policy <id>', 'the policy whose decisions are wanted')
    .requiredOption('--out <file>', 'the CSV file to write, for `steward rates`')
    .option('--json', 'print one JSON object')
    .action(action(io, (options: Options) => exported(io, options)));
  decisions
    .command('criteria')
    .description('independence, separation and sufficiency between groups of judged posts')
    .option('--workspace <dir>', 'the workspace folder')
    .requiredOption('--policy <id>', 'the policy whose classifier decides')
    .option(
      '--by <groups>',
      "'language', 'kind', 'term:' and an identity term, 'author:' and an attribute of users; up to three, crossed",
      'language',
    )
    .option('--threshold <t>', "decide from this score on; the policy's own by default", number)
    .option('--margin <m>', 'differences within it count as none (0.05)', number)
    .option('--json', 'print one JSON object')
    .action(action(io, (options: Options) => criteria(io, options)));
};

async function exported(io: CommandIo, options: Options): Promise<void> {
  const { policy, out } = options;
  const { data, rows } = await withWorkspace(io, options, (client) => client.fairness.decisionsFile({ policy }));
  try {
    await writeFile(out, Buffer.from(await data.arrayBuffer()));
  } catch (cause) {
    throw new StewardError('BAD_INPUT', 'The file cannot be written.', {
      place: { file: out },
      advice: 'Check that its folder exists and has room.',
      cause,
    });
  }
  io.out(options.json ? JSON.stringify({ file: out, rows }) : `Wrote ${rows} judged posts to ${out}`);
}

async function criteria(io: CommandIo, options: Options): Promise<void> {
  const { policy, threshold, margin } = options;
  const by = options.by.split(',').map((name) => judgedByOf(name.trim()));
  const found = await withWorkspace(io, options, (client) =>
    client.fairness.criteria({ policy, by, threshold, margin }),
  );
  if (options.json) io.out(JSON.stringify(found));
  else for (const line of criteriaLines(found)) io.out(line);
}

/** Lines for people: the groups, then each criterion with its rates, then what posts can be grouped by. */
export function* criteriaLines(found: JudgedCriteria): Generator<string> {
  const { policy, attribute, rows, ungrouped, hidden, groups, criteria: all, impossibility, offers } = found;
  yield `${policy}: ${rows} judged posts by ${attribute}, ${ungrouped} in no group that is shown`;
  for (const { group, positives, negatives, authors } of groups) {
    const [ones, zeros] = [positives, negatives].map((bins) => bins.reduce((sum, n) => sum + n, 0));
    const people = authors === null ? '' : `  ${authors} authors`;
    yield `  ${group.padEnd(24)} ${String(ones! + zeros!).padStart(7)} posts  ${String(ones).padStart(7)} violations${people}`;
  }
  if (hidden.length > 0)
    yield `  not shown, for too few posts or authors: ${hidden.map(({ group }) => group).join(', ')}`;
  for (const { name, verdict, rates } of all) {
    yield `${name}: ${verdict}`;
    for (const { rate, gap, p } of rates) yield `  ${rate.padEnd(10)} gap ${text(gap)}  p ${text(p)}`;
  }
  if (impossibility) yield impossibility.note;
  yield `posts can be grouped by: ${offers.map(({ by }) => judgedByName(by)).join(', ') || 'nothing'}`;
}

/** What `judgedByName` writes, read back. */
export function judgedByOf(name: string): JudgedBy {
  if (name === 'language' || name === 'kind') return name;
  const [kind, value] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
  if (kind === 'term' && value !== '') return { term: value };
  if (kind === 'author' && value !== '') return { author: value };
  throw new StewardError('BAD_INPUT', `Posts cannot be grouped by '${name}'.`, {
    advice: "Give 'language', 'kind', an identity term as 'term:women', or an attribute of users as 'author:gender'.",
    place: { field: '--by' },
  });
}

function text(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(4);
}
