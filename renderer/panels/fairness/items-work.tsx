import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import type { Audit, ItemSide } from '../../../engine/contract/fairness.ts';
import { useColumns } from '../../app/columns.tsx';
import { useKeys } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { signed } from '../../ui/format.ts';
import shared from '../models/recommender.module.css';
import styles from './items.module.css';
import { type FigureRow, figureRows, figureWords, type GiniConvention } from './items.ts';
import { ItemCharts } from './items-charts.tsx';
import { type ItemsPlace, useItemsPlace } from './items-place.ts';

/** The runs that are looked at: the first of the audit where none was picked. */
export function sidesOf({ items }: Audit, { a, b }: ItemsPlace): { a: ItemSide | null; b: ItemSide | null } {
  const first = items.find(({ run }) => run === a) ?? items[0] ?? null;
  const second = items.find(({ run }) => run === b && run !== first?.run) ?? null;
  return { a: first, b: second };
}

/** Middle: how one run, or two, spread attention over items. */
export function ItemsView({ audit }: { audit: Audit }) {
  const [place, setPlace] = useItemsPlace();
  const { showRight } = useColumns('fairness');
  const { a, b } = sidesOf(audit, place);
  const rows = useMemo(() => (a ? figureRows(a, b, place.gini) : []), [a, b, place.gini]);
  const columns = useMemo(() => (a ? figureColumns(a, b) : []), [a, b]);
  const other: GiniConvention = place.gini === 'n' ? 'n-1' : 'n';
  useKeys([
    {
      key: 'g',
      does: 'The other convention of Gini',
      group: 'Items',
      run: () => setPlace({ gini: other, figure: null }),
    },
  ]);
  if (!a) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.scroll} tabIndex={0}>
      <header className={shared.head}>
        <h1>
          {a.subject}
          {b && (
            <>
              {' '}
              <span className="dim">and</span> {b.subject}
            </>
          )}
        </h1>
        <span className="dim">how attention is spread over items</span>
        <span className={`${shared.row} ${shared.push}`}>
          <span id="gini-convention" className="dim">
            Gini by
          </span>
          <SegmentedControl
            size="xs"
            aria-labelledby="gini-convention"
            value={place.gini}
            onChange={(value) => setPlace({ gini: value as GiniConvention, figure: null })}
            data={[
              { value: 'n', label: 'n' },
              { value: 'n-1', label: 'n − 1' },
            ]}
          />
          <kbd aria-hidden>g</kbd>
        </span>
      </header>
      <ItemCharts sides={b ? [a, b] : [a]} cells={audit.cells} />
      <h2 className={shared.heading}>All figures</h2>
      <div className={styles.figures}>
        <DataTable
          label="Figures of items"
          remember="fairness.items"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          minWidth={640}
          chosen={place.figure}
          onChoose={({ id }) => setPlace({ figure: id })}
          onOpen={({ id }) => {
            setPlace({ figure: id });
            showRight(true);
          }}
          keys={{ group: 'Items', row: 'figure', open: 'Show what it means' }}
        />
      </div>
    </div>
  );
}

/** A figure as short as it can be compared. */
export function figureText(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4)));
}

function figureColumns(a: ItemSide, b: ItemSide | null): readonly Column<FigureRow>[] {
  const value = (id: 'a' | 'b', name: string): Column<FigureRow> => ({
    id,
    name,
    width: '96px',
    isNumber: true,
    cell: (row) => figureText(row[id]),
    value: (row) => row[id],
  });
  return [
    {
      id: 'figure',
      name: 'Figure',
      width: 'minmax(150px, 1fr)',
      cell: ({ label, name }) => <span title={figureWords[name]}>{label}</span>,
      value: ({ label }) => label,
    },
    {
      id: 'group',
      name: 'Group',
      width: 'minmax(80px, 0.6fr)',
      cell: ({ group }) => group ?? <span className="dim">all</span>,
      value: ({ group }) => group,
    },
    value('a', a.subject),
    ...(b
      ? [
          value('b', b.subject),
          {
            id: 'difference',
            name: 'Difference',
            width: '96px',
            isNumber: true,
            about: 'The second run minus the first. Figures of lists as a whole are not tested.',
            cell: (row: FigureRow) => (row.a === null || row.b === null ? '–' : signed(row.b - row.a, 4)),
            value: (row: FigureRow) => (row.a === null || row.b === null ? null : row.b - row.a),
          },
        ]
      : []),
    {
      id: 'convention',
      name: 'Convention',
      width: 'minmax(160px, 1.4fr)',
      cell: ({ convention }) => <span title={convention}>{convention}</span>,
    },
  ];
}
