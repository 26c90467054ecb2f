import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDownload, IconInfoCircle, IconTable } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  XAxis,
  YAxis,
} from 'recharts';
import { tellProblem } from '../app/workbench.tsx';
import styles from './chart.module.css';
import { csv } from './csv.ts';
import { DataTable } from './data-table.tsx';
import { download } from './download.ts';
import { drawingIn, pngOf, svgText } from './export-chart.ts';

/** The numbers behind a chart; they are its table and its export. */
export interface ChartData {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** What surrounds every chart: its title, what it means, its numbers as a table, and both as files. */
export function ChartFrame({
  title,
  definition,
  data,
  extra,
  children,
}: {
  title: string;
  definition: string;
  data: ChartData;
  /** Stands beside the title, such as the n. */
  extra?: ReactNode;
  children: ReactNode;
}) {
  const [isTable, setTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  return (
    <figure className={styles.frame} aria-label={title}>
      <figcaption className={styles.head}>
        <span className={styles.title}>{title}</span>
        {extra}
        <span className={styles.tools}>
          <Tooltip label={definition} events={{ hover: true, focus: true, touch: true }}>
            <ActionIcon size={24} aria-label={`What ${title} means`} aria-description={definition}>
              <IconInfoCircle size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <ActionIcon size={24} aria-label="Show as a table" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            <IconTable size={14} aria-hidden />
          </ActionIcon>
          <Exports title={title} data={data} chart={() => body.current} />
        </span>
      </figcaption>
      {isTable ? (
        <ChartTable title={title} data={data} />
      ) : (
        <div ref={body} className={styles.chart}>
          {children}
        </div>
      )}
    </figure>
  );
}

/** The numbers as CSV, and the drawing as SVG and PNG where the chart shows one. */
function Exports({ title, data, chart }: { title: string; data: ChartData; chart: () => HTMLElement | null }) {
  const [drawing, setDrawing] = useState<SVGSVGElement | null>(null);
  const file = (ending: string) => `${title.replaceAll(/[\\/:*?"<>|]/g, ' ')}.${ending}`;
  const save = (ending: string, content: string | Blob, type = '') =>
    download(file(ending), content instanceof Blob ? content : new Blob([content], { type }));
  return (
    <Menu position="bottom-end" onOpen={() => setDrawing(drawingIn(chart()))}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={`Export ${title}`}>
          <IconDownload size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save('csv', csv(data), 'text/csv')}>Numbers as CSV</Menu.Item>
        <Menu.Item disabled={!drawing} onClick={() => drawing && save('svg', svgText(drawing), 'image/svg+xml')}>
          Drawing as SVG
        </Menu.Item>
        <Menu.Item
          disabled={!drawing}
          onClick={() => drawing && void pngOf(drawing).then((png) => save('png', png), tellProblem)}
        >
          Picture as PNG
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Beyond this many rows the table of a chart is a virtual one. */
const longTable = 200;

function ChartTable({ title, data }: { title: string; data: ChartData }) {
  if (data.rows.length > longTable) return <LongTable title={title} data={data} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.table} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {data.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.join('\t')}>
              {row.map((cell, index) => (
                <td key={data.columns[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LongTable({ title, data }: { title: string; data: ChartData }) {
  return (
    <div className={styles.long}>
      <DataTable
        label={`${title}, as a table`}
        columns={data.columns.map((name, index) => ({
          id: name,
          name,
          width: 'minmax(0, 1fr)',
          isNumber: index > 0,
          cell: ({ cells }: LongRow) => cells[index],
          value: ({ cells }: LongRow) => cells[index] ?? null,
        }))}
        rows={data.rows.map((cells, id) => ({ id, cells }))}
        rowId={({ id }) => id}
      />
    </div>
  );
}

interface LongRow {
  id: number;
  cells: readonly (string | number)[];
}

/** Counts per bin as a strip of bars over 0 to 1, with labelled lines where something begins. */
export function HistogramStrip({
  bins,
  lines,
  mark,
}: {
  bins: readonly number[];
  lines: readonly { at: number; name: string; color: string }[];
  /** Where the item on the screen stands. */
  mark?: number | null;
}) {
  const most = Math.max(1, ...bins);
  // Square roots keep a bin of three visible beside a bin of three thousand; the table has the plain counts.
  const height = (value: number) => (value === 0 ? 0 : Math.max(1.5, 48 * Math.sqrt(value / most)));
  return (
    <svg className={styles.strip} viewBox="0 0 480 48" preserveAspectRatio="none" aria-hidden>
      {bins.map((value, bin) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          key={bin}
          className={styles.bin}
          x={(480 / bins.length) * bin}
          y={48 - height(value)}
          width={480 / bins.length - 1.5}
          height={height(value)}
        />
      ))}
      {lines.map(({ at, name, color }) => (
        <line key={name} x1={at * 480} x2={at * 480} y1={0} y2={48} stroke={color} className={styles.threshold} />
      ))}
      {typeof mark === 'number' && <line x1={mark * 480} x2={mark * 480} y1={0} y2={48} className={styles.here} />}
    </svg>
  );
}

/** Observed against predicted, with intervals, beside the diagonal of perfect calibration. */
export function ReliabilityCurve({
  points,
}: {
  points: readonly { predicted: number; observed: number; interval: [number, number] }[];
}) {
  const data = points.map(({ interval: [low, high], ...point }) => ({
    ...point,
    error: [point.observed - low, high - point.observed],
  }));
  return (
    <div className={styles.curve}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={data} margin={{ top: 8, right: 16, bottom: 20, left: 4 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--hairline)" />
          <XAxis
            dataKey="predicted"
            type="number"
            domain={[0, 1]}
            tickCount={6}
            tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 11 }}
            label={{
              value: 'predicted',
              position: 'insideBottom',
              offset: -12,
              fill: 'var(--mantine-color-dimmed)',
              fontSize: 11,
            }}
          />
          <YAxis
            type="number"
            domain={[0, 1]}
            tickCount={6}
            width={44}
            tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 11 }}
            label={{
              value: 'observed',
              angle: -90,
              position: 'insideLeft',
              fill: 'var(--mantine-color-dimmed)',
              fontSize: 11,
            }}
          />
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]}
            stroke="var(--mantine-color-dimmed)"
            strokeDasharray="4 4"
          />
          <Line dataKey="observed" stroke="var(--inform)" dot={false} isAnimationActive={false} />
          <Scatter dataKey="observed" fill="var(--inform)" isAnimationActive={false}>
            <ErrorBar dataKey="error" direction="y" width={4} stroke="var(--inform)" />
          </Scatter>
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
