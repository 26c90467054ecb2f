import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { Audit, AuditCell } from '../../../engine/contract/fairness.ts';
import { useKeys } from '../../app/workbench.tsx';
import { ChartFrame } from '../../ui/chart.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { count, pValue, signed } from '../../ui/format.ts';
import { wordsOf } from '../models/metrics.ts';
import styles from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import cellStyles from './cell-work.module.css';
import { overallOf, ratioDots, referenceOf, timesText, valueDots } from './dots.ts';
import { DotsChart } from './dots-chart.tsx';
import { rangeText } from './drawer.ts';
import { NullBand } from './matrix-view.tsx';
import { usePlace } from './place.ts';
import { backId, currentCellId } from './places-of-focus.ts';
import { simpson, strataOf } from './strata.ts';
import { useMetricName } from './use-metric-name.ts';
import { figure } from './words.ts';

/** One cell, opened: its groups as dots, each pair of them, and the strata of the control. */
export function CellWork({ audit, cell }: { audit: Audit; cell: AuditCell }) {
  const [, setOpen] = usePlace('isOpen');
  const metric = useMetricName()(cell.metric, cell.run);
  const back = () => {
    setOpen(false);
    focusSoon(currentCellId);
  };
  useKeys([{ key: 'Escape', does: 'Back to the matrix', group: 'Audit', run: back }]);
  const strata = strataOf(audit.cells, cell);
  const sentence = simpson(cell, strata);
  return (
    <>
      <header className={styles.head}>
        <Button
          id={backId}
          size="compact-sm"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          rightSection={<kbd aria-hidden>Esc</kbd>}
          onClick={back}
        >
          Matrix
        </Button>
        <h1>
          {metric} of {cell.subject} by {cell.grouping}
        </h1>
        <VerdictMark verdict={cell.verdict} isNamed />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <div className={cellStyles.body} tabIndex={0}>
        <p>{cell.words}</p>
        <div className={cellStyles.gap}>
          <span>
            Gap <b>{figure(cell.gap)}</b>
            {cell.expected &&
              `, equality would show ${figure(cell.expected.mean)} on average and up to ${figure(cell.expected.high)}`}
          </span>
          <NullBand cell={cell} most={Math.max(cell.gap ?? 0, cell.expected?.high ?? 0)} />
        </div>
        <Dots cell={cell} metric={metric} hideBelow={audit.spec.hideBelow} />
        {cell.pairs.length > 0 && <Pairs cell={cell} />}
        {strata.length > 0 && <Strata strata={strata} sentence={sentence} />}
      </div>
    </>
  );
}

function Dots({ cell, metric, hideBelow }: { cell: AuditCell; metric: string; hideBelow: number }) {
  const [scaleOf, setScale] = usePlace('scale');
  const [reference, setReference] = usePlace('reference');
  useKeys([
    {
      key: 'r',
      does: 'Show values or ratios',
      group: 'Audit',
      run: () => setScale(scaleOf === 'values' ? 'ratios' : 'values'),
    },
  ]);
  const against = referenceOf(cell.groups, reference);
  const overall = overallOf(cell.groups);
  const dots = scaleOf === 'values' ? valueDots(cell.groups) : ratioDots(cell.groups, against.value);
  const hidden = cell.groups.filter(({ size }) => size === 'hidden');
  const small = cell.groups.filter(({ size }) => size === 'small');
  const title = scaleOf === 'values' ? `${metric} by group` : `${metric} against ${against.name}`;
  return (
    <div className={cellStyles.part}>
      <div className={styles.row}>
        <SegmentedControl
          size="xs"
          aria-label="Scale"
          data={[
            { value: 'values', label: 'Values' },
            { value: 'ratios', label: 'Times smaller or larger' },
          ]}
          value={scaleOf}
          onChange={(value) => setScale(value === 'ratios' ? 'ratios' : 'values')}
        />
        <kbd aria-hidden>r</kbd>
        {scaleOf === 'ratios' && (
          <Select
            aria-label="Against"
            allowDeselect={false}
            data={[
              { value: 'overall', label: 'against overall' },
              { value: 'largest', label: 'against the largest group' },
              ...cell.groups
                .filter(({ value }) => value !== null)
                .map(({ group }) => ({ value: `group:${group}`, label: `against ${group}` })),
            ]}
            value={reference.startsWith('group:') && against.name === 'overall' ? 'overall' : reference}
            onChange={(value) => value && setReference(value)}
          />
        )}
      </div>
      <ChartFrame
        title={title}
        definition={`${wordsOf(cell.metric).means} A dot is the mean of a group, its area the number of users, the line its 95 % interval; hollow dots are of small groups. ${
          scaleOf === 'values'
            ? 'The band is as wide as the gap that equal groups of these sizes would show in 95 of 100 audits.'
            : 'The reference counts as known.'
        }`}
        data={{
          columns: ['Group', 'n', scaleOf === 'values' ? 'Mean' : 'Ratio', 'Low', 'High'],
          rows: dots.map(({ group, n, value, low, high, size }) =>
            size === 'hidden' ? [group, 'hidden', '', '', ''] : [group, n, figure(value), figure(low), figure(high)],
          ),
        }}
      >
        <DotsChart
          dots={dots}
          scaleOf={scaleOf}
          center={scaleOf === 'values' ? overall : 1}
          band={cell.expected?.high ?? null}
          label={dots
            .filter(({ value }) => value !== null)
            .map(({ group, value }) => `${group} ${scaleOf === 'values' ? figure(value) : timesText(value)}`)
            .join(', ')}
        />
      </ChartFrame>
      {hidden.length > 0 && (
        <p className="dim">
          Hidden, because fewer than {count(hideBelow)} users would tell of persons:{' '}
          {hidden.map(({ group }) => group).join(', ')}.
        </p>
      )}
      {small.length > 0 && (
        <p className="dim">Small, to be read with care: {small.map(({ group, n }) => `${group} (${n})`).join(', ')}.</p>
      )}
    </div>
  );
}

