import { type Command, InvalidArgumentError } from 'commander';
import { intersect } from '../../engine/catalog/interactions/groups.ts';
import { conditionalRate } from '../../engine/fairness/criteria/conditional.ts';
import { decide } from '../../engine/fairness/criteria/confusion.ts';
import { type CriteriaReport, criteriaReport } from '../../engine/fairness/criteria/report.ts';
import { readRates } from '../../engine/fairness/criteria/table.ts';
import { action, type CommandIo, type CommandModule } from './io.ts';
import { conditionalLines, ratesLines } from './rates-lines.ts';

interface RatesOptions {
  in: string;
  truth: string;
  score: string;
  group: string[];
  threshold: number;
  reference?: string;
  control?: string;
  margin: number;
  json?: boolean;
}

/** `steward rates`: how alike decisions are between groups, from a file and without a workspace. */
export const ratesCommand: CommandModule = (program: Command, io: CommandIo) => {
  program
    .command('rates')
    .description('Tell how alike decisions are between groups: rates, differences, tests and the three criteria.')
    .requiredOption('--in <file>', 'a CSV, TSV or JSONL file (plain or .gz) with named columns')
    .requiredOption('--truth <column>', 'what is true, 1 or 0')
    .requiredOption('--score <column>', 'the score; probabilities are tested for calibration too')
    .requiredOption('--group <columns>', 'columns of groups, up to three, crossed: gender,age', list)
    .option('--threshold <t>', 'decide from this score on', number, 0.5)
    .option('--reference <group>', 'the group that others are held against; the largest by default')
    .option('--control <column>', 'hold this column fixed as well')
    .option('--margin <m>', 'differences within it count as none', number, 0.05)
    .option('--json', 'print one JSON object')
    .action(action(io, (options: RatesOptions) => rates(io, options)));
};

async function rates(io: CommandIo, options: RatesOptions): Promise<void> {
  const { threshold, reference, margin } = options;
  const columns = { truth: options.truth, score: options.score, groups: options.group, control: options.control };
  const { truth, scores, groupings, control } = await readRates(options.in, columns, io.signal);
  const isProbability = scores.every((score) => score >= 0 && score <= 1);
  const input = {
    truth,
    decided: decide(scores, threshold),
    scores: isProbability ? scores : null,
    grouping: intersect(groupings),
  };
  const report = criteriaReport(input, { reference, margin });
  const conditional = control
    ? (['selection', 'tpr', 'fpr'] as const).map((rate) => conditionalRate(input, control, rate, reference))
    : [];
  if (options.json) {
    io.out(JSON.stringify({ threshold, ...named(report), conditional }));
    return;
  }
  for (const line of ratesLines(report, threshold)) io.out(line);
  for (const line of conditionalLines(conditional)) io.out(line);
}

/** The report with the names of groups in place of their numbers. */
function named({ groups, baseRate, rates: all, ...report }: CriteriaReport) {
  const nameOf = (group: number | null) => (group === null ? null : groups[group]!.group);
  const withNames = ({ gap, comparisons, ...rest }: CriteriaReport['baseRate']) => ({
    ...rest,
    gap: {
      ...gap,
      largest: nameOf(gap.largest),
      smallest: nameOf(gap.smallest),
      toReference: gap.toReference.map((to, group) => ({ group: nameOf(group), ...to })),
      undefinedIn: gap.undefinedIn.map(nameOf),
    },
    comparisons: comparisons.map((comparison) => ({ ...comparison, group: nameOf(comparison.group) })),
  });
  return { ...report, groups, baseRate: withNames(baseRate), rates: all.map(withNames) };
}

function list(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number.');
  return value;
}
