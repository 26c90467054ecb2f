import { type Command, Option } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import type { EqualRates } from '../../engine/contract/index.ts';
import { judgedByOf } from './decisions.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo, wholeNumber } from './io.ts';
import { number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  policy: string;
  by: string;
  rate?: 'fpr' | 'tpr';
  threshold?: number;
  cost?: number;
  seed?: number;
  json?: boolean;
}

/** `steward mitigate thresholds`: a threshold for each group of posts, chosen on one half of the decisions, told on the other. */
export function addMitigateThresholds(mitigate: Command, io: CommandIo): void {
  mitigate
    .command('thresholds')
    .description("make a rate of a policy's decisions equal between groups of posts, and tell what that costs")
    .option('--workspace <dir>', 'the workspace folder')
    .requiredOption('--policy <id>', 'the policy whose classifier decides')
    .option(
      '--by <group>',
      "'language', 'kind', 'term:' and an identity term, or 'author:' and an attribute of users",
      'language',
    )
    .addOption(new Option('--rate <rate>', 'the rate to make equal (fpr)').choices(['fpr', 'tpr']))
    .option('--threshold <t>', "the threshold of today; the policy's own by default", number)
    .option('--cost <ratio>', 'what a wrong action costs, in missed violations (1)', number)
    .option('--seed <n>', 'parts the decisions into halves (1)', wholeNumber())
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const { policy, rate, threshold, cost: costRatio, seed } = options;
        const asked = { policy, by: judgedByOf(options.by), rate, threshold, costRatio, seed };
        const found = await withWorkspace(io, options, (client) => client.fairness.equalRates(asked));
        if (!found) {
          throw new StewardError(
            'BAD_INPUT',
            `The ${rate ?? 'fpr'} of '${policy}' is not defined on these decisions.`,
            {
              advice: 'Decide about more posts of the kind, or choose another rate.',
              place: { field: '--policy' },
            },
          );
        }
        if (options.json) io.out(JSON.stringify(found));
        else for (const line of thresholdLines(found, rate ?? 'fpr')) io.out(line);
      }),
    );
}

/** Lines for people: both outcomes, then each group. */
export function* thresholdLines(found: EqualRates, rate: 'fpr' | 'tpr'): Generator<string> {
  const { target, thresholds, heldOut, before, after } = found;
  yield `thresholds for a ${rate} of ${text(target)} in every group, chosen on one half, told on ${heldOut} held-out posts`;
  yield `${''.padEnd(16)} ${'before'.padStart(8)} ${'after'.padStart(8)}`;
  const rows = ['gap', 'fpr', 'tpr', 'selection', 'cost'] as const;
  for (const name of rows) {
    const label = name === 'gap' ? `gap in ${rate}` : name === 'cost' ? 'cost of a post' : name;
    yield `${label.padEnd(16)} ${text(before[name]).padStart(8)} ${text(after[name]).padStart(8)}`;
  }
  yield '';
  yield `${'group'.padEnd(16)} ${'held out'.padStart(8)} ${'threshold'.padStart(9)} ${'before'.padStart(8)} ${'after'.padStart(8)}`;
  for (const [at, { group, threshold, isKept }] of thresholds.entries()) {
    const [was, is] = [before.groups[at]!, after.groups[at]!];
    const figures = `${String(was.n).padStart(8)} ${threshold.toFixed(4).padStart(9)} ${text(was[rate]).padStart(8)} ${text(is[rate]).padStart(8)}`;
    yield `${group.padEnd(16)} ${figures}${isKept ? '  (no post to choose by: as today)' : ''}`;
  }
}

function text(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(4);
}
