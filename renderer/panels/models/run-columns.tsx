import type { Run } from '../../../engine/contract/models.ts';
import type { Column } from '../../ui/data-table.tsx';
import { age, count, moment, shortVersion, took } from '../../ui/format.ts';
import { extent } from '../../ui/scale.ts';
import { markLetters } from './compare.ts';
import { Mark } from './mark.tsx';
import { MetricCell } from './metric-cell.tsx';
import { columnDecimals, metricName, metricsOf, unitOf, wordsOf } from './metrics.ts';
import { protocolText } from './run-words.ts';

/** A column that can be shown or hidden. */
export interface ColumnChoice {
  id: string;
  name: string;
}

const plain: readonly Column<Run>[] = [
  { id: 'kind', name: 'Kind', width: '76px', cell: (run) => run.kind, value: (run) => run.kind },
  {
    id: 'protocol',
    name: 'Protocol',
    width: '148px',
    about: 'How data was parted, and the length of the lists.',
    cell: (run) => protocolText(run.protocol),
    value: (run) => protocolText(run.protocol),
  },
  {
    id: 'rule',
    name: 'Rule',
    width: '110px',
    about: 'What turned interactions into what the model learns from, and its version.',
    cell: (run) => `${run.rule} v${run.ruleVersion}`,
    value: (run) => run.rule,
  },
  {
    id: 'data',
    name: 'Data',
    width: '92px',
    about: 'The beginning of the hash of the data; runs of one hash saw the same data.',
    cell: (run) => <code>{shortVersion(run.dataHash)}</code>,
    value: (run) => run.dataHash,
  },
  {
    id: 'seed',
    name: 'Seed',
    width: '52px',
    isNumber: true,
    cell: (run) => run.seed,
    value: (run) => run.seed,
  },
  {
    id: 'fit',
    name: 'Fit',
    width: '64px',
    isNumber: true,
    about: 'How long the model took to fit.',
    cell: (run) => took(run.fitSeconds),
    value: (run) => run.fitSeconds,
  },
  {
    id: 'users',
    name: 'Users',
    width: '52px',
    isNumber: true,
    about: 'How many users the data has.',
    cell: (run) => count(run.users),
    value: (run) => run.users,
  },
  {
    id: 'items',
    name: 'Items',
    width: '52px',
    isNumber: true,
    cell: (run) => count(run.items),
    value: (run) => run.items,
  },
  {
    id: 'when',
    name: 'Age',
    width: '44px',
    isNumber: true,
    about: 'How long ago the run ended.',
    cell: (run) => <span title={moment(run.createdAt)}>{age(run.createdAt, Date.now())}</span>,
    value: (run) => -run.createdAt,
  },
];

/** All columns that runs can be shown with, metrics first. */
export function columnChoices(runs: readonly Run[]): ColumnChoice[] {
  const k = commonK(runs);
  return [
    ...metricsOf(runs).map((id) => ({ id, name: metricName(id, k) })),
    ...plain.map(({ id, name }) => ({ id, name })),
  ];
}

/** The k that all runs share; null where they differ. */
function commonK(runs: readonly Run[]): number | null {
  const [first] = runs;
  return first && runs.every(({ protocol }) => protocol.k === first.protocol.k) ? first.protocol.k : null;
}

/** The columns of the table of runs: mark, name and algorithm always, then what was chosen and any run has. */
export function runColumns(
  runs: readonly Run[],
  chosen: readonly string[],
  marks: readonly number[],
): readonly Column<Run>[] {
  const k = commonK(runs);
  const metrics = metricsOf(runs).filter((id) => chosen.includes(id));
  return [
    {
      id: 'mark',
      name: '',
      width: '18px',
      cell: (run) => <Mark letter={markLetters[marks.indexOf(run.id)]} />,
    },
    {
      id: 'name',
      name: 'Name',
      width: 'minmax(100px, 1fr)',
      cell: (run) => <span title={run.name}>{run.name}</span>,
      value: (run) => run.name,
    },
    {
      id: 'algorithm',
      name: 'Algorithm',
      width: '92px',
      cell: (run) => <span title={run.algorithm}>{run.algorithm}</span>,
      value: (run) => run.algorithm,
    },
    ...metrics.map((id) => metricColumn(id, k, runs)),
    ...plain.filter((column) => chosen.includes(column.id)),
  ];
}

function metricColumn(id: string, k: number | null, runs: readonly Run[]): Column<Run> {
  const found = runs.flatMap(({ metrics }) => metrics[id] ?? []);
  const range = extent(found.flatMap(({ mean, low, high }) => [low ?? mean, high ?? mean]));
  const decimals = columnDecimals(found);
  const { means, better } = wordsOf(id);
  const direction = better === 'neither' ? '' : ` ${better === 'higher' ? 'Higher' : 'Lower'} is better.`;
  return {
    id,
    name: metricName(id, k),
    width: decimals > 3 ? '146px' : '128px',
    about: `${means}${direction} Mean over ${unitOf(id)} with its 95 % interval.`,
    isNumber: true,
    cell: (run) => <MetricCell id={id} k={run.protocol.k} metric={run.metrics[id]} range={range} decimals={decimals} />,
    value: (run) => run.metrics[id]?.mean ?? null,
  };
}

/** The width in px below which the columns do not fit. */
export function widthOf(columns: readonly Column<Run>[]): number {
  const tracks = columns.map(({ width }) => Number(/(\d+)px/.exec(width)?.[1] ?? 0));
  return tracks.reduce((sum, track) => sum + track + 8, 24);
}