type Pair = AuditCell['pairs'][number];

const pairColumns: readonly Column<Pair>[] = [
  { id: 'a', name: 'A', width: 'minmax(80px, 1fr)', cell: ({ a }) => a, value: ({ a }) => a },
  { id: 'b', name: 'B', width: 'minmax(80px, 1fr)', cell: ({ b }) => b, value: ({ b }) => b },
  {
    id: 'difference',
    name: 'A − B',
    width: '80px',
    isNumber: true,
    cell: ({ difference }) => signed(difference, 3),
    value: ({ difference }) => Math.abs(difference),
  },
  {
    id: 'range',
    name: '95 % interval',
    width: '150px',
    isNumber: true,
    about: 'Holds for all pairs of the cell together.',
    cell: ({ low, high }) => rangeText(low, high) || '–',
  },
  {
    id: 'p',
    name: 'p',
    width: '70px',
    isNumber: true,
    about: 'Corrected for all pairs of the cell.',
    cell: ({ p }) => pValue(p),
    value: ({ p }) => p,
  },
  {
    id: 'effect',
    name: 'Effect',
    width: '70px',
    isNumber: true,
    cell: ({ effect }) => signed(effect, 2),
    value: ({ effect }) => Math.abs(effect),
  },
];

function Pairs({ cell }: { cell: AuditCell }) {
  return (
    <div className={cellStyles.part}>
      <h2>
        Pairs <span className="dim">{count(cell.pairs.length)}</span>
      </h2>
      <div className={cellStyles.table} style={{ blockSize: Math.min(300, 34 + cell.pairs.length * 32) }}>
        <DataTable
          label="Pairs of groups"
          columns={pairColumns}
          rows={cell.pairs}
          rowId={({ a, b }) => `${a}\t${b}`}
          minWidth={560}
        />
      </div>
    </div>
  );
}

function Strata({ strata, sentence }: { strata: readonly AuditCell[]; sentence: string | null }) {
  return (
    <div className={cellStyles.part}>
      <h2>Within the groups of the control</h2>
      {sentence && <p>{sentence}</p>}
      <table className={styles.figures} aria-label="Strata">
        <thead>
          <tr>
            <th scope="col">Stratum</th>
            <th scope="col">Verdict</th>
            <th scope="col">Gap</th>
            <th scope="col">Equality up to</th>
            <th scope="col">Smallest n</th>
          </tr>
        </thead>
        <tbody>
          {strata.map((one) => (
            <tr key={one.key}>
              <th scope="row">{one.stratum}</th>
              <td>
                <VerdictMark verdict={one.verdict} isNamed />
              </td>
              <td>{figure(one.gap)}</td>
              <td>{figure(one.expected?.high)}</td>
              <td>{count(one.smallest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
